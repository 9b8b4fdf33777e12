package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * Gives an account whose password was reset by mail some guesses at codes and recovery codes beyond the caps, and ends
 * the waiting; at most once in 30 days. So an attacker who knew the old password cannot keep the owner out.
 */
public record GrantFreshGuesses(UUID operationId, UUID accountId) {
  /** @param granted false: it was done within the last 30 days, by this operation or another, or two-factor is off */
  public record Answer(boolean granted) {}

  public static final BusOperation<GrantFreshGuesses, Answer> OPERATION =
      new BusOperation<>(
          "totp.guesses.grant.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString()),
              json -> new GrantFreshGuesses(Fields.uuid(json, "operationId"), Fields.uuid(json, "accountId"))),
          new Codec<>(
              a -> new JsonObject().put("granted", a.granted),
              json -> new Answer(json.getBoolean("granted"))));
}
