package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Deletes the account of this session and everything of it, for good, given the password and, with two-factor on, a
 * code or a recovery code. The owner is told by email.
 *
 * @param code empty where two-factor is off
 */
public record DeleteOwnAccount(
    UUID operationId, Secret session, Secret password, Secret code, RequestInfo requestInfo) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, FactorRefusal {}

  public enum Outcome implements Result { NO_SESSION, DELETED }

  /** @param retryAfter how long to wait, zero unless the outcome is one of the waits */
  public record Answer(@Fallback("NO_SESSION") Result outcome, Duration retryAfter) {
    public static Answer of(Result outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<DeleteOwnAccount, Answer> OPERATION =
      BusOperation.of("account.delete.own.v1", Hop.WEB_TO_HASH_QUEUE, DeleteOwnAccount.class, Answer.class);
}
