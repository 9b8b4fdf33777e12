package dev.ally.oidc.client;

import dev.ally.oidc.client.JsonTree.Node;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of one client of the file, read by their kinds. Mistakes are added to those of the file. */
final class FieldReader {
  private final int line;
  private final Map<String, Node> fields;
  private final Mistakes mistakes;
  private String client = "";

  @SuppressWarnings("unchecked")
  FieldReader(Node object, Mistakes mistakes) {
    this.line = object.line();
    this.fields = (Map<String, Node>) object.content();
    this.mistakes = mistakes;
  }

  /** Mistakes name this client from now on. */
  void name(String id) {
    client = "client " + Mistakes.shown(id) + ": ";
  }

  Set<String> names() {
    return fields.keySet();
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** The line of a field; of one that is missing, that of the client. */
  int line(String name) {
    return has(name) ? fields.get(name).line() : line;
  }

  /** Adds a mistake about a field. */
  void mistake(String name, String text) {
    mistakes.add(line(name), client + name + " " + text);
  }

  /** Adds a mistake about a value of a field. */
  void mistake(int at, String name, String value, String text) {
    mistakes.add(at, client + name + ": " + Mistakes.shown(value) + " " + text);
  }

  /** Adds a mistake about an array without elements, or a field that is missing; what is no array has its own. */
  void mistakeOfNone(String name, String empty, String missing) {
    if (!has(name) || isArray(name)) {
      mistake(name, has(name) ? empty : missing);
    }
  }

  boolean isArray(String name) {
    return content(name) instanceof List<?>;
  }

  Optional<String> text(String name) {
    Object content = content(name);
    if (content instanceof String text && !text.isEmpty()) {
      return Optional.of(text);
    }
    if (has(name)) {
      mistake(name, content instanceof String ? "is empty" : "is no text");
    }
    return Optional.empty();
  }

  /** The elements of an array of texts, none of them twice, with their lines; none if the field is missing. */
  Map<String, Integer> texts(String name) {
    Map<String, Integer> texts = new LinkedHashMap<>();
    Object content = content(name);
    if (content instanceof List<?> elements) {
      elements.forEach(element -> add(name, (Node) element, texts));
    } else if (has(name)) {
      mistake(name, "is no array");
    }
    return texts;
  }

  private void add(String name, Node element, Map<String, Integer> texts) {
    if (!(element.content() instanceof String text)) {
      mistakes.add(element.line(), client + name + " has an element that is no text");
    } else if (texts.putIfAbsent(text, element.line()) != null) {
      mistake(element.line(), name, text, "stands twice");
    }
  }

  /** The texts that are among those allowed. */
  Set<String> textsAmong(String name, Set<String> allowed) {
    Set<String> among = new LinkedHashSet<>();
    texts(name).forEach((text, at) -> {
      if (allowed.contains(text)) {
        among.add(text);
      } else {
        mistake(at, name, text, "is none of " + String.join(", ", allowed));
      }
    });
    return among;
  }

  /** A constant by its name in the file. */
  <E extends Enum<E>> E constant(String name, E[] all, Function<E, String> named, E missing) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return missing;
    }
    List<E> found = new ArrayList<>(Arrays.asList(all));
    found.removeIf(constant -> !named.apply(constant).equals(text.get()));
    if (found.isEmpty()) {
      mistake(line(name), name, text.get(), "is none of "
          + Arrays.stream(all).map(named).collect(Collectors.joining(", ")));
    }
    return found.isEmpty() ? missing : found.get(0);
  }

  /** A JSON object, as it is written without blanks. */
  Optional<String> object(String name) {
    if (content(name) instanceof Map<?, ?>) {
      @SuppressWarnings("unchecked")
      Map<String, Object> plain = (Map<String, Object>) fields.get(name).plain();
      return Optional.of(new JsonObject(plain).encode());
    }
    if (has(name)) {
      mistake(name, "is no object");
    }
    return Optional.empty();
  }

  private Object content(String name) {
    return has(name) ? fields.get(name).content() : null;
  }
}
