package dev.ally.harness;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app: RFC 6238 with SHA-1, six digits and 30 s, written apart from the one that is tested. */
public record AuthenticatorApp(String base32) {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int PERIOD_SECONDS = 30;

  /** The code that the app shows at this time. */
  public String codeAt(Instant time) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key(), "raw"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(time.getEpochSecond() / PERIOD_SECONDS).array());
      int number = ByteBuffer.wrap(hash).getInt(hash[19] & 15) & Integer.MAX_VALUE;
      return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Some code that is wrong at this time and around it. */
  public String wrongCodeAt(Instant time) {
    for (int candidate = 0; ; candidate++) {
      String code = String.format(Locale.ROOT, "%06d", candidate);
      if (!code.equals(codeAt(time))
          && !code.equals(codeAt(time.plusSeconds(PERIOD_SECONDS)))
          && !code.equals(codeAt(time.minusSeconds(PERIOD_SECONDS)))) {
        return code;
      }
    }
  }

  /** When the code after the one of this time is shown. */
  static Instant nextCodeAfter(Instant time) {
    return Instant.ofEpochSecond((time.getEpochSecond() / PERIOD_SECONDS + 1) * PERIOD_SECONDS);
  }

  private byte[] key() {
    BigInteger bits = BigInteger.ONE;
    for (char letter : base32.toCharArray()) {
      bits = bits.shiftLeft(5).or(BigInteger.valueOf(ALPHABET.indexOf(letter)));
    }
    byte[] withLeadingOne = bits.toByteArray();
    byte[] key = new byte[withLeadingOne.length - 1];
    System.arraycopy(withLeadingOne, 1, key, 0, key.length);
    return key;
  }
}
