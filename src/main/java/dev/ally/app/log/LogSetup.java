package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import dev.ally.config.LogSettings;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Applies the settings of the log. Until then it is text, at INFO. */
public final class LogSetup {
  private LogSetup() {}

  /** Comes before the first line. */
  public static void apply(LogSettings settings) {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      settings.level().ifPresent(level -> root.setLevel(Level.valueOf(level.name())));
      applyFormat(settings, root);
    }
  }

  /** Of a command, which logs no more than it did before, and less where only errors are wanted. */
  public static void applyToCommand(LogSettings settings) {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      settings.level().map(level -> Level.valueOf(level.name())).filter(level -> level.isGreaterOrEqual(root.getLevel()))
          .ifPresent(root::setLevel);
      applyFormat(settings, root);
    }
  }

  private static void applyFormat(LogSettings settings, Logger root) {
    if (settings.format() == LogSettings.Format.JSON) {
      console(root).ifPresent(BoundedLog::writeJson);
    }
  }

  /** Writes a line that is there at every level: as it is, or as an object where the log is of objects. */
  public static void announce(PrintStream out, String line) {
    boolean said = LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root
        && console(root).map(console -> console.announce(line)).orElse(false);
    if (!said) {
      out.println(line);
    }
  }

  private static Optional<BoundedLog> console(Logger root) {
    for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
      if (all.next() instanceof BoundedLog console) {
        return Optional.of(console);
      }
    }
    return Optional.empty();
  }
}
