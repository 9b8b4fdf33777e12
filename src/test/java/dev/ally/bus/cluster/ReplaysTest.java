package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplaysTest {
  private static final long NOW = 1_700_000_000_000L;
  private final Replays replays = new Replays(Duration.ofSeconds(30), 4);

  @Test
  void aRequestIsFreshOnce() {
    UUID id = UUID.randomUUID();
    assertThat(replays.isFresh(id, NOW, NOW)).isTrue();
    assertThat(replays.isFresh(id, NOW, NOW)).isFalse();
    assertThat(replays.isFresh(id, NOW, NOW + 29_000)).isFalse();
  }

  @Test
  void whatIsOutOfTimeIsNotFresh() {
    assertThat(replays.isFresh(UUID.randomUUID(), NOW - 30_001, NOW)).isFalse();
    assertThat(replays.isFresh(UUID.randomUUID(), NOW + 30_001, NOW)).isFalse();
    assertThat(replays.isFresh(UUID.randomUUID(), NOW - 30_000, NOW)).isTrue();
    assertThat(replays.isFresh(UUID.randomUUID(), NOW + 30_000, NOW)).isTrue();
  }

  @Test
  void whatIsForgottenForWantOfRoomIsNotFreshAgain() {
    UUID first = UUID.randomUUID();
    assertThat(replays.isFresh(first, NOW, NOW)).isTrue();
    for (int i = 1; i <= 10; i++) {
      assertThat(replays.isFresh(UUID.randomUUID(), NOW + i, NOW)).isTrue();
    }
    assertThat(replays.size()).isEqualTo(4);
    assertThat(replays.isFresh(first, NOW, NOW)).isFalse();
    assertThat(replays.isFresh(UUID.randomUUID(), NOW + 5, NOW)).as("as old as what was forgotten").isFalse();
  }

  @Test
  void whatIsOverIsForgotten() {
    for (int i = 0; i < 3; i++) {
      replays.isFresh(UUID.randomUUID(), NOW, NOW);
    }
    assertThat(replays.isFresh(UUID.randomUUID(), NOW + 40_000, NOW + 40_000)).isTrue();
    assertThat(replays.size()).isEqualTo(1);
  }
}
