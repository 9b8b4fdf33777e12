package dev.ally.tracing;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Writes to Ally's log what a library tells {@code java.util.logging}, which would write to standard error. */
final class JulToSlf4j extends Handler {
  /** Held, since Java forgets loggers that nobody holds. */
  private static Logger taken;

  private final org.slf4j.Logger log;

  private JulToSlf4j(org.slf4j.Logger log) {
    this.log = log;
  }

  /** @param name of the library's loggers */
  static synchronized void take(String name) {
    if (taken == null) {
      taken = Logger.getLogger(name);
      taken.setUseParentHandlers(false);
      taken.addHandler(new JulToSlf4j(LoggerFactory.getLogger(Tracing.class)));
    }
  }

  @Override
  public void publish(LogRecord line) {
    if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
      log.warn("{}", line.getMessage());
    } else {
      log.debug("{}", line.getMessage());
    }
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
