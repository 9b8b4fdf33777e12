package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;

/**
 * Whether a proxy may let a request through to a protected host. It counts as use of the session.
 *
 * @param host in lower case, with a port that is not the default one of its scheme
 * @param path as in the request line, without the query
 * @param hostSession the token that the browser has for this host; empty: it has none
 */
public record CheckHostSession(String host, String path, Secret hostSession) {
  public enum Outcome {
    /** No client has this host: nobody gets through. */
    UNKNOWN_HOST,
    /** The person has to log in, or log in again: with two factors, or as a person in one of the groups. */
    LOG_IN,
    /** The path needs no login, and the person has none that counts here. */
    OPEN,
    ADMITTED
  }

  /** @param visitor where the outcome is ADMITTED */
  public record Answer(@Fallback("UNKNOWN_HOST") Outcome outcome, Optional<HostVisitor> visitor) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }
  }

  public static final BusOperation<CheckHostSession, Answer> OPERATION =
      BusOperation.of("oidc.forward.check.v1", Hop.WEB_TO_OIDC, CheckHostSession.class, Answer.class);
}
