package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * A key for this session to link one more app with, for whoever shows a code of a present one or a recovery code. What
 * is there works on until the key is confirmed. NOT_ENROLLED: there is none, no room for more, or not that one.
 *
 * @param byRecoveryCode whether the code must be one, or one of an authenticator; empty: an older node asks, and the
 *     code's shape tells
 * @param name what the person calls the new authenticator
 * @param replaces the authenticator that goes when the new one is confirmed; empty: none does
 * @param knownBrowser whether it is typed at a browser that the account knows, for which some guesses are kept; false
 *     where an older node asks
 */
public record BeginFurtherEnrolment(
    UUID operationId, UUID accountId, UUID sessionId, Secret code, Optional<Boolean> byRecoveryCode, String name,
    Optional<UUID> replaces, boolean knownBrowser) {
  /** At a browser that the account does not know. */
  public BeginFurtherEnrolment(
      UUID operationId, UUID accountId, UUID sessionId, Secret code, Optional<Boolean> byRecoveryCode, String name,
      Optional<UUID> replaces) {
    this(operationId, accountId, sessionId, code, byRecoveryCode, name, replaces, false);
  }

  public static final BusOperation<BeginFurtherEnrolment, CodeVerdict> OPERATION =
      new BusOperation<>(
          "totp.enrol.further.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString())
                  .put("code", q.code.revealText())
                  .put("byRecoveryCode", q.byRecoveryCode.orElse(null))
                  .put("name", q.name)
                  .put("replaces", JsonFields.orNull(q.replaces))
                  .put("knownBrowser", q.knownBrowser),
              json -> new BeginFurtherEnrolment(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.uuid(json, "accountId"),
                  JsonFields.uuid(json, "sessionId"),
                  JsonFields.secret(json, "code"),
                  Optional.ofNullable(json.getBoolean("byRecoveryCode")),
                  JsonFields.text(json, "name"),
                  JsonFields.optionalUuid(json, "replaces"),
                  json.getBoolean("knownBrowser", false))),
          new Codec<>(CodeVerdict::toJson, CodeVerdict::fromJson));
}
