package dev.ally.web.exchange;

import java.time.Duration;

/** A wait, as people and browsers are told it: whole units, rounded up, so that it is over when it is said to be. */
public record TimeSpan(Unit unit, long count) {
  public enum Unit { SECONDS, MINUTES, HOURS }

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;

  /** Under a minute in seconds, under an hour in minutes, else in hours; one at least. */
  public static TimeSpan of(Duration wait) {
    long seconds = secondsUp(wait);
    if (seconds < MINUTE) {
      return new TimeSpan(Unit.SECONDS, seconds);
    }
    long minutes = up(seconds, MINUTE);
    return minutes < MINUTE
        ? new TimeSpan(Unit.MINUTES, minutes)
        : new TimeSpan(Unit.HOURS, up(seconds, HOUR));
  }

  /** Whole seconds, one at least. */
  public static long secondsUp(Duration wait) {
    return Math.max(1, up(wait.toMillis(), 1000));
  }

  private static long up(long amount, long unit) {
    return (amount + unit - 1) / unit;
  }
}
