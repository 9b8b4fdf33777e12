package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private final RetryBudget budget = new RetryBudget();

  private long taken(int tries) {
    return IntStream.range(0, tries).filter(i -> budget.take()).count();
  }

  @Test
  void someRetriesAreFreeAndThenEveryFifthQuestionGrantsOne() {
    assertThat(taken(1_000)).isEqualTo(50);
    IntStream.range(0, 101).forEach(i -> budget.asked());
    assertThat(taken(1_000)).isEqualTo(20);
  }

  @Test
  void aQuietTimeIsNotSavedUp() {
    IntStream.range(0, 10_000).forEach(i -> budget.asked());
    assertThat(taken(1_000)).isEqualTo(50);
  }
}
