package dev.ally.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How far an import has come. */
class ImportProgressTest {
  @Test
  void saysHowLongTheRestTakes() {
    assertThat(ImportProgress.text(12_000, 100_000, 2.0))
        .isEqualTo("12000 of 100000 lines, 6000 lines/s, 15 s remaining");
    assertThat(ImportProgress.text(100_000, 100_000, 20.0))
        .isEqualTo("100000 of 100000 lines, 5000 lines/s, 0 s remaining");
    assertThat(ImportProgress.text(0, 0, 0.001)).isEqualTo("0 of 0 lines, 0 lines/s, 0 s remaining");
  }

  @Test
  void saysNothingOfTheRestBeforeTheFirstLine() {
    assertThat(ImportProgress.text(0, 100_000, 1.0)).isEqualTo("0 of 100000 lines, 0 lines/s");
  }
}
