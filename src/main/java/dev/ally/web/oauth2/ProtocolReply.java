package dev.ally.web.oauth2;

import dev.ally.bus.Failed;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program is answered: JSON that no cache keeps (RFC 6749 §5). */
public final class ProtocolReply {
  static final String CHALLENGE = "WWW-Authenticate";

  private static final Logger LOG = LoggerFactory.getLogger(ProtocolReply.class);
  private static final String JSON = "application/json";

  private ProtocolReply() {}

  /** What the program asked for. */
  static Reply of(int status, JsonObject answer) {
    return Reply.of(status, JSON, answer.toBuffer()).header("Pragma", "no-cache");
  }

  /** An error as RFC 6749 §5.2 writes it. */
  static Reply of(ProtocolError error) {
    Reply reply = of(status(error.code()), wireName(error.code()), error.description());
    return error.code() == ProtocolError.Code.INVALID_CLIENT
        ? reply.header(CHALLENGE, "Basic realm=\"OAuth 2.0 client\", charset=\"UTF-8\"")
        : reply;
  }

  /** Why there is no answer. A defect is logged. */
  public static Reply of(Throwable failure) {
    if (failure instanceof ProtocolFailure known) {
      return of(known.error());
    }
    if (failure instanceof Refused refused) {
      return of(refused.refusal());
    }
    if (failure instanceof Unavailable unavailable) {
      return later(503, unavailable.retryAfter());
    }
    if (failure instanceof TooMany tooMany) {
      return later(429, tooMany.retryAfter());
    }
    if (!(failure instanceof Failed)) {
      LOG.error("a request failed", failure);
    }
    return of(500, wireName(ProtocolError.Code.SERVER_ERROR), "The fault is on this side, and it has been logged.");
  }

  private static Reply of(Refusal refusal) {
    return switch (refusal) {
      case METHOD_NOT_ALLOWED -> invalid(refusal.status(), "This address does not take that method.");
      case BODY_TOO_LARGE -> invalid(refusal.status(), "The body is too large.");
      case NOT_A_FORM -> invalid(400, "The body must be of the type application/x-www-form-urlencoded.");
      case ADDRESS_TOO_LONG -> invalid(400, "A parameter is too long.");
      default -> invalid(400, "The parameters cannot be read.");
    };
  }

  private static Reply invalid(int status, String why) {
    return of(status, wireName(ProtocolError.Code.INVALID_REQUEST), why);
  }

  private static Reply later(int status, Duration wait) {
    return of(status, "temporarily_unavailable", "Ask again later.").retryAfter(wait);
  }

  private static Reply of(int status, String error, String description) {
    return of(status, new JsonObject().put("error", error).put("error_description", plain(description)));
  }

  static int status(ProtocolError.Code code) {
    return switch (code) {
      case INVALID_CLIENT, INVALID_TOKEN -> 401;
      case INSUFFICIENT_SCOPE -> 403;
      case SERVER_ERROR -> 500;
      default -> 400;
    };
  }

  static String wireName(ProtocolError.Code code) {
    return code.name().toLowerCase(Locale.ROOT);
  }

  /** The characters that a description may have (RFC 6749 §5.2), none of which ends a quoted string. */
  static String plain(String description) {
    return description.replaceAll("[\"\\\\]", "'").replaceAll("[^ -~]", "?");
  }
}
