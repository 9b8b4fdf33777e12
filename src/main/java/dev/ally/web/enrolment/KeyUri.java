package dev.ally.web.enrolment;

import dev.ally.contract.PendingKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The {@code otpauth:} URI by which authenticator apps import a key, as Google Authenticator's "Key Uri Format" defines
 * it: {@code otpauth://totp/Issuer:account?secret=…&issuer=…&algorithm=SHA1&digits=6&period=30}.
 *
 * <p>Reserved characters are percent-encoded UTF-8. A space is {@code %20}, since apps show a {@code +} as a plus sign.
 * A colon separates issuer and account, so colons within them are removed. A long account name is cut, so that it fits
 * a QR code together with the longest issuer.
 */
final class KeyUri {
  private static final int LONGEST_ACCOUNT = 600;

  private KeyUri() {}

  /**
   * @param issuer the name of this site
   * @param account tells this entry of the app from others
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

  /** Encodes all but the unreserved characters of RFC 3986. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
