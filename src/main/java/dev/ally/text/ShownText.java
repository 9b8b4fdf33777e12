package dev.ally.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;

/**
 * Which text may be stored and displayed. Text is refused because it is harmful, never because it is newer than a
 * table: characters that are not assigned yet are accepted. The tables are ICU's, so that nodes on different versions
 * of Java agree.
 */
public final class ShownText {
  /**
   * The most combining marks on one character. Tibetan and Sanskrit stacks have seven; more would only cover other
   * lines.
   */
  private static final int MOST_MARKS = 8;

  private static final int LINE_SEPARATOR = 0x2028;
  private static final int PARAGRAPH_SEPARATOR = 0x2029;
  private static final int LEFT_TO_RIGHT_OVERRIDE = 0x202D;
  private static final int RIGHT_TO_LEFT_OVERRIDE = 0x202E;
  private static final int BRAILLE_BLANK = 0x2800;

  private ShownText() {}

  /**
   * No control character, no line or paragraph separator, no half of a surrogate pair, no noncharacter, no directional
   * override, no embedding or isolate left open, and no more than eight combining marks on one character. Takes linear
   * time.
   */
  public static boolean isClean(String text) {
    if (isPlainAscii(text)) {
      return true;
    }
    int marks = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      marks = isMark(c) ? marks + 1 : isInvisible(c) ? marks : 0;
      if (isHarmful(c) || marks > MOST_MARKS) {
        return false;
      }
    }
    return leavesNoDirectionOpen(text);
  }

  /** Whether nothing is visible: the text is empty, or only blanks and characters without a glyph. */
  public static boolean isBlank(String text) {
    return text.codePoints().allMatch(c -> c < 0x80 ? c <= ' ' : isSpace(c) || isInvisible(c));
  }

  /** Without the blanks at its ends, whichever they are: {@code String.strip} keeps those that do not break a line. */
  public static String strip(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && isSpace(text.charAt(begin))) {
      begin++;
    }
    while (end > begin && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(begin, end);
  }

  /** No NUL and no half of a surrogate pair: UTF-8 and the database can represent the text. */
  public static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || isSurrogate(c));
  }

  private static boolean isPlainAscii(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static boolean isHarmful(int c) {
    boolean control = c < ' ' || c >= 0x7F && c <= 0x9F;
    boolean newLine = c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
    boolean override = c == LEFT_TO_RIGHT_OVERRIDE || c == RIGHT_TO_LEFT_OVERRIDE;
    return control || newLine || override || isSurrogate(c) || isNoncharacter(c);
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  private static boolean isNoncharacter(int c) {
    return c >= 0xFDD0 && c <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;
  }

  private static boolean isMark(int c) {
    int category = UCharacter.getType(c);
    return (category == ECharacterCategory.NON_SPACING_MARK || category == ECharacterCategory.ENCLOSING_MARK)
        && !isInvisible(c);
  }

  private static boolean isSpace(int c) {
    return UCharacter.isUWhiteSpace(c) || c == BRAILLE_BLANK;
  }

  private static boolean isInvisible(int c) {
    return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }

  /** Whether every embedding and isolate (UAX #9 §2) is closed, the innermost first, and nothing else is closed. */
  private static boolean leavesNoDirectionOpen(String text) {
    StringBuilder open = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char closer = closer(text.charAt(i));
      if (closer != 0) {
        open.append(closer);
      } else if (isCloser(text.charAt(i))) {
        int innermost = open.length() - 1;
        if (innermost < 0 || open.charAt(innermost) != text.charAt(i)) {
          return false;
        }
        open.setLength(innermost);
      }
    }
    return open.isEmpty();
  }

  /** The character that closes what this one opens; 0: it opens nothing. */
  private static char closer(char c) {
    return switch (c) {
      case '\u202A', '\u202B' -> '\u202C';
      case '\u2066', '\u2067', '\u2068' -> '\u2069';
      default -> 0;
    };
  }

  private static boolean isCloser(char c) {
    return c == '\u202C' || c == '\u2069';
  }
}
