package dev.ally.mail;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why an email was not sent, in the words of an operator. What the mail server replied is part of it. */
final class MailProblem {
  private MailProblem() {}

  static String of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "the name of the mail server is not known";
      }
      if (cause instanceof SSLException) {
        return "the mail server speaks no TLS there, or its certificate is not trusted: " + ofTls(root(cause));
      }
      if (cause instanceof TimeoutException) {
        return "the mail server did not answer in time";
      }
      if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
        return "the mail server cannot be connected to: " + cause.getMessage();
      }
      if (cause instanceof IOException) {
        return "the connection to the mail server broke, or it did not answer in time";
      }
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** The message about what is no TLS is all that the server wrote, in hexadecimal. */
  private static String ofTls(Throwable root) {
    return root instanceof NotSslRecordException ? "its answer is not TLS" : root.getMessage();
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }
}
