package dev.ally.web.page;

import dev.ally.language.Text;
import dev.ally.web.exchange.Field;
import java.util.regex.Pattern;

/** What is wrong with a code, in the same words on every page that asks for one. */
public final class CodeProblem {
  /** The spaces and hyphens that {@code totp} ignores, non-breaking ones included. */
  private static final Pattern SEPARATORS = Pattern.compile("[\\p{javaWhitespace}\\p{javaSpaceChar}\\u2010\\u2011\\uff0d-]");

  private CodeProblem() {}

  public static Problem wrong() {
    return said("wrong");
  }

  public static Problem spent() {
    return said("spent");
  }

  /**
   * The text is not a code of this account.
   *
   * @param typed as it was sent; spaces and hyphens are ignored
   * @param page asks for the code
   */
  public static Problem malformed(String typed, Page page) {
    String length = page.asksForCodeOfAnyLength() ? ".any" : "";
    String code = SEPARATORS.matcher(typed).replaceAll("");
    if (!code.codePoints().allMatch(Character::isDigit)) {
      return said("characters" + length);
    }
    int digits = code.codePointCount(0, code.length());
    return digits == 0 || page.asksForCodeOf(digits)
        ? said("missing" + length)
        : Problem.at(Field.TOTP, Text.of("totp.count" + length).with("count", digits));
  }

  private static Problem said(String id) {
    return Problem.at(Field.TOTP, "totp." + id);
  }
}
