package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The first step of a login.
 *
 * @param newToken the token that the new session, or the pending login, will have; made by the asker
 * @param oldSession the token of the session that this browser had, which ends; empty where there was none
 */
public record LogIn(
    UUID operationId, String email, Secret password, RequestInfo requestInfo, Secret newToken, Secret oldSession) {
  public enum Outcome {
    /** The token is a session's. */
    SIGNED_IN,
    /** The token is a pending login's, which opens nothing but {@link LogInWithCode}. */
    CODE_NEEDED,
    /** The email address or the password is wrong; the answer does not tell which. */
    REFUSED,
    WAIT,
    /**
     * Unrecognised browsers tried too many wrong passwords with this email address. They need a link, which is mailed
     * to that address. The password was not verified.
     */
    LINK_NEEDED,
    /**
     * Too many passwords from the browser's network were wrong. If this one was right, a link for the browser is mailed;
     * the answer does not tell.
     */
    LINK_IF_RIGHT
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param requirement what demands a second factor of the account, where it has none and is signed in: the session is
   *     held, if it is in force
   */
  public record Answer(
      @Fallback("REFUSED") Outcome outcome, Duration retryAfter, Optional<FactorRequirement> requirement) {
    public Answer(Outcome outcome, Duration retryAfter) {
      this(outcome, retryAfter, Optional.empty());
    }

    public static Answer signedIn(Optional<FactorRequirement> requirement) {
      return new Answer(Outcome.SIGNED_IN, Duration.ZERO, requirement);
    }

    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<LogIn, Answer> OPERATION =
      BusOperation.of("account.login.v1", Hop.WEB_TO_HASH_QUEUE, LogIn.class, Answer.class);
}
