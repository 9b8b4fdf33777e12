package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * Removes one of several authenticators for whoever shows a code of any of them, or a recovery code. NOT_ENROLLED: it is
 * not there, or it is the last one, which only {@link RemoveAuthenticators} removes.
 *
 * @param knownBrowser whether it is typed at a browser that the account knows, for which some guesses are kept; false
 *     where an older node asks
 */
public record RemoveAuthenticator(
    UUID operationId, UUID accountId, UUID authenticatorId, Secret code, boolean knownBrowser) {
  /** At a browser that the account does not know. */
  public RemoveAuthenticator(UUID operationId, UUID accountId, UUID authenticatorId, Secret code) {
    this(operationId, accountId, authenticatorId, code, false);
  }

  public static final BusOperation<RemoveAuthenticator, CodeVerdict> OPERATION =
      new BusOperation<>(
          "totp.remove.one.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString())
                  .put("authenticatorId", q.authenticatorId.toString())
                  .put("code", q.code.revealText())
                  .put("knownBrowser", q.knownBrowser),
              json -> new RemoveAuthenticator(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.uuid(json, "accountId"),
                  JsonFields.uuid(json, "authenticatorId"),
                  JsonFields.secret(json, "code"),
                  json.getBoolean("knownBrowser", false))),
          new Codec<>(CodeVerdict::toJson, CodeVerdict::fromJson));
}
