package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Gives one of the account's authenticators another name; what it opens stays as it is. */
public record RenameAuthenticator(UUID accountId, UUID authenticatorId, String name) {
  /** @param renamed false: the account has no such authenticator */
  public record Answer(boolean renamed) {}

  public static final BusOperation<RenameAuthenticator, Answer> OPERATION =
      new BusOperation<>(
          "totp.rename.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("accountId", q.accountId.toString())
                  .put("authenticatorId", q.authenticatorId.toString())
                  .put("name", q.name),
              json -> new RenameAuthenticator(
                  JsonFields.uuid(json, "accountId"), JsonFields.uuid(json, "authenticatorId"), JsonFields.text(json,
                  "name"))),
          new Codec<>(
              a -> new JsonObject().put("renamed", a.renamed),
              json -> new Answer(json.getBoolean("renamed", false))));
}
