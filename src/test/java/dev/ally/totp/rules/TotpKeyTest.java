package dev.ally.totp.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpKeyTest {
  private static final Secret RFC_KEY = Secret.of("12345678901234567890");

  @ParameterizedTest(name = "at {0} s the code is {1}")
  @CsvSource({
    "59, 94287082", "1111111109, 07081804", "1111111111, 14050471", "1234567890, 89005924",
    "2000000000, 69279037", "20000000000, 65353130"
  })
  void makesTheCodesOfRfc6238AppendixB(long epochSecond, String code) {
    TotpKey key = new TotpKey(RFC_KEY, 8, 30);
    assertThat(key.codeAt(key.stepAt(Instant.ofEpochSecond(epochSecond))).revealText()).isEqualTo(code);
  }

  @ParameterizedTest(name = "the code of count {0} is {1}")
  @CsvSource({
    "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
    "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
  })
  void makesTheCodesOfRfc4226AppendixD(long count, String code) {
    assertThat(new TotpKey(RFC_KEY, 6, 30).codeAt(count).revealText()).isEqualTo(code);
  }

  @Test
  void generatesKeysOf160BitsThatDiffer() {
    TotpKey one = TotpKey.generate();
    assertThat(one.key().revealBytes()).hasSize(20);
    assertThat(one.key()).isNotEqualTo(TotpKey.generate().key());
  }

  @Test
  void generatesKeysForSixDigitsAndThirtySeconds() {
    TotpKey key = TotpKey.generate();
    assertThat(key.digits()).isEqualTo(6);
    assertThat(key.periodSeconds()).isEqualTo(30);
  }

  @Test
  void writesTheKeyInBase32WithoutPadding() {
    assertThat(new TotpKey(RFC_KEY, 6, 30).base32().revealText()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  }

  @Test
  void showsNoKeyAsText() {
    assertThat(new TotpKey(RFC_KEY, 6, 30).toString()).doesNotContain("1234").doesNotContain("GEZD");
  }
}
