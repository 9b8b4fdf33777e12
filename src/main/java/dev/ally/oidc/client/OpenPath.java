package dev.ally.oidc.client;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path of a protected host that needs no login: exact, or all below it where it ends in {@code /*}. It is compared
 * with the path as it came, so it has one spelling only.
 */
final class OpenPath {
  private static final int LONGEST = 1_000;
  private static final String ALL_BELOW = "/*";
  private static final Pattern CHARACTERS = Pattern.compile("/([A-Za-z0-9._~!$&'()+,=:@/-]|%[0-9A-Fa-f]{2})*");
  /** Dot, slash, semicolon, backslash, percent sign, control characters. */
  private static final Pattern AMBIGUOUS = Pattern.compile("%(2[EeFf5]|3[Bb]|5[Cc]|0.|1.|7[Ff])|//");
  private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(/|$)");

  private OpenPath() {}

  /** What is wrong with it; empty: nothing. */
  static Optional<String> problem(String path) {
    if (path.equals(ALL_BELOW)) {
      return Optional.of("leaves nothing that needs a login");
    }
    String base = path.endsWith(ALL_BELOW) ? path.substring(0, path.length() - 1) : path;
    if (!path.startsWith("/")) {
      return Optional.of("does not begin with /");
    }
    if (path.length() > LONGEST) {
      return Optional.of("is longer than " + LONGEST + " characters");
    }
    if (base.indexOf('*') >= 0) {
      return Optional.of("has a * elsewhere than in /* at its end");
    }
    return !CHARACTERS.matcher(base).matches() || AMBIGUOUS.matcher(base).find() || DOT_SEGMENT.matcher(base).find()
        ? Optional.of("has a dot segment, an empty segment, or a character that proxies read differently")
        : Optional.empty();
  }
}
