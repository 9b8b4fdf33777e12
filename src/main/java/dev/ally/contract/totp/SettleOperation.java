package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * What became of an operation whose answer was lost? One that {@code totp} has not decided by now is given up: should
 * it still arrive, it does nothing.
 */
public record SettleOperation(UUID operationId, UUID accountId) {
  /**
   * @param done whether the operation changed the account's authenticators
   * @param byRecoveryCode whether a recovery code was spent for it
   */
  public record Answer(boolean done, boolean byRecoveryCode) {}

  public static final BusOperation<SettleOperation, Answer> OPERATION =
      new BusOperation<>(
          "totp.settle.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString()),
              json -> new SettleOperation(JsonFields.uuid(json, "operationId"), JsonFields.uuid(json, "accountId"))),
          new Codec<>(
              a -> new JsonObject().put("done", a.done).put("byRecoveryCode", a.byRecoveryCode),
              json -> new Answer(json.getBoolean("done"), json.getBoolean("byRecoveryCode", false))));
}
