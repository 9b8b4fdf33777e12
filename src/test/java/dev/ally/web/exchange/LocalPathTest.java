package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
  @ParameterizedTest
  @ValueSource(strings = {
      "/", "/settings/security", "/a?b=c&d=%2F#e", "/a//b", "/~x",
      "/;@evil.example", "/@evil.example", "/...", "/.well-known/x", "/a.b", "/?a=/../", "/a?//evil"})
  void takesAPathOfThisSite(String path) {
    assertThat(LocalPath.of(path)).hasValue(new LocalPath(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "settings", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/a\\b",
      "https://evil.example", "javascript:alert(1)", " /", "/ ", "/\t/evil.example", "/a\r\nSet-Cookie: b", "/\u0000",
      "/é", "/\u2028", "/%2f/evil.example", "/%5Cevil.example", "/.//evil.example", "/..//evil.example",
      "/a/..//evil.example", "/a/../../evil.example", "/%2E%2e//evil.example", "/.%2Fevil.example", "/a/..", "/."})
  void takesNothingElse(String path) {
    assertThat(LocalPath.of(path)).isEmpty();
    assertThatThrownBy(() -> new LocalPath(path)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Reply.seeOther(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Location", "location", "LOCATION"})
  void isAllThatAnAnswerLeadsTo(String name) {
    assertThatThrownBy(() -> Reply.seeOther("/").header(name, "/")).isInstanceOf(IllegalArgumentException.class);
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
