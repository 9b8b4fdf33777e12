package dev.ally.web;

import dev.ally.web.exchange.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts that cost much where they are read without a limit, by their names; as they are sent, percent-encoded. */
final class HostileTexts {
  static final int BODY_BYTES = 64 * 1024;
  /** Of each field, where a body or a line has them all. */
  static final int ROOM_IN_A_BODY = 4000;
  static final int ROOM_IN_A_LINE = 100;
  /** The most costly: canonical ordering moves every mark past all those before it. */
  static final String MARKS = "marks in the wrong order";

  /** As much of each as a body may hold. */
  static final Map<String, String> IN_A_BODY = inABody();

  /** What is no text: refused before anything is done with it, alike in every field and at every address. */
  static final Map<String, String> NO_TEXTS = Map.of(
      "half a pair", "%ED%A0%80".repeat(7_200), "pairs of halves", "%ED%A0%BD%ED%B4%91".repeat(3_600));

  /** As much of each as the first line of a request may hold. */
  static final Map<String, String> IN_A_LINE = Map.of(
      MARKS, "a" + "%CC%95".repeat(300) + "%CC%96".repeat(300), "digits", "9".repeat(3_800), "dots",
      "/../".repeat(900));
  static final Map<String, String> NO_TEXTS_IN_A_LINE = Map.of("half a pair", "%ED%A0%80".repeat(400));

  /** A sign of which a part was cut off: an escape, or half a pair. */
  private static final Pattern TORN = Pattern.compile("(%|%[0-9A-F]|[\\uD800-\\uDBFF])$");
  private HostileTexts() {}

  /** The text in one field. */
  static String in(Field field, String text) {
    return field.id() + "=" + text;
  }

  /**
   * The text in all fields at once, in each some more of it than is read, as far as there is room.
   *
   * @param room characters of each field
   */
  static String inAllFields(String text, int room) {
    return Stream.of(Field.values()).filter(field -> field != Field.CSRF)
        .map(field -> in(field, cut(text, Math.min(room, 2 * field.longest()))))
        .collect(Collectors.joining("&"));
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : TORN.matcher(text.substring(0, longest)).replaceFirst("");
  }

  private static Map<String, String> inABody() {
    Map<String, String> texts = new LinkedHashMap<>();
    String marks = "\u0315".repeat(15_900) + "\u0316".repeat(15_900);
    texts.put(MARKS, "a" + marks);
    texts.put("marks in a domain", "a@a" + marks + ".example");
    texts.put("letters that grow", "\ufdfa".repeat(21_000));
    texts.put("one letter", "a".repeat(BODY_BYTES));
    texts.put("nesting", "([{<".repeat(16_000));
    texts.put("digits", "9".repeat(BODY_BYTES));
    texts.put("blanks", " ".repeat(32_000) + "a" + " ".repeat(32_000));
    texts.put("characters to escape", "<&\"'".repeat(16_000));
    texts.replaceAll((name, text) -> encode(text));
    return texts;
  }

  /** Bytes above 127 as they are: three times as many characters reach the server as in percent-encoding. */
  private static String encode(String text) {
    return text.replace("%", "%25").replace("&", "%26").replace("+", "%2B").replace("=", "%3D");
  }
}
