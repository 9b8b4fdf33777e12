package dev.ally.totp.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ally.crypto.Secret;
import dev.ally.harness.Tools;
import dev.ally.totp.rules.TotpKey.Algorithm;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpKeyTest {
  private static final String TEN_DIGITS = "1234567890";
  private static final Secret RFC_KEY = Secret.of(TEN_DIGITS.repeat(2));

  private static TotpKey ofSha1(int digits) {
    return new TotpKey(RFC_KEY, Algorithm.SHA1, digits, 30);
  }

  /** The keys are as long as the hashes, which the appendix does not say but erratum 2866. */
  private static Secret rfcKey(Algorithm algorithm) {
    return Secret.of(TEN_DIGITS.repeat(7).substring(0, switch (algorithm) {
      case SHA1 -> 20;
      case SHA256 -> 32;
      case SHA512 -> 64;
    }));
  }

  @ParameterizedTest(name = "at {0} s the code by {1} is {2}")
  @CsvSource({
    "59, SHA1, 94287082", "59, SHA256, 46119246", "59, SHA512, 90693936",
    "1111111109, SHA1, 07081804", "1111111109, SHA256, 68084774", "1111111109, SHA512, 25091201",
    "1111111111, SHA1, 14050471", "1111111111, SHA256, 67062674", "1111111111, SHA512, 99943326",
    "1234567890, SHA1, 89005924", "1234567890, SHA256, 91819424", "1234567890, SHA512, 93441116",
    "2000000000, SHA1, 69279037", "2000000000, SHA256, 90698825", "2000000000, SHA512, 38618901",
    "20000000000, SHA1, 65353130", "20000000000, SHA256, 77737706", "20000000000, SHA512, 47863826"
  })
  void makesTheCodesOfRfc6238AppendixB(long epochSecond, Algorithm algorithm, String code) {
    TotpKey key = new TotpKey(rfcKey(algorithm), algorithm, 8, 30);
    assertThat(key.codeAt(key.stepAt(Instant.ofEpochSecond(epochSecond))).revealText()).isEqualTo(code);
  }

  @ParameterizedTest(name = "the code of count {0} is {1}")
  @CsvSource({
    "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
    "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
  })
  void makesTheCodesOfRfc4226AppendixD(long count, String code) {
    assertThat(ofSha1(6).codeAt(count).revealText()).isEqualTo(code);
  }

  @Property(tries = 50)
  void makesTheCodesOfOathtool(
      @ForAll @Size(min = 10, max = 70) byte[] bytes, @ForAll Algorithm algorithm,
      @ForAll @IntRange(min = 6, max = 8) int digits, @ForAll @IntRange(min = 15, max = 120) int periodSeconds,
      @ForAll @LongRange(max = 20_000_000_000L) long epochSecond) {
    TotpKey key = new TotpKey(Secret.of(bytes), algorithm, digits, periodSeconds);
    Instant time = Instant.ofEpochSecond(epochSecond);
    assertThat(key.codeAt(key.stepAt(time)).revealText())
        .isEqualTo(Tools.code(key.base32().revealText(), time, algorithm.name(), digits, periodSeconds));
  }

  @ParameterizedTest
  @CsvSource({"5, 30", "9, 30", "0, 30", "-6, 30", "6, 14", "6, 121", "6, 0", "6, -30"})
  void takesNoOtherParameters(int digits, int periodSeconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TotpKey(RFC_KEY, Algorithm.SHA1, digits, periodSeconds));
  }

  @Test
  void generatesKeysOf160BitsThatDiffer() {
    TotpKey one = TotpKey.generate();
    assertThat(one.key().revealBytes()).hasSize(20);
    assertThat(one.key()).isNotEqualTo(TotpKey.generate().key());
  }

  @Test
  void generatesKeysForSha1AndSixDigitsAndThirtySeconds() {
    TotpKey key = TotpKey.generate();
    assertThat(key.algorithm()).isEqualTo(Algorithm.SHA1);
    assertThat(key.digits()).isEqualTo(6);
    assertThat(key.periodSeconds()).isEqualTo(30);
  }

  @Test
  void writesTheKeyInBase32WithoutPadding() {
    assertThat(ofSha1(6).base32().revealText()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  }

  @Test
  void showsNoKeyAsText() {
    assertThat(ofSha1(6).toString()).doesNotContain("1234").doesNotContain("GEZD");
  }
}
