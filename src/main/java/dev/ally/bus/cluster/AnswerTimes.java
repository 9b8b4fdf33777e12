package dev.ally.bus.cluster;

import dev.ally.bus.BusOperation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long answers take, and so when one is overdue: a smoothed mean and four times its variation, as in RFC 6298 §2. On
 * a busy machine all answers take longer, and another node would not answer sooner.
 */
final class AnswerTimes {
  private static final double NEWEST_OF_MEAN = 1.0 / 8;
  private static final double NEWEST_OF_VARIATION = 1.0 / 4;
  private static final int VARIATIONS = 4;
  /** Of the time for a question: the rest is for another node. */
  private static final double LARGEST_SHARE = 0.7;

  private final Map<String, Measured> byAddress = new ConcurrentHashMap<>();

  private record Measured(double meanNanos, double variationNanos) {
    private Measured with(double nanos) {
      return new Measured(
          meanNanos + NEWEST_OF_MEAN * (nanos - meanNanos),
          variationNanos + NEWEST_OF_VARIATION * (Math.abs(nanos - meanNanos) - variationNanos));
    }
  }

  void answered(BusOperation<?, ?> operation, long nanos) {
    byAddress.merge(operation.address(), new Measured(nanos, nanos / 2.0), (before, first) -> before.with(nanos));
  }

  /**
   * After this time another node is asked. It is never less than the hop's, and leaves time for another try. For
   * questions that are asked again while they are in progress it is the hop's: a node answers them in time, if only that
   * it works on them.
   */
  Duration overdueAfter(BusOperation<?, ?> operation) {
    if (operation.way().isAskedAgain()) {
      return operation.way().tryTimeout();
    }
    Measured measured = byAddress.getOrDefault(operation.address(), new Measured(0, 0));
    double nanos = Math.min(
        measured.meanNanos + VARIATIONS * measured.variationNanos, operation.timeout().toNanos() * LARGEST_SHARE);
    return Duration.ofNanos(Math.max(operation.way().tryTimeout().toNanos(), (long) nanos));
  }
}
