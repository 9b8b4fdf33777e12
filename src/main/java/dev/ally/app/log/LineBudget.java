package dev.ally.app.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides how many lines are logged. A kind of line is a logger, a level and a message without its arguments. Each kind
 * has ten lines at once and then one a second. Each logger has sixty lines at once and then three a second, since in
 * some messages a client chooses words, so that each is a kind of its own. Each logger has five stack traces at once
 * and then one every ten seconds. The number of kinds and loggers that are remembered is bounded too.
 *
 * <p>Not thread-safe.
 */
final class LineBudget {
  private static final int OF_A_KIND = 10;
  private static final double OF_A_KIND_A_SECOND = 1;
  private static final int OF_A_LOGGER = 60;
  private static final double OF_A_LOGGER_A_SECOND = 3;
  private static final int TRACES = 5;
  private static final double TRACES_A_SECOND = 0.1;

  private static final int MOST_KINDS = 16;
  private static final int MOST_LOGGERS = 500;
  private static final int LONGEST_KIND = 200;
  private static final int LONGEST_EXAMPLE = 300;

  private final LongSupplier nanoTime;
  private final Map<String, Source> sources = bounded(MOST_LOGGERS);

  LineBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What happens to a line. */
  enum Verdict {
    WHOLE,
    /** The line is written, with the text of the exception instead of its stack trace. */
    WITHOUT_TRACE,
    LEFT_OUT
  }

  Verdict spend(ILoggingEvent event) {
    Source source = sources.computeIfAbsent(event.getLoggerName(), name -> new Source());
    Verdict verdict = source.spend(event);
    if (verdict == Verdict.LEFT_OUT) {
      source.leftOut++;
      source.last = event.getFormattedMessage();
    } else if (verdict == Verdict.WITHOUT_TRACE) {
      source.tracesLeftOut++;
    }
    return verdict;
  }

  /** One line for each logger with lines left out since the last call. */
  List<String> takeLeftOut() {
    List<String> lines = new ArrayList<>();
    sources.forEach((name, source) -> {
      if (source.leftOut > 0) {
        lines.add("Left out " + source.leftOut + " line(s) of " + name + ", the last: "
            + cut(source.last, LONGEST_EXAMPLE));
      }
      if (source.tracesLeftOut > 0) {
        lines.add("Left out " + source.tracesLeftOut + " stack trace(s) of " + name);
      }
      source.leftOut = 0;
      source.tracesLeftOut = 0;
      source.last = null;
    });
    return lines;
  }

  /** The text of an exception. */
  static String cause(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown.getClassName() + ": " + thrown.getMessage();
  }

  private static String cut(String text, int characters) {
    return text == null || text.length() <= characters ? text : text.substring(0, characters);
  }

  private static <V> Map<String, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }

  /** The budget of a logger. */
  private final class Source {
    private final Bucket lines = new Bucket(OF_A_LOGGER, OF_A_LOGGER_A_SECOND);
    private final Bucket traces = new Bucket(TRACES, TRACES_A_SECOND);
    private final Map<String, Bucket> kinds = bounded(MOST_KINDS);
    private long leftOut;
    private long tracesLeftOut;
    private String last;

    private Verdict spend(ILoggingEvent event) {
      String kind = event.getLevel() + " " + cut(event.getMessage(), LONGEST_KIND);
      if (!kinds.computeIfAbsent(kind, name -> new Bucket(OF_A_KIND, OF_A_KIND_A_SECOND)).take() || !lines.take()) {
        return Verdict.LEFT_OUT;
      }
      return event.getThrowableProxy() == null || traces.take() ? Verdict.WHOLE : Verdict.WITHOUT_TRACE;
    }
  }

  /** A token bucket. */
  private final class Bucket {
    private final int size;
    private final double perSecond;
    private double left;
    private long asOfNanos = nanoTime.getAsLong();

    private Bucket(int size, double perSecond) {
      this.size = size;
      this.perSecond = perSecond;
      this.left = size;
    }

    private boolean take() {
      long now = nanoTime.getAsLong();
      left = Math.min(size, left + perSecond * (now - asOfNanos) / TimeUnit.SECONDS.toNanos(1));
      asOfNanos = now;
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    }
  }
}
