package dev.ally.account.webhook;

import dev.ally.outgoing.OutgoingRefused;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a post had no answer, in words of Ally: a message of a library may hold what the receiver wrote. */
final class PostProblem {
  private PostProblem() {}

  static String of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutgoingRefused) {
        return cause.getMessage();
      }
      if (cause instanceof UnknownHostException) {
        return "the name of its host is not known";
      }
      if (cause instanceof SSLException) {
        return "its certificate is not trusted, or it speaks no TLS";
      }
      if (cause instanceof TimeoutException) {
        return "there was no answer in time";
      }
      if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
        return "it cannot be connected to";
      }
    }
    return "the connection broke";
  }
}
