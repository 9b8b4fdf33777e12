package dev.ally.contract;

import dev.ally.bus.Codec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every message is read as without one of its fields, or with a constant that only a later version has: a line a
 * field, with the value that the field is given instead, or {@code unreadable}.
 */
final class MissingFields {
  private MissingFields() {}

  static List<String> all() {
    List<String> lines = new ArrayList<>();
    Operations.all().forEach((address, declared) -> {
      add(lines, address + ".question", declared.operation().question(), RecordMessages.sample(declared.question()));
      add(lines, address + ".answer", declared.operation().answer(), RecordMessages.sample(declared.answer()));
    });
    return lines;
  }

  @SuppressWarnings("unchecked")
  private static <T> void add(List<String> lines, String name, Codec<T> codec, Object sample) {
    JsonObject whole = codec.write().apply((T) sample);
    for (String path : paths(whole, "")) {
      String field = path.substring(path.lastIndexOf('/') + 1);
      JsonObject missing = whole.copy();
      holder(missing, path).remove(field);
      lines.add(name + " " + path.substring(1) + " missing: " + read(codec, missing, path, field));
      if (isConstant(holder(whole, path).getValue(field))) {
        JsonObject later = whole.copy();
        replace(holder(later, path), field);
        lines.add(name + " " + path.substring(1) + " unknown: " + read(codec, later, path, field));
      }
    }
  }

  /** The names of constants alone are written in capitals, in samples. */
  private static boolean isConstant(Object value) {
    return value instanceof JsonArray list && !list.isEmpty()
        ? isConstant(list.getValue(0)) : value instanceof String text && text.matches("[A-Z_]+");
  }

  private static void replace(JsonObject holder, String field) {
    boolean several = holder.getValue(field) instanceof JsonArray;
    holder.put(field, several ? new JsonArray().add("OF_A_LATER_VERSION") : "OF_A_LATER_VERSION");
  }

  /** Of every field, at any depth; of a list, those of its first element. */
  private static List<String> paths(JsonObject json, String before) {
    return json.fieldNames().stream().sorted().flatMap(field -> {
      String path = before + "/" + field;
      Object value = json.getValue(field);
      Object inner = value instanceof JsonArray list && !list.isEmpty() ? list.getValue(0) : value;
      return Stream.concat(
          Stream.of(path), inner instanceof JsonObject object ? paths(object, path).stream() : Stream.of());
    }).toList();
  }

  private static String read(Codec<?> codec, JsonObject message, String path, String field) {
    JsonObject read;
    try {
      read = readAndWrite(codec, message);
    } catch (RuntimeException unreadable) {
      return "unreadable";
    }
    return new JsonObject().put(field, holder(read, path).getValue(field)).encode();
  }

  private static JsonObject holder(JsonObject message, String path) {
    String[] fields = path.substring(1).split("/");
    JsonObject holder = message;
    for (int i = 0; i < fields.length - 1; i++) {
      Object value = holder.getValue(fields[i]);
      holder = (JsonObject) (value instanceof JsonArray list ? list.getValue(0) : value);
    }
    return holder;
  }

  private static <T> JsonObject readAndWrite(Codec<T> codec, JsonObject json) {
    return codec.write().apply(codec.read().apply(json));
  }
}
