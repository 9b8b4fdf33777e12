package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/settings/security", "/a?b=c&d=%2F#e", "/a//b", "/~x"})
  void takesAPathOfThisSite(String path) {
    assertThat(LocalPath.of(path)).hasValue(new LocalPath(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "settings", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/a\\b",
      "https://evil.example", "javascript:alert(1)", " /", "/ ", "/\t/evil.example", "/a\r\nSet-Cookie: b", "/\u0000",
      "/é", "/\u2028"})
  void takesNothingElse(String path) {
    assertThat(LocalPath.of(path)).isEmpty();
  }

  @Test
  void takesNoEndlessPath() {
    assertThat(LocalPath.of("/" + "a".repeat(5_000))).isEmpty();
  }

  @Test
  void isCarriedAlongEncoded() {
    assertThat(new LocalPath("/a?b=c&d").after("/login").text()).isEqualTo("/login?next=%2Fa%3Fb%3Dc%26d");
    assertThat(LocalPath.HOME.after("/login").text()).isEqualTo("/login");
  }
}
