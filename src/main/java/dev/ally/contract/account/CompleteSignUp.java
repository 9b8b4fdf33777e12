package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes the account of a sign-up whose mailed link was opened, and signs its owner in. The password and the name are
 * those that are given now, by the person who opened the link: another may have asked for the sign-up.
 *
 * @param name empty from a version that did not ask for it: the name that was given at the sign-up
 * @param newSession the token that the new session will have, made by the asker
 * @param oldSession the token of the session that this browser had, which ends; empty where there was none
 */
public record CompleteSignUp(
    UUID operationId, Secret link, Secret password, Optional<String> name, RequestInfo requestInfo, Secret newSession,
    Secret oldSession) {
  public enum Outcome {
    SIGNED_IN,
    /** The password or the name is not taken. */
    REFUSED,
    /**
     * What an earlier version answers, which wants the password that was typed at the sign-up; and what it is answered
     * where the new one is not taken.
     */
    WRONG_PASSWORD,
    /** As an earlier version answers, after too many wrong ones. */
    WAIT,
    /** The link opens nothing any more. */
    EXPIRED
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param problems what was wrong, none unless the outcome is REFUSED
   */
  public record Answer(
      @Fallback("EXPIRED") Outcome outcome, Duration retryAfter,
      @Fallback("EMAIL_MALFORMED") Set<NewAccount.Problem> problems) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO, Set.of());
    }

    public static Answer refused(Set<NewAccount.Problem> problems) {
      return new Answer(Outcome.REFUSED, Duration.ZERO, problems);
    }
  }

  public static final BusOperation<CompleteSignUp, Answer> OPERATION =
      BusOperation.of("account.signup.complete.v1", Hop.WEB_TO_HASH_QUEUE, CompleteSignUp.class, Answer.class);
}
