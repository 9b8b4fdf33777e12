package dev.ally.config;

/**
 * Text from outside that Java could not decode. Arguments and environment variables are bytes, which Java reads in the
 * locale's encoding, without a locale in ASCII; what does not fit it replaces by U+FFFD.
 */
public final class Undecoded {
  private static final char REPLACEMENT = '\uFFFD';

  private Undecoded() {}

  public static boolean isIn(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /** What to do about it, for the operator to read. */
  public static String problem(String name) {
    return name + ": holds characters that cannot be read in this locale: set LC_ALL=C.UTF-8, and write it in UTF-8";
  }
}
