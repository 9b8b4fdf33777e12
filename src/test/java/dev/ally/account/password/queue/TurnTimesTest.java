package dev.ally.account.password.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTimesTest {
  private final TurnTimes times = new TurnTimes();

  private void add(int count, long nanos) {
    for (int i = 0; i < count; i++) {
      times.add(nanos);
    }
  }

  @Test
  void nothingIsUsualBeforeTheFirstTurn() {
    assertThat(times.usual()).isZero();
    times.add(30);
    assertThat(times.usual()).isEqualTo(30);
  }

  @Test
  void aFewLongTurnsAreNotUsual() {
    add(16, 20);
    add(4, 900);
    assertThat(times.usual()).isEqualTo(20);
  }

  @Test
  void turnsThatStayLongAre() {
    add(16, 20);
    add(12, 60);
    assertThat(times.usual()).isEqualTo(60);
    add(16, 25);
    assertThat(times.usual()).isEqualTo(25);
  }
}
