package dev.ally.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** Texts that cost much where they are read without a limit, by their names; as they are sent, percent-encoded. */
final class HostileTexts {
  static final int BODY_BYTES = 64 * 1024;
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

  private HostileTexts() {}

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
