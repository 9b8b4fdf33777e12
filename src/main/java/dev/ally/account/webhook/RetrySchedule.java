package dev.ally.account.webhook;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** When an event is tried again that its receiver did not take. */
final class RetrySchedule {
  /** The longest pause after each attempt. A round begins each second, so that the first retry comes within five. */
  private static final List<Duration> LONGEST = List.of(
      Duration.ofSeconds(4), Duration.ofSeconds(25), Duration.ofMinutes(1), Duration.ofMinutes(2),
      Duration.ofMinutes(5), Duration.ofMinutes(10));
  private static final double SHORTEST_SHARE = 0.7;

  private RetrySchedule() {}

  /**
   * How long to wait.
   *
   * @param tries how often it was tried
   * @param random spreads retries, so that a receiver that comes back does not get all of them at once
   */
  static Duration pause(int tries, RandomGenerator random) {
    long millis = LONGEST.get(Math.min(tries, LONGEST.size()) - 1).toMillis();
    return Duration.ofMillis((long) (millis * (SHORTEST_SHARE + (1 - SHORTEST_SHARE) * random.nextDouble())));
  }
}
