package dev.ally.account;

/** What text may be kept and shown. */
final class Texts {
  private Texts() {}

  /** No control or format character that hides or turns others, no half of a surrogate pair, none unassigned. */
  static boolean isClean(String text) {
    return isWellFormed(text) && text.codePoints().allMatch(Texts::isVisible);
  }

  /** No NUL and no half of a surrogate pair: UTF-8 and a database can hold it. */
  static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED -> false;
      // Joiners make one letter or picture of several; the other format characters hide or turn text.
      case Character.FORMAT -> c == 0x200C || c == 0x200D;
      default -> true;
    };
  }
}
