package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Gives one of the account's authenticators another name; what it opens stays as it is. */
public record RenameAuthenticator(UUID accountId, UUID authenticatorId, String name) {
  /** @param renamed false: the account has no such authenticator */
  public record Answer(boolean renamed) {}

  public static final BusOperation<RenameAuthenticator, Answer> OPERATION =
      new BusOperation<>(
          "totp.rename.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject()
                  .put("accountId", q.accountId.toString())
                  .put("authenticatorId", q.authenticatorId.toString())
                  .put("name", q.name),
              json -> new RenameAuthenticator(
                  Fields.uuid(json, "accountId"), Fields.uuid(json, "authenticatorId"), Fields.text(json, "name"))),
          new Codec<>(
              a -> new JsonObject().put("renamed", a.renamed),
              json -> new Answer(json.getBoolean("renamed", false))));
}
