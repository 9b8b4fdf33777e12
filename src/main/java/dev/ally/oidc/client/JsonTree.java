package dev.ally.oidc.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads JSON (RFC 8259) so that each value knows its line, and a field that stands twice is a mistake. */
final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; ([^\\]]*)\\]");

  /**
   * A value.
   *
   * @param line the first line is 1
   * @param content a {@code String}, a {@code Number}, a {@code Boolean}, a {@code List} of nodes, a {@code Map} of
   *     nodes by their names, or null
   */
  record Node(int line, Object content) {
    /** As plain lists and maps. */
    Object plain() {
      if (content instanceof List<?> list) {
        return list.stream().map(element -> ((Node) element).plain()).collect(Collectors.toList());
      }
      if (content instanceof Map<?, ?> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, value) -> plain.put((String) name, ((Node) value).plain()));
        return plain;
      }
      return content;
    }
  }

  private final JsonParser parser;
  private final Mistakes mistakes;

  private JsonTree(JsonParser parser, Mistakes mistakes) {
    this.parser = parser;
    this.mistakes = mistakes;
  }

  /** The text as a tree; null, with a mistake, if it is not JSON. */
  static Node read(String text, Mistakes mistakes) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonTree tree = new JsonTree(parser, mistakes);
      parser.nextToken();
      Node root = tree.value();
      if (parser.nextToken() != null) {
        mistakes.add(tree.line(), "there is more behind the end of the array");
      }
      return root;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      mistakes.add(line, "this is not JSON: " + withoutSource(e.getOriginalMessage()));
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parser names its source beside a line, but does not know a name of it. */
  private static String withoutSource(String message) {
    return SOURCE.matcher(message).replaceAll("$1");
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private Node value() throws IOException {
    int line = line();
    JsonToken token = parser.currentToken();
    if (token == null) {
      return new Node(1, null);
    }
    return new Node(line, switch (token) {
      case START_OBJECT -> fields();
      case START_ARRAY -> elements();
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NULL -> null;
      default -> parser.getNumberValue();
    });
  }

  private Map<String, Node> fields() throws IOException {
    Map<String, Node> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int line = line();
      parser.nextToken();
      if (fields.putIfAbsent(name, value()) != null) {
        mistakes.add(line, Mistakes.shown(name) + " stands twice in one object");
      }
    }
    return fields;
  }

  private List<Node> elements() throws IOException {
    List<Node> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return elements;
  }
}
