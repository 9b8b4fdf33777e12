package dev.ally.bus;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The few kinds of field that messages are made of, each with its default for a message that lacks it. */
public final class JsonFields {
  private static final UUID NO_ID = new UUID(0, 0);

  private JsonFields() {}

  public static UUID uuid(JsonObject json, String name) {
    return optionalUuid(json, name).orElse(NO_ID);
  }

  public static Optional<UUID> optionalUuid(JsonObject json, String name) {
    return Optional.ofNullable(json.getString(name)).map(UUID::fromString);
  }

  /** Cut to the limit of that field: whoever sent the message may be in a stranger's hands. */
  public static String text(JsonObject json, String name) {
    return TextLimit.of(name).cut(json.getString(name, ""));
  }

  public static Secret secret(JsonObject json, String name) {
    return Secret.of(text(json, name));
  }

  public static int count(JsonObject json, String name) {
    return json.getInteger(name, 0);
  }

  public static long number(JsonObject json, String name) {
    return json.getLong(name, 0L);
  }

  /** None when the field is missing. */
  public static <T> List<T> list(JsonObject json, String name, Function<JsonObject, T> read) {
    List<T> list = new ArrayList<>();
    JsonArray array = json.getJsonArray(name, new JsonArray());
    for (int index = 0; index < array.size(); index++) {
      list.add(read.apply(array.getJsonObject(index)));
    }
    return List.copyOf(list);
  }

  public static Duration millis(JsonObject json, String name) {
    return Duration.ofMillis(json.getLong(name, 0L));
  }

  public static Optional<Instant> optionalInstant(JsonObject json, String name) {
    return Optional.ofNullable(json.getString(name)).map(Instant::parse);
  }

  public static Instant instant(JsonObject json, String name) {
    return optionalInstant(json, name).orElse(Instant.EPOCH);
  }

  /** The constant of that name; the given one when the field is missing or names none known here. */
  public static <E extends Enum<E>> E choice(JsonObject json, String name, E otherwise) {
    String text = json.getString(name);
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    return otherwise;
  }

  public static String orNull(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }
}
