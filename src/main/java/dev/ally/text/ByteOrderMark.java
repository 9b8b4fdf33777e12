package dev.ally.text;

/** The mark that editors of Windows put at the start of a file in UTF-8 (Unicode, section 23.8). It is no text. */
public final class ByteOrderMark {
  private static final String MARK = "\ufeff";

  private ByteOrderMark() {}

  /** The text, without the mark if it begins with one. */
  public static String remove(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }
}
