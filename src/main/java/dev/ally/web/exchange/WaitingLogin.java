package dev.ally.web.exchange;

import dev.ally.crypto.Secret;
import java.util.Optional;

/**
 * A login for which an application waits while its person reads an email. A cookie keeps it in the browser that has
 * requested the email, so that the mailed link leads on to the application. Another browser goes home.
 *
 * @param path where it goes on
 */
public record WaitingLogin(LocalPath path) {
  private static final String APPLICATION = "application.";
  private static final String HOST = "host.";

  /** The login that goes on at this path; empty where no application waits. */
  public static Optional<WaitingLogin> at(LocalPath path) {
    return ParkedRequest.at(path).isPresent() || HostLogin.at(path).isPresent()
        ? Optional.of(new WaitingLogin(path))
        : Optional.empty();
  }

  /** The login that this browser keeps; whether the application still waits is not known. */
  public static Optional<WaitingLogin> keptBy(Request request) {
    return request.find(Cookie.WAITING).map(Secret::revealText).flatMap(kept -> kept.startsWith(HOST)
        ? HostLogin.of(kept.substring(HOST.length())).map(HostLogin::path)
        : ParkedRequest.of(kept.substring(APPLICATION.length())).map(ParkedRequest::path)).map(WaitingLogin::new);
  }

  /** The reply, after which this browser keeps the login. */
  public Reply on(Reply reply) {
    return reply.set(Cookie.WAITING, HostLogin.at(path)
        .map(host -> Secret.of(HOST + host.destination().revealText()))
        .orElseGet(() -> Secret.of(APPLICATION + ParkedRequest.at(path).orElseThrow().token().revealText())));
  }
}
