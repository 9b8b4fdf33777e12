package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns two-factor on for whoever shows a code of the key that this session is linking.
 *
 * @param pendingId the key that the person saw; empty: the one that this session has
 */
public record CompleteEnrolment(UUID operationId, Secret session, Optional<UUID> pendingId, Secret code) {
  public enum Outcome {
    NO_SESSION,
    /** It is on, or changed; the account's other sessions and pending logins have ended. */
    ACTIVATED,
    WRONG,
    MALFORMED,
    /** That key was dropped or has waited too long. */
    NOT_PENDING,
    TRIES_SPENT,
    ALREADY_ON
  }

  /**
   * @param clockOffset as in the answer of {@code totp}
   * @param purpose what the key has become; FIRST unless it was confirmed
   */
  public record Answer(Outcome outcome, Optional<Duration> clockOffset, PendingKey.Purpose purpose) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty(), PendingKey.Purpose.FIRST);
    }

    /** @param offset of the app's clock, if the code told it */
    public static Answer wrong(Optional<Duration> offset) {
      return new Answer(Outcome.WRONG, offset, PendingKey.Purpose.FIRST);
    }

    public Answer of(PendingKey.Purpose confirmed) {
      return new Answer(outcome, clockOffset, confirmed);
    }
  }

  public static final BusOperation<CompleteEnrolment, Answer> OPERATION =
      new BusOperation<>(
          "account.link.confirm.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("pendingId", JsonFields.orNull(q.pendingId))
                  .put("code", q.code.revealText()),
              json -> new CompleteEnrolment(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "session"),
                  JsonFields.optionalUuid(json, "pendingId"),
                  JsonFields.secret(json, "code"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("clockOffsetMillis", a.clockOffset.map(Duration::toMillis).orElse(null))
                  .put("purpose", a.purpose.name()),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.NO_SESSION),
                  Optional.ofNullable(json.getLong("clockOffsetMillis")).map(Duration::ofMillis),
                  JsonFields.choice(json, "purpose", PendingKey.Purpose.FIRST))));
}
