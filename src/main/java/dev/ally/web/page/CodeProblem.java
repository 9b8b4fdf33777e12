package dev.ally.web.page;

import dev.ally.web.exchange.Field;
import java.util.regex.Pattern;

/** What is wrong with a code, in the same words on every page that asks for one. */
public final class CodeProblem {
  private static final String FIELD = Field.TOTP.id();

  /** The spaces and hyphens that {@code totp} ignores, non-breaking ones included. */
  private static final Pattern SEPARATORS = Pattern.compile("[\\p{javaWhitespace}\\p{javaSpaceChar}\\u2010\\u2011-]");

  private final Catalogue texts;

  public CodeProblem(Catalogue texts) {
    this.texts = texts;
  }

  public Problem wrong() {
    return said("wrong");
  }

  public Problem spent() {
    return said("spent");
  }

  /**
   * The text is not a code of this account.
   *
   * @param typed as it was sent; spaces and hyphens are ignored
   * @param page asks for the code
   */
  public Problem malformed(String typed, Page page) {
    String length = page.asksForCodeOfAnyLength() ? ".any" : "";
    String code = SEPARATORS.matcher(typed).replaceAll("");
    if (!code.codePoints().allMatch(Character::isDigit)) {
      return said("characters" + length);
    }
    int digits = code.codePointCount(0, code.length());
    return digits == 0 || page.asksForCodeOf(digits)
        ? said("missing" + length)
        : said("count" + length, texts.number(digits));
  }

  private Problem said(String id, Object... arguments) {
    return new Problem(FIELD, texts.say("totp." + id, arguments));
  }
}
