package dev.ally.web.forward;

import dev.ally.bus.Failed;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a proxy is answered; a browser may see it, at another host, where none of this site's styles can be loaded. */
final class HostReply {
  private static final Logger LOG = LoggerFactory.getLogger(HostReply.class);
  private static final String TEXT = "text/plain; charset=utf-8";

  /** Why a request is refused; each is logged once, since what it says is for the operator. */
  enum Reason {
    UNTRUSTED("ALLY_TRUSTED_PROXIES does not list the address that it came from. If that is your proxy, list it"),
    UNREADABLE("its headers are missing, doubled or cannot be read, or a client asked for an address that is none, such"
        + " as one with characters outside ASCII. If all are refused: the proxy must set each header that the page on"
        + " forward authentication names, once, and remove what comes from outside"),
    PLAIN_HTTP("it is for a host by http. A protected host needs https where ALLY_PUBLIC_URL has it"),
    UNKNOWN_HOST("no client of the type proxy has the host {}"),
    NOT_HANDED_ON("its path begins with /.ally/, which the proxy must hand to Ally unchanged");

    private final String why;

    Reason(String why) {
      this.why = why;
    }
  }

  private final Set<Reason> logged = EnumSet.noneOf(Reason.class);

  static Reply text(int status, String text) {
    return Reply.of(status, TEXT, Buffer.buffer(text + "\n")).atHost();
  }

  /**
   * 403, and nowhere to go.
   *
   * @param host as it was read; empty: it could not be
   */
  Reply forbidden(Reason reason, String host) {
    synchronized (logged) {
      if (logged.add(reason)) {
        LOG.warn("A request for forward authentication is refused: {}. This is logged once",
            reason.why.replace("{}", host));
      }
    }
    return text(403, "Forbidden");
  }

  /** Why there is no answer. A defect is logged. */
  static Reply of(Throwable failure) {
    if (failure instanceof Refused refused) {
      return text(refused.refusal().status(), "Refused");
    }
    if (failure instanceof Unavailable unavailable) {
      return text(503, "Try again later").retryAfter(unavailable.retryAfter());
    }
    if (failure instanceof TooMany tooMany) {
      return text(429, "Try again later").retryAfter(tooMany.retryAfter());
    }
    if (!(failure instanceof Failed)) {
      LOG.error("a request for forward authentication failed", failure);
    }
    return text(500, "The fault is on this side, and it has been logged");
  }
}
