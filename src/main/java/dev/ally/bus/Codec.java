package dev.ally.bus;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * How one side of an operation becomes JSON and comes back.
 *
 * <p>Reading ignores fields it does not know and gives missing ones a default, so that two versions run side by side.
 */
public record Codec<T>(Function<T, JsonObject> write, Function<JsonObject, T> read) {
  /**
   * The codec that follows from the components of a record. Each is a field of the same name, or as {@link Json} says;
   * the name of a duration ends in {@code Millis}.
   *
   * <p>A field that is missing, or null, is read as {@link Fallback} says, or as what is empty or zero: an id of zeros,
   * no characters, false, 0, 1970, an empty {@code Optional}, list or set, a record whose fields are all missing. A
   * constant has no such default. A component that is {@link Required} has none either.
   *
   * <p>A component may be of an interface that is sealed for several enums. Its field names a constant of one of them.
   *
   * <p>Every text is cut to the {@link TextLimit} of its field.
   *
   * @throws IllegalStateException for a record that cannot stand in a message: a defect of the program
   */
  public static <T extends Record> Codec<T> of(Class<T> type) {
    RecordCodec codec = RecordCodec.of(type);
    return new Codec<>(codec::write, json -> type.cast(codec.read(json)));
  }
}
