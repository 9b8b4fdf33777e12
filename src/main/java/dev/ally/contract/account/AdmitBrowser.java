package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Makes the visitor's browser known to the account whose mailed link this is. It signs nobody in. */
public record AdmitBrowser(UUID operationId, Secret link, RequestInfo requestInfo) {
  public enum Outcome {
    /** Its wrong passwords are counted apart from those of strange browsers, and it may log in. */
    ADMITTED,
    /** The link opens nothing any more. */
    EXPIRED
  }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<AdmitBrowser, Answer> OPERATION =
      new BusOperation<>(
          "account.browser.admit.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new AdmitBrowser(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "link"),
                  RequestInfo.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.EXPIRED))));
}
