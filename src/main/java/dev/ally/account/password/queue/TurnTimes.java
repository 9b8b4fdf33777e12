package dev.ally.account.password.queue;

import java.util.Arrays;

/**
 * How long a turn usually takes: the interquartile mean of the last 16. A turn that ended while the event loop took in a
 * burst was long for that reason alone, and says nothing about the ones that follow.
 */
final class TurnTimes {
  private static final int KEPT = 16;

  private final long[] nanos = new long[KEPT];
  private int count;
  private int next;
  private double usual;

  void add(long turnNanos) {
    nanos[next] = turnNanos;
    next = (next + 1) % KEPT;
    count = Math.min(count + 1, KEPT);
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int quarter = count / 4;
    usual = Arrays.stream(sorted, quarter, count - quarter).average().orElseThrow();
  }

  /** In nanoseconds; zero before the first turn. */
  double usual() {
    return usual;
  }
}
