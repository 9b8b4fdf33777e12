package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;

/** What a filter does with a failure that a logger tells of. */
final class VertxTrace {
  private VertxTrace() {}

  /** @param classes that the failure went through, the one that threw it first */
  static FilterReply decided(TurboFilter filter, String by, Throwable thrown, String... classes) {
    StackTraceElement[] trace = new StackTraceElement[classes.length];
    for (int i = 0; i < trace.length; i++) {
      trace[i] = new StackTraceElement(classes[i], "any", null, i);
    }
    thrown.setStackTrace(trace);
    return filter.decide(null, new LoggerContext().getLogger(by), Level.ERROR, "Unhandled exception", null, thrown);
  }
}
