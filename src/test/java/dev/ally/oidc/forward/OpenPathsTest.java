package dev.ally.oidc.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPathsTest {
  private final OpenPaths open = new OpenPaths(List.of("/health", "/public/*", "/caf%C3%A9/*", "/*.html"));

  @ParameterizedTest
  @ValueSource(strings = {
      "/health", "/public/", "/public/a", "/public/a/b.css", "/public/...", "/public/.hidden", "/public/a%20b",
      "/public/%C3%A9", "/caf%C3%A9/menu", "/*.html"})
  void containWhatIsNamed(String path) {
    assertThat(open.contain(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "/", "/Health", "/health/", "/healthy", "/public", "/publicity", "/Public/a", "//public/a", "/./public/a",
      "/x/../public/a", "/%70ublic/a", "/caf%c3%a9/menu", "public/a", "/index.html", "health"})
  void containNothingElse(String path) {
    assertThat(open.contain(path)).isFalse();
  }

  /** To some server each of them is a path outside. */
  @ParameterizedTest
  @ValueSource(strings = {
      "/public/../admin", "/public/..", "/public/.", "/public/./a", "/public/a/../../admin", "/public/..;/admin",
      "/public/a;b", "/public/%2e%2e/admin", "/public/.%2E/admin", "/public/..%2fadmin", "/public/a%2Fb",
      "/public/a%5cb", "/public/a\\b", "/public/..\\admin", "/public/%252e%252e/admin", "/public/%25", "/public/%3b",
      "/public/%00", "/public/%0d%0a", "/public/%7f", "/public//admin", "/public/%c0%ae%c0%ae/admin",
      "/public/%c0%af", "/public/%e0%80%ae", "/public/%ff", "/public/%", "/public/%2", "/public/%zz", "/public/a b",
      "/public/é", "/public/a#b", "/public/a?b", "/public/a\nb", "/public/a\"b", "/public/a…"})
  void containNothingThatSomeServerTakesForAnother(String path) {
    assertThat(open.contain(path)).isFalse();
  }
}
