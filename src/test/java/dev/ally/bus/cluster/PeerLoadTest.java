package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerLoadTest {
  private static final int TIMES = 10_000;

  private final PeerLoad load = new PeerLoad(new Random(1));

  private long picked(String node, List<String> of, double shareOfA) {
    return IntStream.range(0, TIMES)
        .filter(i -> load.pick(of, one -> one.equals("a") ? shareOfA : 1).equals(node)).count();
  }

  @Test
  void nodesWithoutOpenQuestionsAreAskedAlike() {
    assertThat(picked("a", List.of("a", "b", "c", "d"), 1)).isBetween(2_200L, 2_800L);
  }

  @Test
  void ofTwoTheOneWithFewerOpenQuestionsIsAsked() {
    load.asked("a");
    assertThat(picked("a", List.of("a", "b"), 1)).isZero();
    load.asked("b");
    load.asked("b");
    assertThat(picked("b", List.of("a", "b"), 1)).isZero();
    load.ended("b");
    load.ended("b");
    load.ended("a");
    assertThat(picked("a", List.of("a", "b"), 1)).isBetween(4_700L, 5_300L);
  }

  @Test
  void aNodeThatStartsGetsASmallShareUnlessItIsTheOnlyOne() {
    assertThat(picked("a", List.of("a", "b"), 0.2)).isBetween(850L, 1_150L);
    assertThat(picked("a", List.of("a"), 0)).isEqualTo(TIMES);
  }
}
