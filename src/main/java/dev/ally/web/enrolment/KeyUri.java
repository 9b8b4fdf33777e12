package dev.ally.web.enrolment;

import dev.ally.contract.PendingKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The {@code otpauth:} address by which authenticator apps take a key over, as Google Authenticator's "Key Uri Format"
 * defines it: {@code otpauth://totp/Issuer:account?secret=…&issuer=…&algorithm=SHA1&digits=6&period=30}.
 *
 * <p>Everything that is not plain is percent-encoded UTF-8, a space as {@code %20}, since apps read a {@code +} as one.
 * A colon parts issuer and account; so neither keeps one of its own. An account whose name would be too long for a QR
 * code beside the longest issuer goes by the beginning of it.
 */
final class KeyUri {
  private static final int LONGEST_ACCOUNT = 600;

  private KeyUri() {}

  /**
   * @param issuer the name of this site
   * @param account by which a person tells one entry of the app from another
   */
  static String of(String issuer, String account, PendingKey pending) {
    String name = encode(plain(issuer));
    return "otpauth://totp/" + name + ":" + account(account)
        + "?secret=" + encode(pending.key().revealText().replace("=", ""))
        + "&issuer=" + name
        + "&algorithm=" + encode(pending.algorithm())
        + "&digits=" + pending.digits()
        + "&period=" + pending.periodSeconds();
  }

  private static String account(String text) {
    String kept = plain(text);
    while (encode(kept).length() > LONGEST_ACCOUNT) {
      kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
    }
    return encode(kept);
  }

  private static String plain(String text) {
    return text.replace(":", " ").strip().replaceAll("\\s+", " ");
  }

  /** Leaves RFC 3986's unreserved characters alone. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
