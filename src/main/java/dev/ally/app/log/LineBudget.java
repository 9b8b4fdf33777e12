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
 * How many lines the log may have. A kind of line, which is a logger, a level and a message before its arguments are
 * filled in, may have ten at once and then one a second; a logger sixty at once and then three a second, since some
 * write messages in which a client chooses words, so that no two are alike; and a logger five stack traces at once, and
 * then one every ten seconds. So much is kept of few kinds and loggers, whatever they are.
 *
 * <p>Not safe for use by several threads at once.
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

  /** What becomes of a line. */
  enum Verdict {
    WHOLE,
    /** The line is written, and in the place of its stack trace the exception's own text. */
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

  /** A line for each logger of which something was left out since this was asked last. */
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

  /** What an exception says of itself. */
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

  /** A logger's lines. */
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

  /** Fills at a steady pace up to its size. */
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
