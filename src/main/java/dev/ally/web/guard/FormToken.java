package dev.ally.web.guard;

import dev.ally.crypto.HmacSha256;
import dev.ally.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The hidden field of every form, which proves that the form was made for the browser that sends it: {@code tag.mac},
 * both HMAC-SHA256 in base64url. The server stores nothing for a visitor.
 *
 * <p>The key of the mac is the cookie that the form acts for, for example that of the session. The key of the tag,
 * which has 96 bits, is the visitor cookie, which stays the same over a login. So the tag tells a form that was open
 * for too long from a form of another browser. To forge either one needs the cookie itself.
 */
public final class FormToken {
  public enum Verdict {
    VALID,
    /** Made for this browser, under another session or pending login. */
    STALE,
    /** Well-formed, but made for another browser. */
    FOREIGN,
    /** No token at all. */
    MISSING
  }

  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]{43}");
  private static final int TAG_SIZE_BYTES = 12;

  private FormToken() {}

  /** @param key the value of the cookie that the form acts for */
  public static String make(Secret visitorToken, Secret key) {
    return tag(visitorToken) + "." + mac(key);
  }

  /** @param key as in {@link #make}; an empty one fits no token */
  public static Verdict check(String token, Secret visitorToken, Secret key) {
    if (!WELL_FORMED.matcher(token).matches()) {
      return Verdict.MISSING;
    }
    int dot = token.indexOf('.');
    if (!key.isEmpty() && same(token.substring(dot + 1), mac(key))) {
      return Verdict.VALID;
    }
    return same(token.substring(0, dot), tag(visitorToken)) ? Verdict.STALE : Verdict.FOREIGN;
  }

  private static String tag(Secret visitorToken) {
    return text(Arrays.copyOf(hmac(visitorToken, "ally form tag 1"), TAG_SIZE_BYTES));
  }

  private static String mac(Secret key) {
    return text(hmac(key, "ally form token 1"));
  }

  private static byte[] hmac(Secret key, String purpose) {
    return HmacSha256.of(key.revealBytes(), purpose.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
