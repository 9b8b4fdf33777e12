package dev.ally.totp.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.crypto.Secret;
import dev.ally.totp.rules.OtpauthUri.Problem;
import dev.ally.totp.rules.OtpauthUri.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys as other programs write them. */
class OtpauthUriTest {
  private static final String KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  private static OtpauthUri parse(String uri) {
    return OtpauthUri.parse(Secret.of(uri));
  }

  @Test
  void whatIsNotSaidIsAsUsual() {
    OtpauthUri uri = parse("otpauth://totp/Example:ada%40example.org?secret=" + KEY + "&issuer=Example");
    assertThat(uri.label()).isEqualTo("ada@example.org");
    assertThat(uri.key()).isEqualTo(TotpKey.ofBase32(Secret.of(KEY)));
  }

  /** RFC 6238 appendix B has the code of this key at 59 s. */
  @Test
  void parametersAreKept() {
    OtpauthUri uri = parse("OTPAUTH://totp/a+b?digits=8&ALGORITHM=HmacSHA256&period=30&secret="
        + "gezd gnbv-gy3tqojqgezdgnbvgy3tqojqgezdgnbvgy3tqojqgeza%3D%3D%3D%3D");
    assertThat(uri.label()).isEqualTo("a+b");
    assertThat(uri.key().algorithm()).isEqualTo(TotpKey.Algorithm.SHA256);
    assertThat(uri.key().codeAt(1)).isEqualTo(Secret.of("46119246"));
    assertThat(OtpauthUri.parse(uri.text())).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org, NOT_TOTP", "otpauth://hotp/a?secret=" + KEY + ", NOT_TOTP", "'', NOT_TOTP",
    "otpauth://totp/%zz?secret=" + KEY + ", NOT_TOTP",
    "otpauth://totp/a, NO_SECRET", "otpauth://totp/a?issuer=b, NO_SECRET", "otpauth://totp/a?secret=0189, NO_SECRET",
    "otpauth://totp/a?secret=GEZDGNBVGY3TQ, SECRET_TOO_SHORT",
    "otpauth://totp/a?secret=" + KEY + "&algorithm=MD5, ALGORITHM",
    "otpauth://totp/a?secret=" + KEY + "&digits=5, DIGITS", "otpauth://totp/a?secret=" + KEY + "&digits=9, DIGITS",
    "otpauth://totp/a?secret=" + KEY + "&digits=six, DIGITS", "otpauth://totp/a?secret=" + KEY + "&period=14, PERIOD",
    "otpauth://totp/a?secret=" + KEY + "&period=121, PERIOD", "otpauth://totp/a?secret=" + KEY + "&period=-30, PERIOD"
  })
  void othersAreRefused(String uri, Problem problem) {
    assertThatThrownBy(() -> parse(uri))
        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problem()).isEqualTo(problem))
        .hasMessageNotContaining(KEY);
  }

  @Test
  void aKeyMayHave128BytesAndNoMore() {
    assertThat(parse("otpauth://totp/a?secret=" + "A".repeat(205)).key().key().revealBytes()).hasSize(128);
    assertThatThrownBy(() -> parse("otpauth://totp/a?secret=" + "A".repeat(207)))
        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problem()).isEqualTo(Problem.SECRET_TOO_LONG));
  }
}
