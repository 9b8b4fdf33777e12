package dev.ally.web.exchange;

import dev.ally.language.Text;
import java.time.Duration;
import java.util.Locale;

/** A wait in whole units. It is rounded up, so that it is over when the text says so. */
public record TimeSpan(Unit unit, long count) {
  public enum Unit { SECONDS, MINUTES, HOURS }

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;

  /** In seconds below a minute, in minutes below an hour, otherwise in hours; at least one. */
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

  /**
   * A text that says how long.
   *
   * @param id in the catalogue, without the unit: there is a text for each
   */
  public Text in(String id) {
    return Text.of(id + "." + unit.name().toLowerCase(Locale.ROOT)).with("count", count);
  }

  /** Whole seconds, at least one. */
  public static long secondsUp(Duration wait) {
    return Math.max(1, up(wait.toMillis(), 1000));
  }

  private static long up(long amount, long unit) {
    return (amount + unit - 1) / unit;
  }
}
