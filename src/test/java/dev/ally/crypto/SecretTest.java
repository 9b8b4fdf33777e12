package dev.ally.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void equalsWhatHasTheSameBytesAndNothingElse() {
    Secret one = Secret.of("pässword");
    assertThat(one).isEqualTo(Secret.of("pässword".getBytes(StandardCharsets.UTF_8)));
    assertThat(one.hashCode()).isEqualTo(Secret.of("pässword").hashCode()).isNotEqualTo(Secret.of("x").hashCode());
    assertThat(one).isNotEqualTo(Secret.of("pässwore")).isNotEqualTo(Secret.of("xässword"));
    assertThat(one).isNotEqualTo(Secret.of("pässwor")).isNotEqualTo(Secret.of("pässwordd"));
    assertThat(one).isNotEqualTo("pässword").isNotEqualTo(null);
  }

  @Test
  void showsNothingOfItselfAsText() {
    assertThat(Secret.of("password").toString()).isEqualTo("Secret[…]").isEqualTo(Secret.empty().toString());
  }

  @Test
  void revealsItsBytesAndItsText() {
    assertThat(Secret.of("pässword").revealText()).isEqualTo("pässword");
    assertThat(Secret.of(new byte[] {1, 2, 3}).revealBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void sharesItsBytesWithNobody() {
    byte[] given = {1, 2, 3};
    Secret secret = Secret.of(given);
    given[0] = 9;
    secret.revealBytes()[1] = 9;
    assertThat(secret.revealBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void isEmptyWithoutBytesAlone() {
    assertThat(Secret.empty().isEmpty()).isTrue();
    assertThat(Secret.of("").isEmpty()).isTrue();
    assertThat(Secret.of(" ").isEmpty()).isFalse();
    assertThat(Secret.empty()).isEqualTo(Secret.of(""));
  }

  @Test
  void tokensCarry256BitsInWhatACookieMayHold() {
    String token = Secret.token(RANDOM).revealText();
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
  }

  @Test
  void tokensDiffer() {
    Set<Secret> tokens = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      tokens.add(Secret.token(RANDOM));
    }
    assertThat(tokens).hasSize(1_000);
  }
}
