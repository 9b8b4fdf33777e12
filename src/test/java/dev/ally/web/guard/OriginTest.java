package dev.ally.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginTest {
  private final Origin origin = new Origin(URI.create("https://Ally.example"));

  @Test
  void isHome() {
    assertThat(origin.isForeign(List.of("https://ally.example"), List.of("same-origin"))).isFalse();
    assertThat(origin.isForeign(List.of(), List.of("none"))).isFalse();
    assertThat(origin.isForeign(List.of(), List.of())).isFalse();
  }

  @Test
  void isForeign() {
    assertThat(origin.isForeign(List.of("https://evil.example"), List.of())).isTrue();
    assertThat(origin.isForeign(List.of("http://ally.example"), List.of())).isTrue();
    assertThat(origin.isForeign(List.of("https://ally.example:444"), List.of())).isTrue();
    assertThat(origin.isForeign(List.of("null"), List.of())).isTrue();
    assertThat(origin.isForeign(List.of(""), List.of())).isTrue();
    assertThat(origin.isForeign(List.of("https://ally.example", "https://evil.example"), List.of())).isTrue();
    assertThat(origin.isForeign(List.of("https://ally.example"), List.of("cross-site"))).isTrue();
    assertThat(origin.isForeign(List.of(), List.of("same-site"))).isTrue();
  }

  @Test
  void leavesOutAUsualPortAsBrowsersDo() {
    assertThat(new Origin(URI.create("https://ally.example:443")).isForeign(List.of("https://ally.example"), List.of()))
        .isFalse();
    assertThat(new Origin(URI.create("http://localhost:8080")).isForeign(List.of("http://localhost:8080"), List.of()))
        .isFalse();
  }
}
