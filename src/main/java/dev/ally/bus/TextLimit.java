package dev.ally.bus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The limit of characters (Unicode code points) of a text that a person typed or a client sent. It is applied when a
 * form is read, and again when a message is read, before any work whose cost grows faster than the text.
 *
 * <p>A text that is too long is cut and marked, not dropped, so that it is refused like any other wrong input. The cut
 * text is one character longer than allowed, and never equals a shorter one that could be valid.
 */
public enum TextLimit {
  /** RFC 5321 §4.5.3.1.3, which counts octets, as {@code account} does too. */
  EMAIL(254, "email", "newEmail", "comparedEmail", "afterEmail", "actor"),
  /** The name of a person, an authenticator or the site. */
  NAME(100, "name", "issuer"),
  PASSWORD(256, "password", "present", "chosen"),
  /** Why an operator of the help desk acts. */
  REASON(500, "reason"),
  /** A code or a recovery code, with blanks and hyphens, which are ignored. */
  CODE(100, "code", "typed", "codes"),
  /** The value of a cookie, of a mailed link, or of a key. */
  TOKEN(64, "session", "newSession", "oldSession", "pendingLogin", "newToken", "link", "browser", "newBrowser", "key",
      "request", "newRequest", "hostSession", "newHostSession", "binding", "ticket", "newTicket"),
  /** An IP address. */
  ADDRESS(64, "address"),
  USER_AGENT(400, "userAgent"),
  /** The address of a page, with a token in it. */
  URL(2_000, "url"),
  /** The name of an algorithm, of an operation, or of a kind of email. */
  IDENTIFIER(64, "algorithm", "addresses", "kind", "language", "groups", "group", "afterGroup", "type", "authMethod",
      "secondFactor", "day"),
  /** The name or id of a client of OpenID Connect; what an activity is about. */
  CLIENT(100, "clientId", "clientName", "clientHost", "afterClientId", "detail"),
  /** A host name (RFC 1035 §2.3.4) with a port. */
  HOST(259, "host"),
  /** A parameter of the protocols of OAuth 2.0; a secret or a token of theirs. */
  PARAMETER(
      2_000, "redirectUri", "responseType", "responseMode", "scope", "scopes", "state", "nonce", "codeChallenge",
      "codeChallengeMethod", "prompt", "maxAge", "acrValues", "loginHint", "uiLocales", "requestUri", "registration",
      "repeated", "secret", "grantType", "verifier", "returnUri", "origin", "voucher", "value", "description", "path",
      "destination", "search", "afterKey", "afterTwin", "uris", "reason", "problem"),
  /** A JSON Web Token, or a JSON object that an application sends. */
  JWT(8_000, "idTokenHint", "assertion", "accessToken", "refreshToken", "idToken", "token"),
  /** A JSON object of claims, with as many groups as an import may give a person. */
  CLAIMS(100_000, "claims"),
  /** The file of a registry, in an operator's hands; a set of keys. */
  DOCUMENT(20_000_000, "file", "mistakes", "keys", "definition", "line", "lines");

  private static final char CUT = '…';
  private static final Map<String, TextLimit> BY_FIELD = new HashMap<>();

  static {
    for (TextLimit limit : values()) {
      limit.fields.forEach(field -> BY_FIELD.put(field, limit));
    }
  }

  private final int longest;
  private final List<String> fields;

  /** @param fields of messages that contain such a text */
  TextLimit(int longest, String... fields) {
    this.longest = longest;
    this.fields = List.of(fields);
  }

  /**
   * The limit of a field of a message.
   *
   * @throws IllegalStateException if the field has no limit, which is a defect
   */
  static TextLimit of(String field) {
    TextLimit limit = BY_FIELD.get(field);
    if (limit == null) {
      throw new IllegalStateException("no limit is set for the field " + field);
    }
    return limit;
  }

  /** The limit in characters. */
  public int longest() {
    return longest;
  }

  /** The text; one that is too long is cut and ends with an ellipsis, one character longer than allowed. */
  public String cut(String text) {
    boolean blanksCount = this != EMAIL && this != NAME;
    return cut(blanksCount || text.length() <= longest ? text : text.strip(), longest);
  }

  /** The same, for a text that is in no message. */
  public static String cut(String text, int longest) {
    if (text.length() <= longest || text.codePointCount(0, text.length()) <= longest) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, longest)) + CUT;
  }
}
