package dev.ally.web.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The initials of a person: the first letters of the first and the last word of the name. */
public final class Initials {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Initials() {}

  /** Empty when the name has neither letter nor digit. */
  public static String of(String name) {
    List<String> letters = Arrays.stream(SPACE.split(name.strip()))
        .flatMap(word -> word.codePoints().filter(Character::isLetterOrDigit).limit(1).mapToObj(Character::toString))
        .toList();
    if (letters.isEmpty()) {
      return "";
    }
    String last = letters.size() > 1 ? letters.get(letters.size() - 1) : "";
    return (letters.get(0) + last).toUpperCase(Locale.ROOT);
  }
}
