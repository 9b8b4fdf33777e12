package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Makes the visitor's browser known to the account whose mailed link this is. It signs nobody in. */
public record AdmitBrowser(UUID operationId, Secret link, Visitor visitor) {
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
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("visitor", q.visitor.toJson()),
              json -> new AdmitBrowser(
                  Fields.uuid(json, "operationId"),
                  Fields.secret(json, "link"),
                  Visitor.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(Fields.choice(json, "outcome", Outcome.EXPIRED))));
}
