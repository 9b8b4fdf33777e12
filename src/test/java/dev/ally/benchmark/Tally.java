package dev.ally.benchmark;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What was seen in one span of time. Belongs to one event loop until that is over. */
final class Tally {
  /** What people wait for. */
  enum Step {
    LOGIN_PAGE("login page"),
    PASSWORD("password"),
    CODE_PAGE("code page"),
    CODE("code"),
    FIRST_PAGE("first page"),
    OTHER_PAGE("other pages"),
    REFUSAL("a refusal");

    final String words;

    Step(String words) {
      this.words = words;
    }
  }

  private static final long LONGEST_MICROS = 60_000_000;

  private final Map<Step, Histogram> times = new EnumMap<>(Step.class);
  /** By what came instead of the next page. */
  final Map<String, Integer> refused = new TreeMap<>();
  int logins;
  int loginsOfKnownBrowsers;
  int begunByKnownBrowsers;
  int wrongPasswords;

  Tally() {
    for (Step step : Step.values()) {
      times.put(step, new Histogram(LONGEST_MICROS, 3));
    }
  }

  void took(Step step, long nanos) {
    times.get(step).recordValue(Math.min(LONGEST_MICROS, Math.max(1, nanos / 1_000)));
  }

  void refused(String what) {
    refused.merge(what, 1, Integer::sum);
  }

  /** Milliseconds within which this share of a step was done; 0 when none was. */
  double millis(Step step, double percentile) {
    return times.get(step).getTotalCount() == 0 ? 0 : times.get(step).getValueAtPercentile(percentile) / 1_000.0;
  }

  long count(Step step) {
    return times.get(step).getTotalCount();
  }
}
