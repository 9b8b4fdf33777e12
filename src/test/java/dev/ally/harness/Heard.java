package dev.ally.harness;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What any library of the program writes into the log from now on, from information upwards. */
public final class Heard implements AutoCloseable {
  /** The tests' own mail server, and a watch that looks at a clock on the wall, which other work on a machine moves. */
  private static final List<String> NOT_OF_REQUESTS =
      List.of("com.icegreen.", "io.vertx.core.impl.BlockedThreadChecker");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.INFO)
          && NOT_OF_REQUESTS.stream().noneMatch(event.getLoggerName()::startsWith)) {
        lines.add(event.toString());
      }
    }
  };

  public Heard() {
    ear.start();
    root().addAppender(ear);
  }

  public List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    root().detachAppender(ear);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
