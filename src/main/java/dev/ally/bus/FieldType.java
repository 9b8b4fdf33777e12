package dev.ally.bus;

import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the values of a type stand in a message.
 *
 * @param missing what stands for a value that is missing, as JSON
 * @param optional whether null stands for a value
 */
record FieldType(Function<Object, Object> write, Function<Object, Object> read, Object missing, boolean optional) {
  /** Of bytes; more are read as none. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final Map<Class<?>, FieldType> SIMPLE = Map.of(
      Buffer.class,
      of(value -> Base64.getEncoder().encodeToString(((Buffer) value).getBytes()), FieldType::bytes, ""),
      UUID.class, of(Object::toString, value -> UUID.fromString(value.toString()), new UUID(0, 0).toString()),
      Instant.class, of(Object::toString, value -> Instant.parse(value.toString()), Instant.EPOCH.toString()),
      Duration.class,
      of(value -> ((Duration) value).toMillis(), value -> Duration.ofMillis(number(value).longValue()), 0),
      boolean.class, of(value -> value, value -> (Boolean) value, false),
      Boolean.class, of(value -> value, value -> (Boolean) value, false),
      int.class, of(value -> value, value -> number(value).intValue(), 0),
      Integer.class, of(value -> value, value -> number(value).intValue(), 0),
      long.class, of(value -> value, value -> number(value).longValue(), 0));

  private static Buffer bytes(Object base64) {
    String text = base64.toString();
    if (text.length() > (MOST_BYTES + 2) / 3 * 4) {
      return Buffer.buffer();
    }
    try {
      return Buffer.buffer(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      return Buffer.buffer();
    }
  }

  private static FieldType of(Function<Object, Object> write, Function<Object, Object> read, Object missing) {
    return new FieldType(write, read, missing, false);
  }

  /**
   * Of a component.
   *
   * @param name of its field
   * @param fallback as {@link Fallback} says; null: it says nothing
   */
  static FieldType of(Type type, String name, String fallback) {
    if (type instanceof ParameterizedType generic) {
      FieldType element = of(generic.getActualTypeArguments()[0], name, fallback);
      return generic.getRawType() == Optional.class ? element.inOptional()
          : generic.getRawType() == List.class ? element.inList()
          : generic.getRawType() == Set.class ? element.inSet() : none(type);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      RecordCodec codec = RecordCodec.of(plain);
      return of(codec::write, value -> codec.read((JsonObject) value), new JsonObject());
    }
    if (plain.isEnum() || plain.isSealed()) {
      return ofConstants(plain, fallback);
    }
    if (plain == String.class || plain == Secret.class) {
      return ofText(plain, TextLimit.of(name), fallback == null ? "" : fallback);
    }
    FieldType simple = SIMPLE.containsKey(plain) ? SIMPLE.get(plain) : none(type);
    return fallback == null ? simple : of(simple.write, simple.read, json(plain, fallback));
  }

  private static FieldType none(Type type) {
    throw new IllegalStateException("a message cannot hold a " + type.getTypeName());
  }

  private static Object json(Class<?> type, String text) {
    return type == boolean.class ? (Object) Boolean.valueOf(text) : Long.valueOf(text);
  }

  private static FieldType ofText(Class<?> type, TextLimit limit, String missing) {
    return type == Secret.class
        ? of(value -> ((Secret) value).revealText(), value -> Secret.of(limit.cut(value.toString())), missing)
        : of(Object::toString, value -> limit.cut(value.toString()), missing);
  }

  /** @param type an enum, or an interface that is sealed for enums: the constants of all of them */
  private static FieldType ofConstants(Class<?> type, String fallback) {
    Stream<Class<?>> enums = type.isEnum() ? Stream.of(type) : Arrays.stream(type.getPermittedSubclasses());
    Map<String, Object> known = enums.flatMap(one -> Arrays.stream(one.getEnumConstants()))
        .collect(Collectors.toMap(constant -> ((Enum<?>) constant).name(), Function.identity()));
    if (fallback != null && !known.containsKey(fallback)) {
      throw new IllegalStateException(type + " has no " + fallback);
    }
    return of(constant -> ((Enum<?>) constant).name(), name -> {
      Object constant = known.getOrDefault(String.valueOf(name), known.get(fallback));
      if (constant == null) {
        throw new IllegalArgumentException("a constant of " + type + " that is not known here");
      }
      return constant;
    }, fallback);
  }

  private FieldType inOptional() {
    return new FieldType(
        value -> ((Optional<?>) value).map(write).orElse(null),
        value -> Optional.ofNullable(value).map(read),
        null,
        true);
  }

  private FieldType inList() {
    return of(
        value -> new JsonArray(((List<?>) value).stream().map(write).toList()),
        value -> elements(value).toList(),
        new JsonArray());
  }

  /** In the order of its elements, so that one set is written in one way. */
  private FieldType inSet() {
    return of(
        value -> new JsonArray(((Set<?>) value).stream().sorted().map(write).toList()),
        value -> Collections.unmodifiableSet(new TreeSet<>(elements(value).toList())),
        new JsonArray());
  }

  private Stream<Object> elements(Object array) {
    return ((JsonArray) array).stream().map(read);
  }

  private static Number number(Object value) {
    return (Number) value;
  }
}
