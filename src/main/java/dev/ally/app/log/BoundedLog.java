package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * The log on the console, with a bounded number of lines. {@link LineBudget} decides how many lines are written,
 * whatever clients send and libraries log about it. Every ten seconds one line for each logger says how many were left
 * out.
 */
public final class BoundedLog extends ConsoleAppender<ILoggingEvent> {
  private static final int SECONDS = 10;

  private final LineBudget budget;
  private final Executor later;
  private boolean isToldLater;

  /** A configuration of Logback may name this class. */
  public BoundedLog() {
    this(System::nanoTime, CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS));
  }

  /** @param later runs a task ten seconds later */
  BoundedLog(LongSupplier nanoTime, Executor later) {
    this.budget = new LineBudget(nanoTime);
    this.later = later;
  }

  @Override
  protected void append(ILoggingEvent event) {
    LineBudget.Verdict verdict;
    synchronized (budget) {
      verdict = budget.spend(event);
      if (verdict != LineBudget.Verdict.WHOLE && !isToldLater) {
        isToldLater = true;
        later.execute(this::tellLeftOut);
      }
    }
    switch (verdict) {
      case WHOLE -> super.append(event);
      case WITHOUT_TRACE -> super.append(withoutTrace(event));
      case LEFT_OUT -> { }
    }
  }

  /** From now on each line is a JSON object. */
  void writeJson() {
    stop();
    BoundedJson json = new BoundedJson();
    json.setContext(getContext());
    json.start();
    setEncoder(json);
    start();
  }

  /** Writes a line of its own, whatever was written before; false: lines are text here. */
  boolean announce(String text) {
    if (!(getEncoder() instanceof BoundedJson)) {
      return false;
    }
    super.append(line(Level.INFO, text));
    return true;
  }

  /** Logs what was left out, and closes. */
  @Override
  public void stop() {
    if (isStarted()) {
      tellLeftOut();
    }
    super.stop();
  }

  private void tellLeftOut() {
    List<String> leftOut;
    synchronized (budget) {
      isToldLater = false;
      leftOut = budget.takeLeftOut();
    }
    leftOut.forEach(text -> super.append(line(Level.WARN, text)));
  }

  private static ILoggingEvent line(Level level, String text) {
    Logger logger = (Logger) LoggerFactory.getLogger(BoundedLog.class);
    return new LoggingEvent(BoundedLog.class.getName(), logger, level, text, null, null);
  }

  private static ILoggingEvent withoutTrace(ILoggingEvent event) {
    Logger logger = (Logger) LoggerFactory.getLogger(event.getLoggerName());
    return new LoggingEvent(
        BoundedLog.class.getName(), logger, event.getLevel(), "{}: {}", null,
        new Object[] {event.getFormattedMessage(), LineBudget.cause(event)});
  }
}
