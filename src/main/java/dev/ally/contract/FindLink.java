package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Does this link of a mail still open what it was made for? Looking changes nothing. */
public record FindLink(Kind kind, Secret link) {
  /** What a link opens. */
  public enum Kind {
    RESET,
    UNDO,
    SIGN_UP,
    EMAIL,
    BROWSER,
    /** Opens nothing. */
    UNKNOWN
  }

  /**
   * @param email whose it is; empty: it opens nothing any more
   * @param name that was given when it was asked for, where it completes a sign-up; else no characters
   */
  public record Answer(Optional<String> email, String name) {
    public Answer(Optional<String> email) {
      this(email, "");
    }
  }

  public static final BusOperation<FindLink, Answer> OPERATION =
      new BusOperation<>(
          "account.link.find.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject().put("kind", q.kind.name()).put("link", q.link.revealText()),
              json -> new FindLink(Fields.choice(json, "kind", Kind.UNKNOWN), Fields.secret(json, "link"))),
          new Codec<>(
              a -> new JsonObject().put("email", a.email.orElse(null)).put("name", a.name),
              json -> new Answer(Optional.ofNullable(json.getString("email")), Fields.text(json, "name"))));
}
