package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Does this code prove that an app holds the pending key? If so it becomes the account's authenticator, in the same
 * step in which the code is spent.
 *
 * @param pendingId the key that the person saw; no other is confirmed
 */
public record ConfirmEnrolment(UUID operationId, UUID accountId, UUID sessionId, UUID pendingId, Secret code) {
  public enum Outcome {
    CONFIRMED,
    WRONG,
    MALFORMED,
    /** That key is not this session's, was dropped, has waited too long, or another was confirmed before it. */
    NOT_PENDING,
    /** That key had its ten tries; it is dropped. */
    TRIES_SPENT,
    /** That key is confirmed already, from another tab. */
    ALREADY_ENROLLED,
    /** The operation was given up before it arrived: see {@link SettleOperation}. */
    GIVEN_UP
  }

  /**
   * @param clockOffset how far the app's clock seems to be ahead (negative: behind), where the code was wrong but
   *     fits a time step within ten of now
   */
  public record Answer(Outcome outcome, Optional<Duration> clockOffset) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }
  }

  public static final BusOperation<ConfirmEnrolment, Answer> OPERATION =
      new BusOperation<>(
          "totp.enrol.confirm.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString())
                  .put("pendingId", q.pendingId.toString())
                  .put("code", q.code.revealText()),
              json -> new ConfirmEnrolment(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.uuid(json, "accountId"),
                  JsonFields.uuid(json, "sessionId"),
                  JsonFields.uuid(json, "pendingId"),
                  JsonFields.secret(json, "code"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("clockOffsetMillis", a.clockOffset.map(Duration::toMillis).orElse(null)),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.WRONG),
                  Optional.ofNullable(json.getLong("clockOffsetMillis")).map(Duration::ofMillis))));
}
