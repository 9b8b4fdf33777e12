package dev.ally.oidc.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
  private static final Instant NOW = Instant.parse("2026-03-14T09:26:53Z");
  private static final String HOST = "grafana.example.org";
  private static final String URL = "https://grafana.example.org/d/1?from=now-1h";

  private final SecureRandom random = new SecureRandom();
  private final String line = Keyring.generateLine(random);
  private final Keyring keyring = Keyring.parse(List.of(line));
  private final Secret binding = Secret.token(random);

  private Secret sealed() {
    return Destination.of(HOST, URL, binding, keyring, NOW).orElseThrow().seal(keyring, random);
  }

  @Test
  void travelsAsItWas() {
    Destination opened = Destination.open(sealed(), keyring).orElseThrow();

    assertThat(opened.begun()).isEqualTo(NOW);
    assertThat(opened.url()).isEqualTo(URL);
    assertThat(opened.host()).isEqualTo(HOST);
    assertThat(opened.urlOf("/.ally/session")).isEqualTo("https://grafana.example.org/.ally/session");
    assertThat(opened.isBoundTo(binding, keyring)).isTrue();
    assertThat(opened.isBoundTo(Secret.token(random), keyring)).isFalse();
    assertThat(opened.isBoundTo(Secret.empty(), keyring)).isFalse();
  }

  @Test
  void isReadByNobodyOnTheWay() {
    String shown = sealed().revealText();

    assertThat(shown).matches("[A-Za-z0-9_-]+");
    assertThat(new String(Base64.getUrlDecoder().decode(shown), StandardCharsets.ISO_8859_1))
        .doesNotContain("grafana");
    assertThat(sealed()).isNotEqualTo(sealed());
  }

  @Test
  void isNoneOnceOneBitIsAnother() {
    byte[] bytes = Base64.getUrlDecoder().decode(sealed().revealText());
    for (int index = 0; index < bytes.length; index++) {
      byte[] altered = bytes.clone();
      altered[index] ^= 1;
      assertThat(Destination.open(
          Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(altered)), keyring)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "AAAAAAAAAAA", "AAAAAAAAAAAA", "%", "nonsense of another kind"})
  void isNoneOfAnythingElse(String text) {
    assertThat(Destination.open(Secret.of(text), keyring)).isEqualTo(Optional.empty());
  }

  @Test
  void isOpenedByTheOlderKey() {
    Keyring newer = Keyring.parse(List.of(Keyring.generateLine(random), line));
    Destination opened = Destination.open(sealed(), newer).orElseThrow();

    assertThat(opened.isBoundTo(binding, newer)).isTrue();
    assertThat(Destination.open(sealed(), Keyring.parse(List.of(Keyring.generateLine(random))))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "https://evil.example/", "https://grafana.example.org:444/", "https://grafana.example.org",
      "https://grafana.example.org@evil.example/", "https://ada@grafana.example.org/", "ftp://grafana.example.org/",
      "https://grafana.example.org/a b", "https://grafana.example.org/é", "//grafana.example.org/", "javascript:1"})
  void isNoneOfAnotherHost(String url) {
    assertThat(Destination.of(HOST, url, binding, keyring, NOW)).isEmpty();
  }
}
