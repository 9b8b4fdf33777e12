package dev.ally.web.page;

import dev.ally.web.exchange.Field;
import java.time.Duration;
import java.util.regex.Pattern;

/** What is wrong with a code, in the same words on every page that asks for one. */
public final class CodeProblem {
  private static final String FIELD = Field.TOTP.id();

  private static final int DIGITS = 6;
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

  public Problem tooMany(Duration wait) {
    return new Problem(FIELD, texts.tooMany(wait));
  }

  /**
   * The text is not a code.
   *
   * @param typed as it was sent; spaces and hyphens are ignored
   */
  public Problem malformed(String typed) {
    String code = SEPARATORS.matcher(typed).replaceAll("");
    if (code.isEmpty() || code.length() == DIGITS && isDigits(code)) {
      return said("missing");
    }
    return isDigits(code)
        ? new Problem(FIELD, texts.say("totp.count", texts.number(code.length())))
        : said("characters");
  }

  private Problem said(String id) {
    return new Problem(FIELD, texts.say("totp." + id));
  }

  private static boolean isDigits(String code) {
    return code.chars().allMatch(character -> character >= '0' && character <= '9');
  }
}
