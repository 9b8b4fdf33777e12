package dev.ally.contract;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Writes one sample of every message of this version, all fields set, to a folder, and what each message is read as
 * without one of its fields; done once a release, into {@code src/test/resources/messages/}, where {@link MessagesTest}
 * keeps reading them.
 */
final class RecordMessages {
  private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
      Map.entry(UUID.class, UUID.fromString("0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f")),
      Map.entry(String.class, "a text"),
      Map.entry(Secret.class, Secret.of("a secret")),
      Map.entry(Duration.class, Duration.ofSeconds(30)),
      Map.entry(Instant.class, Instant.parse("2026-03-03T09:00:00Z")),
      Map.entry(int.class, 7),
      Map.entry(Integer.class, 7),
      Map.entry(long.class, 7L),
      Map.entry(boolean.class, true),
      Map.entry(Boolean.class, true),
      Map.entry(Buffer.class, Buffer.buffer("bytes")));

  private RecordMessages() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Files.write(folder.resolve("missing-fields.txt"), MissingFields.all());
    for (Operations.Declared declared : Operations.all().values()) {
      BusOperation<?, ?> operation = declared.operation();
      write(folder, operation.address() + ".question", operation.question(), sample(declared.question()));
      write(folder, operation.address() + ".answer", operation.answer(), sample(declared.answer()));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> void write(Path folder, String name, Codec<T> codec, Object sample) throws IOException {
    JsonObject json = codec.write().apply((T) sample);
    Files.writeString(folder.resolve(name + ".json"), json.encodePrettily() + "\n");
  }

  /** A message of this type with all fields set. */
  static Object sample(Type type) {
    if (type instanceof ParameterizedType generic) {
      Object inner = sample(generic.getActualTypeArguments()[0]);
      return generic.getRawType() == Optional.class ? Optional.of(inner)
          : generic.getRawType() == List.class ? List.of(inner) : Set.of(inner);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isSealed()) {
      return sample(plain.getPermittedSubclasses()[0]);
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[plain.getEnumConstants().length - 1];
    }
    if (plain.isRecord()) {
      return sampleOf(plain);
    }
    return Optional.ofNullable(SAMPLES.get(plain))
        .orElseThrow(() -> new IllegalArgumentException("no sample of " + type));
  }

  private static Object sampleOf(Class<?> record) {
    try {
      RecordComponent[] components = record.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = sample(components[i].getGenericType());
      }
      var constructor = record.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getName(), e);
    }
  }
}
