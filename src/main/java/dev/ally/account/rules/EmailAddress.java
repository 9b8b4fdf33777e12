package dev.ally.account.rules;

import dev.ally.contract.account.NewAccount.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An email address. Two are equal only if one mailbox can have both: the local part is compared in lower case, the
 * domain as A-labels; see {@link MailDomain}.
 *
 * @param text as its owner typed it, without blanks around it; this is displayed
 * @param key for comparison, in ASCII: an address has one account and one counter of each kind. A text that is not an
 *     address has a key too, which no address has
 * @param spelling the key, but with U-labels if those were typed; it distinguishes two accounts with one key that are
 *     older than this rule
 * @param mailed what a mail server is given, in ASCII; empty: a mail server accepts no such address
 */
public record EmailAddress(String text, String key, String spelling, Optional<String> mailed) {
  /** The limits in octets of the whole address and of the local part (RFC 5321 §4.5.3.1). */
  private static final int LONGEST = 254;
  private static final int LONGEST_LOCAL_PART = 64;

  /**
   * RFC 5321 §4.1.2: a dot-string of atoms. Quoted local parts are not accepted: they are rare, and many forms break on
   * them.
   */
  private static final Pattern LOCAL_PART =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  /** The blanks that HTML strips from a typed address; any other blank is a typing error and is refused. */
  private static final String BLANKS = " \t\r\n\f";

  /** The prefix of the key of a text that is not an address. */
  private static final String NO_ADDRESS = "no address ";

  /** A parsed text; the address is present even if there is a problem. */
  private record Reading(EmailAddress address, Optional<Problem> problem) {}

  /** Parses an address; empty if mail cannot be sent to it. */
  public static Optional<EmailAddress> parse(String typed) {
    Reading reading = read(typed);
    return reading.problem.isEmpty() ? Optional.of(reading.address) : Optional.empty();
  }

  /** Why the text is not accepted as the address of an account. */
  public static Optional<Problem> problem(String typed) {
    return read(typed).problem;
  }

  /** The text for comparison, even if it is not an address. */
  public static EmailAddress of(String typed) {
    return read(typed).address;
  }

  /**
   * The address of an account. Earlier versions accepted some that are not accepted any more: if UTS #46 maps the
   * domain to a valid one, mail goes there.
   */
  public static EmailAddress stored(String text) {
    Reading reading = read(text);
    int at = text.lastIndexOf('@');
    if (reading.problem.isEmpty() || at < 0 || text.length() > LONGEST) {
      return reading.address;
    }
    return MailDomain.mapped(withoutBlanks(text.substring(at + 1)))
        .flatMap(domain -> parse(withoutBlanks(text.substring(0, at)) + "@" + domain))
        .map(mapped -> new EmailAddress(text, mapped.key, reading.address.spelling, mapped.mailed))
        .orElse(reading.address);
  }

  /** Loads the Unicode tables, so that no event loop has to. Blocking. */
  public static void readTables() {
    parse("a@\u00fc.example");
  }

  private static Reading read(String typed) {
    String text = trimmed(typed);
    if (text.isEmpty()) {
      return refused(text, Problem.EMAIL_MISSING);
    }
    if (text.length() > LONGEST || octets(text) > LONGEST) {
      return refused(text, Problem.EMAIL_TOO_LONG);
    }
    int at = text.lastIndexOf('@');
    String local = text.substring(0, Math.max(at, 0));
    if (!MailDomain.isAscii(local)) {
      return refused(text, Problem.EMAIL_LOCAL_PART);
    }
    if (local.length() > LONGEST_LOCAL_PART) {
      return refused(text, Problem.EMAIL_TOO_LONG);
    }
    if (at == text.length() - 1 || !LOCAL_PART.matcher(local).matches()) {
      return refused(text, Problem.EMAIL_MALFORMED);
    }
    MailDomain domain = MailDomain.of(text.substring(at + 1));
    if (domain.problem().isPresent()) {
      return refused(text, domain.problem().get());
    }
    String mailed = local + "@" + domain.ascii();
    if (mailed.length() > LONGEST) {
      return refused(text, Problem.EMAIL_TOO_LONG);
    }
    String compared = MailDomain.lowerAscii(local) + "@";
    return new Reading(
        new EmailAddress(text, compared + domain.ascii(), compared + domain.unicode(), Optional.of(mailed)),
        Optional.empty());
  }

  /** Has a spelling of its own, so that it is not taken for the address that it resembles. */
  private static Reading refused(String text, Problem problem) {
    String key = NO_ADDRESS + digest(text.length() > LONGEST ? text : MailDomain.folded(text));
    return new Reading(new EmailAddress(text, key, NO_ADDRESS + digest(text), Optional.empty()), Optional.of(problem));
  }

  /** A digest, since the text may be of any length and have characters that a database cannot store. */
  private static String digest(String text) {
    try {
      return HexFormat.of().formatHex(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static int octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String trimmed(String typed) {
    int from = 0;
    int to = typed.length();
    while (from < to && BLANKS.indexOf(typed.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && BLANKS.indexOf(typed.charAt(to - 1)) >= 0) {
      to--;
    }
    return typed.substring(from, to);
  }

  /** The text without Unicode blanks around it. */
  private static String withoutBlanks(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
