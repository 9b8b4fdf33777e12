package dev.ally.config;

/**
 * Finds text that Java could not decode. Arguments and environment variables are bytes, which Java decodes in the
 * encoding of the locale, or ASCII without one. It replaces invalid bytes by U+FFFD.
 */
public final class Undecoded {
  private static final char REPLACEMENT = '\uFFFD';

  private Undecoded() {}

  public static boolean isIn(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /** Says what the operator can do. */
  public static String problem(String name) {
    return name + ": holds characters that cannot be read in this locale: set LC_ALL=C.UTF-8, and write it in UTF-8";
  }
}
