package dev.ally.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] PLAIN = "a key of twenty byte".getBytes(StandardCharsets.UTF_8);
  private static final String OWNER = "authenticator of ada";
  private static final Secret TOKEN = Secret.of("a token");

  private final String line = Keyring.generateLine(RANDOM);
  private final String otherLine = Keyring.generateLine(RANDOM);
  private final Keyring keyring = Keyring.parse(List.of(line));
  private final Keyring other = Keyring.parse(List.of(otherLine));

  @Test
  void isReadFromAFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("totp.key");
    Files.writeString(file, "# the newest first\n" + line + "\n" + otherLine + "\n");

    assertThat(Keyring.read(file).ids()).containsExactly(keyring.sealingId(), other.sealingId());
  }

  @Test
  void namesADamagedFileAndShowsNoKey(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("totp.key");
    Files.writeString(file, line.substring(1) + "\n");

    assertThatIllegalArgumentException().isThrownBy(() -> Keyring.read(file))
        .withMessageContaining(file.toString()).withMessageContaining("line 1")
        .withMessageNotContaining(line.substring(1));
  }

  @Nested
  class Sealing {
    @Test
    void opensWhatItSealed() {
      assertThat(keyring.open(keyring.seal(PLAIN, OWNER, RANDOM), OWNER)).isEqualTo(PLAIN);
    }

    @Test
    void opensASealWithNothingInIt() {
      assertThat(keyring.open(keyring.seal(new byte[0], OWNER, RANDOM), OWNER)).isEmpty();
    }

    @Test
    void opensWhatAnotherReadingOfTheSameFileSealed() {
      assertThat(Keyring.parse(List.of(line)).open(keyring.seal(PLAIN, OWNER, RANDOM), OWNER)).isEqualTo(PLAIN);
    }

    @Test
    void opensNothingForAnotherOwner() {
      Sealed sealed = keyring.seal(PLAIN, OWNER, RANDOM);
      assertThatThrownBy(() -> keyring.open(sealed, "authenticator of eve")).isInstanceOf(SealBroken.class);
    }

    @Test
    void opensNothingOfWhichAnyByteWasAltered() {
      Sealed sealed = keyring.seal(PLAIN, OWNER, RANDOM);
      for (int i = 0; i < sealed.bytes().length; i++) {
        byte[] altered = sealed.bytes().clone();
        altered[i] ^= 1;
        assertThatThrownBy(() -> keyring.open(new Sealed(sealed.keyId(), altered), OWNER))
            .isInstanceOf(SealBroken.class);
      }
    }

    @Test
    void opensNothingOfWhichAnythingIsMissing() {
      Sealed sealed = keyring.seal(PLAIN, OWNER, RANDOM);
      for (int length = 0; length < sealed.bytes().length; length++) {
        byte[] cut = Arrays.copyOf(sealed.bytes(), length);
        assertThatThrownBy(() -> keyring.open(new Sealed(sealed.keyId(), cut), OWNER)).isInstanceOf(SealBroken.class);
      }
    }

    @Test
    void opensNothingUnderAKeyThatIsNotThere() {
      Sealed sealed = other.seal(PLAIN, OWNER, RANDOM);
      assertThatThrownBy(() -> keyring.open(sealed, OWNER))
          .isInstanceOf(SealBroken.class)
          .hasMessageContaining(other.sealingId());
    }

    @Test
    void opensNothingThatOnlyClaimsToBeUnderAKeyThatIsThere() {
      Sealed sealed = new Sealed(keyring.sealingId(), other.seal(PLAIN, OWNER, RANDOM).bytes());
      assertThatThrownBy(() -> keyring.open(sealed, OWNER)).isInstanceOf(SealBroken.class);
    }

    @Test
    void isNonceCiphertextAndTagAndNeverTheSameTwice() {
      Sealed one = keyring.seal(PLAIN, OWNER, RANDOM);
      Sealed two = keyring.seal(PLAIN, OWNER, RANDOM);
      assertThat(one.bytes()).hasSize(12 + PLAIN.length + 16).isNotEqualTo(two.bytes());
      assertThat(Arrays.copyOf(one.bytes(), 12)).isNotEqualTo(Arrays.copyOf(two.bytes(), 12));
      assertThat(one.toString()).isEqualTo("Sealed[" + keyring.sealingId() + "]");
    }
  }

  @Nested
  class WithSeveralKeys {
    private final Keyring both = Keyring.parse(List.of(otherLine, line));

    @Test
    void sealsUnderTheFirst() {
      assertThat(both.sealingId()).isEqualTo(other.sealingId());
      assertThat(both.seal(PLAIN, OWNER, RANDOM).keyId()).isEqualTo(other.sealingId());
      assertThat(other.open(both.seal(PLAIN, OWNER, RANDOM), OWNER)).isEqualTo(PLAIN);
    }

    @Test
    void opensUnderEach() {
      assertThat(both.open(keyring.seal(PLAIN, OWNER, RANDOM), OWNER)).isEqualTo(PLAIN);
      assertThat(both.open(other.seal(PLAIN, OWNER, RANDOM), OWNER)).isEqualTo(PLAIN);
    }

    @Test
    void namesEachTheSealingOneFirst() {
      assertThat(both.ids()).containsExactly(other.sealingId(), keyring.sealingId());
      assertThat(Keyring.parse(List.of(line, otherLine)).ids())
          .containsExactly(keyring.sealingId(), other.sealingId());
    }

    @Test
    void hashesUnderTheFirstAndKnowsTheHashesOfEach() {
      assertThat(both.hash("SESSION", TOKEN)).isEqualTo(other.hash("SESSION", TOKEN));
      assertThat(both.hashes("SESSION", TOKEN))
          .containsExactly(other.hash("SESSION", TOKEN), keyring.hash("SESSION", TOKEN));
    }

    @Test
    void replacesAllOfThemAtOnce() {
      Sealed older = keyring.seal(PLAIN, OWNER, RANDOM);
      keyring.replaceBy(other);
      assertThat(keyring.sealingId()).isEqualTo(other.sealingId());
      assertThat(keyring.ids()).isEqualTo(other.ids());
      assertThat(keyring.hash("SESSION", TOKEN)).isEqualTo(other.hash("SESSION", TOKEN));
      assertThatThrownBy(() -> keyring.open(older, OWNER)).isInstanceOf(SealBroken.class);
      keyring.replaceBy(both);
      assertThat(keyring.open(older, OWNER)).isEqualTo(PLAIN);
    }
  }

  @Nested
  class Hashing {
    @Test
    void isTheSameForTheSameTokenAndPurposeAlone() {
      assertThat(keyring.hash("SESSION", TOKEN)).hasSize(32).isEqualTo(keyring.hash("SESSION", Secret.of("a token")));
      assertThat(keyring.hash("SESSION", TOKEN)).isNotEqualTo(keyring.hash("PENDING_LOGIN", TOKEN));
      assertThat(keyring.hash("SESSION", TOKEN)).isNotEqualTo(keyring.hash("SESSION", Secret.of("another token")));
      assertThat(keyring.hash("SESSION", TOKEN)).isNotEqualTo(other.hash("SESSION", TOKEN));
    }
  }

  @Nested
  class Reading {
    @Test
    void skipsEmptyLinesCommentsAndSpaceAround() {
      assertThat(Keyring.parse(List.of("", "# a comment", "  " + line + "  ", "   ")).ids())
          .containsExactly(keyring.sealingId());
    }

    @Test
    void generatesKeysOf256BitsThatDiffer() {
      assertThat(Base64.getDecoder().decode(line)).hasSize(32);
      assertThat(line).isNotEqualTo(otherLine);
      assertThat(keyring.sealingId()).matches("[0-9a-f]{16}").isNotEqualTo(other.sealingId());
    }

    @Test
    void refusesAFileWithoutAKey() {
      assertThatIllegalArgumentException().isThrownBy(() -> Keyring.parse(List.of("", "# a comment")));
    }

    @Test
    void namesTheLineThatIsNoBase64AndDoesNotShowIt() {
      String damaged = "!" + line.substring(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Keyring.parse(List.of(otherLine, damaged)))
          .withMessageContaining("line 2")
          .withMessageNotContaining(line.substring(1, 5))
          .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33, 64})
    void namesTheLineThatIsNoKeyOf256BitsAndDoesNotShowIt(int sizeBytes) {
      byte[] bytes = new byte[sizeBytes];
      RANDOM.nextBytes(bytes);
      String wrong = Base64.getEncoder().encodeToString(bytes);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Keyring.parse(List.of(wrong)))
          .withMessageContaining("line 1")
          .withMessageNotContaining(wrong);
    }

    @Test
    void showsNoKeyAsText() {
      assertThat(keyring.toString()).isEqualTo("Keyring[" + keyring.sealingId() + "]");
    }
  }
}
