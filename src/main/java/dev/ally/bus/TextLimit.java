package dev.ally.bus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many characters (Unicode code points) a text may have that a person typed or a client sent. It is applied where a
 * form is read and again where a message is, before anything whose cost grows faster than the text.
 *
 * <p>What is too long is cut and marked rather than thrown away, so that it is refused like any other wrong input: the
 * cut text is one character longer than allowed, and never equals a shorter one that somebody might have meant.
 */
public enum TextLimit {
  /** RFC 5321 §4.5.3.1.3, which counts octets; so does the owner of the addresses. */
  EMAIL(254, "email", "comparedEmail", "afterEmail"),
  /** Of a person, an authenticator or the site. */
  NAME(100, "name", "issuer"),
  PASSWORD(256, "password", "present", "chosen"),
  /** A code or a recovery code, with the blanks and hyphens that do not count. */
  CODE(100, "code", "typed", "codes"),
  /** The value of a cookie, of a mailed link, or of a key. */
  TOKEN(64, "session", "newSession", "oldSession", "pendingLogin", "newToken", "link", "browser", "newBrowser", "key"),
  /** An IP address. */
  ADDRESS(64, "address"),
  USER_AGENT(400, "userAgent"),
  /** The address of a page, with a token in it. */
  URL(2_000, "url"),
  /** The name of an algorithm or of an operation. */
  IDENTIFIER(64, "algorithm", "addresses");

  private static final char CUT = '…';
  private static final Map<String, TextLimit> BY_FIELD = new HashMap<>();

  static {
    for (TextLimit limit : values()) {
      limit.fields.forEach(field -> BY_FIELD.put(field, limit));
    }
  }

  private final int longest;
  private final List<String> fields;

  /** @param fields of messages that hold such a text */
  TextLimit(int longest, String... fields) {
    this.longest = longest;
    this.fields = List.of(fields);
  }

  /**
   * The limit of a message's field.
   *
   * @throws IllegalStateException for a field that has none: a defect of the program
   */
  static TextLimit of(String field) {
    TextLimit limit = BY_FIELD.get(field);
    if (limit == null) {
      throw new IllegalStateException("no limit is set for the field " + field);
    }
    return limit;
  }

  /** Characters. */
  public int longest() {
    return longest;
  }

  /** The text itself; of one that is too long, its beginning and an ellipsis, one character more than is allowed. */
  public String cut(String text) {
    boolean blanksCount = this != EMAIL && this != NAME;
    return cut(blanksCount || text.length() <= longest ? text : text.strip(), longest);
  }

  /** Likewise, for a text that stands in no message. */
  public static String cut(String text, int longest) {
    if (text.length() <= longest || text.codePointCount(0, text.length()) <= longest) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, longest)) + CUT;
  }
}
