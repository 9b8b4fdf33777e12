package dev.ally.cli.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.ally.cli.Refused;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads the objects of a JSON file one by one: those of an array, or several one after another. */
final class JsonRecords {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonRecords() {}

  interface Reader {
    void read(int line, JsonObject object) throws InterruptedException;
  }

  /**
   * Reads them.
   *
   * @param field the field of the outermost object that holds the array, if there is such an object; empty: that object
   *     is itself a record
   */
  static void read(Path file, String field, Reader reader) throws IOException, InterruptedException {
    try (JsonParser parser = FACTORY.createParser(file.toFile())) {
      for (JsonToken next = parser.nextToken(); next != null; next = parser.nextToken()) {
        if (next == JsonToken.START_ARRAY) {
          array(parser, reader);
        } else if (next == JsonToken.START_OBJECT && !field.isEmpty()) {
          members(parser, field, reader);
        } else if (next == JsonToken.START_OBJECT) {
          record(parser, reader);
        } else {
          throw new Refused(file + " has no objects in it");
        }
      }
    } catch (JsonProcessingException e) {
      throw new Refused(file + " is no JSON: line " + e.getLocation().getLineNr());
    }
  }

  private static void members(JsonParser parser, String field, Reader reader) throws IOException, InterruptedException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(field);
      if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
        array(parser, reader);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void array(JsonParser parser, Reader reader) throws IOException, InterruptedException {
    for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
      if (next == JsonToken.START_OBJECT) {
        record(parser, reader);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void record(JsonParser parser, Reader reader) throws IOException, InterruptedException {
    int line = parser.currentTokenLocation().getLineNr();
    reader.read(line, object(parser));
  }

  private static JsonObject object(JsonParser parser) throws IOException {
    JsonObject object = new JsonObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        JsonArray array = new JsonArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** The object in a field, which may be there as a text; an empty one, if there is none. */
  static JsonObject object(JsonObject holder, String field) {
    Object value = holder.getValue(field);
    try {
      return value instanceof JsonObject object ? object
          : value instanceof String text ? new JsonObject(text) : new JsonObject();
    } catch (DecodeException none) {
      return new JsonObject();
    }
  }

  /** The text in a field; null: there is none. */
  static String text(JsonObject holder, String field) {
    return holder.getValue(field) instanceof String text && !text.isBlank() ? text : null;
  }

  /** The objects of an array in a field. */
  static Iterable<JsonObject> objects(JsonObject holder, String field) {
    return holder.getValue(field) instanceof JsonArray array
        ? array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }

  static Iterable<String> texts(JsonObject holder, String field) {
    return holder.getValue(field) instanceof JsonArray array
        ? array.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
