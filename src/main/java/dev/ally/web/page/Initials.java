package dev.ally.web.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The initials of a person: the first letters of the first and the last word of the name; where it has neither letter
 * nor digit, its first character.
 */
public final class Initials {
  private static final Pattern SPACE = Pattern.compile("\\s+");
  /** What a reader takes for one character (Unicode Annex 29). */
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private Initials() {}

  public static String of(String name) {
    List<String> letters = Arrays.stream(SPACE.split(name.strip()))
        .flatMap(word -> word.codePoints().filter(Character::isLetterOrDigit).limit(1).mapToObj(Character::toString))
        .toList();
    if (letters.isEmpty()) {
      Matcher first = GRAPHEME.matcher(name.strip());
      return first.find() ? first.group() : "";
    }
    String last = letters.size() > 1 ? letters.get(letters.size() - 1) : "";
    return (letters.get(0) + last).toUpperCase(Locale.ROOT);
  }
}
