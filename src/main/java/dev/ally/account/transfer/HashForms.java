package dev.ally.account.transfer;

import dev.ally.account.transfer.ImportLine.Refused;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Password hashes that other programs write as objects, as text: those of Keycloak and of Firebase. */
final class HashForms {
  private static final Set<String> OF_FIREBASE =
      Set.of("passwordHash", "salt", "signerKey", "saltSeparator", "rounds", "memCost");

  private HashForms() {}

  /** @throws Refused if the value is no hash in a form that is known */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    ImportLine.require(value instanceof JsonObject, "password_hash is neither a text nor an object");
    JsonObject object = (JsonObject) value;
    return object.containsKey("credentialData") ? keycloaks(object) : firebases(object);
  }

  private static String keycloaks(JsonObject object) {
    JsonObject credential = embedded(object, "credentialData");
    JsonObject secret = embedded(object, "secretData");
    String algorithm = text(credential, "algorithm");
    String salt = base64(text(secret, "salt"));
    String hash = base64(text(secret, "value"));
    int iterations = number(credential, "hashIterations");
    return switch (algorithm) {
      case "pbkdf2" -> "$pbkdf2-sha1$" + iterations + "$" + salt + "$" + hash;
      case "pbkdf2-sha256", "pbkdf2-sha512" -> "$" + algorithm + "$" + iterations + "$" + salt + "$" + hash;
      case "argon2" -> {
        JsonObject more =
            credential.getValue("additionalParameters") instanceof JsonObject some ? some : new JsonObject();
        yield "$argon2" + first(more, "type", "id") + "$v=" + (first(more, "version", "1.3").equals("1.0") ? 16 : 19)
            + "$m=" + first(more, "memory", "7168") + ",t=" + iterations + ",p=" + first(more, "parallelism", "1")
            + "$" + salt + "$" + hash;
      }
      default -> throw new Refused("password_hash is of an algorithm of Keycloak that is not known: "
          + ImportLine.shown(algorithm));
    };
  }

  /** Keycloak writes an object as a text in JSON. */
  private static JsonObject embedded(JsonObject object, String field) {
    Object value = object.getValue(field);
    try {
      return value instanceof String text ? new JsonObject(text) : (JsonObject) value;
    } catch (DecodeException | ClassCastException none) {
      throw new Refused("password_hash has a " + field + " that is no JSON object");
    }
  }

  private static String first(JsonObject parameters, String name, String otherwise) {
    Object value = parameters.getValue(name);
    Object one = value instanceof JsonArray list && !list.isEmpty() ? list.getValue(0) : value;
    return one == null ? otherwise : one.toString();
  }

  private static String firebases(JsonObject object) {
    ImportLine.require(object.fieldNames().equals(OF_FIREBASE),
        "password_hash is an object neither of Keycloak nor of Firebase");
    return "$firescrypt$ln=" + number(object, "memCost") + ",r=" + number(object, "rounds") + ",p=1$"
        + base64(text(object, "salt")) + "$" + base64(text(object, "passwordHash")) + "$"
        + base64(text(object, "saltSeparator")) + "$" + base64(text(object, "signerKey"));
  }

  private static String text(JsonObject object, String field) {
    Object value = object == null ? null : object.getValue(field);
    ImportLine.require(value instanceof String, "password_hash has no " + field);
    return (String) value;
  }

  private static int number(JsonObject object, String field) {
    Object value = object.getValue(field);
    ImportLine.require(value instanceof Integer, "password_hash has no number " + field);
    return (Integer) value;
  }

  private static String base64(String text) {
    return text.replace("=", "");
  }
}
