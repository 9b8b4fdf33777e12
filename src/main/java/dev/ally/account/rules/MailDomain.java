package dev.ally.account.rules;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import dev.ally.contract.account.NewAccount.Problem;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The domain of an email address, by UTS #46 (non-transitional) and IDNA 2008 (RFC 5891 to 5893).
 *
 * @param ascii its A-labels, in lower case; DNS and mail servers are given these
 * @param unicode its U-labels, in lower case and NFC, where those were typed; A-labels where those were
 * @param problem why it is refused; the other two are empty then
 */
record MailDomain(String ascii, String unicode, Optional<Problem> problem) {
  /** Letters, digits and hyphens; the last label not only digits, since that would be an IP address (RFC 3696 §2). */
  private static final Pattern HOST_NAME = Pattern.compile(
      "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*(?![0-9]+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final String A_LABEL = "xn--";
  private static final char REPLACED = '\uFFFD';

  private static final IDNA UTS_46 = IDNA.getUTS46Instance(
      IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.CHECK_CONTEXTO
          | IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);
  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();

  /**
   * Characters that IDNA 2008 allows beside letters, digits and marks: joiners and signs that UTS #46 has a rule for.
   */
  private static final String ALLOWED_SIGNS = "\u200C\u200D\u00B7\u0375\u05F3\u05F4\u30FB\u06FD\u06FE\u0F0B\u3007";
  /** Letters and marks that IDNA 2008 does not allow (RFC 5892 §2.6). */
  private static final String REFUSED_LETTERS = "\u0640\u07FA\u302E\u302F\u3031\u3032\u3033\u3034\u3035\u303B";

  /** @param typed of at most some hundred characters: normalizing may take time in proportion to their square */
  public static MailDomain of(String typed) {
    String lower = lowerAscii(typed);
    if (isAscii(lower) && !lower.startsWith(A_LABEL) && !lower.contains("." + A_LABEL)) {
      return HOST_NAME.matcher(lower).matches()
          ? new MailDomain(lower, lower, Optional.empty())
          : refused(Problem.EMAIL_DOMAIN);
    }
    StringBuilder unicode = new StringBuilder();
    for (String label : lower.split("\\.", -1)) {
      Optional<Problem> problem = isAscii(label) ? problemOfAscii(label) : problemOfUnicode(label);
      if (problem.isPresent()) {
        return refused(problem.get());
      }
      unicode.append(unicode.isEmpty() ? "" : ".").append(isAscii(label) ? label : folded(label));
    }
    return whole(lower, unicode.toString());
  }

  /** The domain that UTS #46 maps this text to, whatever it must change; empty if the result is not valid. */
  static Optional<String> mapped(String typed) {
    StringBuilder ascii = new StringBuilder();
    UTS_46.nameToASCII(typed, ascii, new IDNA.Info());
    return of(ascii.toString()).problem.isPresent() ? Optional.empty() : Optional.of(ascii.toString());
  }

  /** In lower case and NFC, character by character, so that a letter is mapped the same way wherever it stands. */
  static String folded(String text) {
    StringBuilder folded = new StringBuilder();
    NFC.normalize(text).codePoints().map(UCharacter::toLowerCase).forEach(folded::appendCodePoint);
    return NFC.normalize(folded);
  }

  /**
   * Applies the rules that concern all labels together: a right-to-left label makes the Bidi rule apply to the others
   * (RFC 5893 §2).
   */
  private static MailDomain whole(String lower, String unicode) {
    StringBuilder ascii = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    UTS_46.nameToASCII(lower, ascii, info);
    return isFree(info) && HOST_NAME.matcher(ascii).matches()
        ? new MailDomain(ascii.toString(), unicode, Optional.empty())
        : refused(Problem.EMAIL_DOMAIN);
  }

  private static Optional<Problem> problemOfAscii(String label) {
    if (!label.startsWith(A_LABEL)) {
      return Optional.empty();
    }
    StringBuilder unicode = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    UTS_46.labelToUnicode(label, unicode, info);
    return !info.hasErrors() && isAllowed(unicode) ? Optional.empty() : Optional.of(Problem.EMAIL_DOMAIN);
  }

  private static Optional<Problem> problemOfUnicode(String label) {
    if (label.codePoints().anyMatch(MailDomain::turnsIntoAscii)) {
      return Optional.of(Problem.EMAIL_LOOKALIKE);
    }
    StringBuilder mapped = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    UTS_46.labelToUnicode(label, mapped, info);
    if (!folded(label).contentEquals(folded(mapped.toString()))) {
      return Optional.of(mapped.indexOf(String.valueOf(REPLACED)) >= 0 && hasAsciiSign(label)
          ? Problem.EMAIL_DOMAIN
          : Problem.EMAIL_LOOKALIKE);
    }
    return !info.hasErrors() && isAllowed(mapped) ? Optional.empty() : Optional.of(Problem.EMAIL_DOMAIN);
  }

  /**
   * Whether lower case makes ASCII of it: the Kelvin sign becomes k, the Greek question mark a semicolon, a dotted
   * capital I an i.
   */
  private static boolean turnsIntoAscii(int c) {
    return !isAscii(c) && folded(Character.toString(c)).chars().anyMatch(MailDomain::isAscii);
  }

  private static boolean hasAsciiSign(String label) {
    return label.chars().anyMatch(c -> isAscii(c) && !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'));
  }

  private static boolean isAllowed(CharSequence label) {
    return label.codePoints().allMatch(c -> isAscii(c) || ALLOWED_SIGNS.indexOf(c) >= 0
        || isLetterDigitOrMark(c) && REFUSED_LETTERS.indexOf(c) < 0);
  }

  /** RFC 5892 §2.1; capitals are those that have no lower case. */
  private static boolean isLetterDigitOrMark(int c) {
    return switch (UCharacter.getType(c)) {
      case ECharacterCategory.LOWERCASE_LETTER, ECharacterCategory.UPPERCASE_LETTER, ECharacterCategory.OTHER_LETTER,
          ECharacterCategory.MODIFIER_LETTER, ECharacterCategory.NON_SPACING_MARK,
          ECharacterCategory.COMBINING_SPACING_MARK, ECharacterCategory.DECIMAL_DIGIT_NUMBER -> true;
      default -> false;
    };
  }

  /**
   * Ignores two hyphens in third and fourth place: they are forbidden only in U-labels, which were checked one by one.
   */
  private static boolean isFree(IDNA.Info info) {
    Set<IDNA.Error> errors = EnumSet.noneOf(IDNA.Error.class);
    errors.addAll(info.getErrors());
    errors.remove(IDNA.Error.HYPHEN_3_4);
    return errors.isEmpty();
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(MailDomain::isAscii);
  }

  private static boolean isAscii(int c) {
    return c < 0x80;
  }

  static String lowerAscii(String text) {
    return isAscii(text) ? text.toLowerCase(Locale.ROOT) : text.chars()
        .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }

  private static MailDomain refused(Problem problem) {
    return new MailDomain("", "", Optional.of(problem));
  }
}
