package dev.ally.language;

import com.ibm.icu.text.MessagePattern.ArgType;
import com.ibm.icu.text.MessagePattern.Part;
import com.ibm.icu.text.MessagePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * A text with its placeholders, read once. It is written as ICU's MessageFormat has it: {@code {name}}, and {@code
 * {count, plural, one {# code} other {# codes}}}. Nothing else of that format is taken.
 *
 * @see <a href="https://unicode-org.github.io/icu/userguide/format_parse/messages/">ICU, Formatting Messages</a>
 */
final class Message {
  /** What stands between the placeholders, the placeholders, and what is chosen by a count. */
  private sealed interface Piece permits Words, Placeholder, Plural {}

  private record Words(String text) implements Piece {}

  private record Placeholder(String name) implements Piece {}

  private record Plural(String name, Map<Long, List<Piece>> exactly, Map<String, List<Piece>> byCategory)
      implements Piece {}

  /** What fills a message. */
  interface Filling {
    String words(String text);

    String value(String name);

    /** @throws IllegalArgumentException when the value is not a whole number */
    long count(String name);

    /** The plural category of a number in this language. */
    String category(long count);
  }

  private final List<Piece> pieces;

  private Message(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** @throws IllegalArgumentException when this is no message, or uses what is not taken */
  static Message of(String pattern) {
    return new Message(new Reader(new MessagePattern(pattern)).message(0));
  }

  String say(Filling filling) {
    StringBuilder said = new StringBuilder();
    write(said, pieces, filling);
    return said.toString();
  }

  private static void write(StringBuilder said, List<Piece> pieces, Filling filling) {
    for (Piece piece : pieces) {
      if (piece instanceof Words words) {
        said.append(filling.words(words.text));
      } else if (piece instanceof Placeholder placeholder) {
        said.append(filling.value(placeholder.name));
      } else if (piece instanceof Plural plural) {
        write(said, chosen(plural, filling.count(plural.name), filling::category), filling);
      }
    }
  }

  private static List<Piece> chosen(Plural plural, long count, LongFunction<String> category) {
    List<Piece> exact = plural.exactly.get(count);
    return exact != null ? exact
        : plural.byCategory.getOrDefault(category.apply(count), plural.byCategory.get("other"));
  }

  /** The names of all placeholders. */
  Set<String> placeholders() {
    Set<String> names = new TreeSet<>();
    all(pieces).forEach(piece -> {
      if (piece instanceof Placeholder placeholder) {
        names.add(placeholder.name);
      } else if (piece instanceof Plural plural) {
        names.add(plural.name);
      }
    });
    return names;
  }

  /** The categories that are written out, by the placeholders that choose among them. */
  Map<String, Set<String>> categories() {
    Map<String, Set<String>> found = new TreeMap<>();
    all(pieces).forEach(piece -> {
      if (piece instanceof Plural plural) {
        found.put(plural.name, new TreeSet<>(plural.byCategory.keySet()));
      }
    });
    return found;
  }

  private static Stream<Piece> all(List<Piece> pieces) {
    return pieces.stream().flatMap(piece -> piece instanceof Plural plural
        ? Stream.concat(Stream.of(piece), Stream.concat(
            plural.exactly.values().stream(), plural.byCategory.values().stream()).flatMap(Message::all))
        : Stream.of(piece));
  }

  /** Reads what ICU has parsed. */
  private static final class Reader {
    private final MessagePattern pattern;

    Reader(MessagePattern pattern) {
      this.pattern = pattern;
    }

    /** The message that starts at that part. */
    List<Piece> message(int start) {
      return message(start, "");
    }

    private List<Piece> message(int start, String counted) {
      List<Piece> pieces = new ArrayList<>();
      int limit = pattern.getLimitPartIndex(start);
      int from = pattern.getPart(start).getLimit();
      for (int index = start + 1; index <= limit; index++) {
        Part part = pattern.getPart(index);
        words(pieces, pattern.getPatternString().substring(from, part.getIndex()));
        if (part.getType() == Part.Type.ARG_START) {
          pieces.add(argument(index));
          index = pattern.getLimitPartIndex(index);
        } else if (part.getType() == Part.Type.REPLACE_NUMBER) {
          pieces.add(new Placeholder(counted));
        }
        from = pattern.getPart(index).getLimit();
      }
      return List.copyOf(pieces);
    }

    private static void words(List<Piece> pieces, String text) {
      if (!text.isEmpty()) {
        pieces.add(new Words(text));
      }
    }

    private Piece argument(int start) {
      String name = pattern.getSubstring(pattern.getPart(start + 1));
      ArgType type = pattern.getPart(start).getArgType();
      if (type == ArgType.NONE) {
        return new Placeholder(name);
      }
      if (type != ArgType.PLURAL || pattern.getPluralOffset(start + 2) != 0) {
        throw new IllegalArgumentException("{" + name + "} can only be filled in, or choose a plural");
      }
      Map<Long, List<Piece>> exactly = new HashMap<>();
      Map<String, List<Piece>> byCategory = new LinkedHashMap<>();
      int limit = pattern.getLimitPartIndex(start);
      for (int index = start + 2; index < limit; index++) {
        String selector = pattern.getSubstring(pattern.getPart(index));
        boolean exact = pattern.getPartType(index + 1).hasNumericValue();
        int message = index + (exact ? 2 : 1);
        if (exact) {
          exactly.put((long) pattern.getNumericValue(pattern.getPart(index + 1)), message(message, name));
        } else {
          byCategory.put(selector, message(message, name));
        }
        index = pattern.getLimitPartIndex(message);
      }
      return new Plural(name, exactly, byCategory);
    }
  }
}
