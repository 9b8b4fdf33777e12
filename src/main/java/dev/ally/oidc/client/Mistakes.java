package dev.ally.oidc.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The mistakes of a file, each with its line. */
final class Mistakes {
  private static final int LONGEST_SHOWN = 120;

  private record Mistake(int line, String text) {}

  private final List<Mistake> mistakes = new ArrayList<>();

  void add(int line, String text) {
    mistakes.add(new Mistake(line, text));
  }

  boolean isEmpty() {
    return mistakes.isEmpty();
  }

  /** In the order of the lines. */
  List<String> lines() {
    return mistakes.stream().sorted(Comparator.comparingInt(Mistake::line)).distinct()
        .map(mistake -> "line " + mistake.line + ": " + mistake.text).toList();
  }

  /** A text of the file in quotation marks, shortened, and without what a terminal would act on. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints().limit(LONGEST_SHOWN).forEach(c -> {
      if (c >= ' ' && c <= '~') {
        shown.appendCodePoint(c);
      } else {
        shown.append("\\u{").append(Integer.toHexString(c)).append('}');
      }
    });
    return shown.append(text.codePointCount(0, text.length()) > LONGEST_SHOWN ? "…\"" : "\"").toString();
  }
}
