package dev.ally.harness;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** A Vert.x for a test class, whose tests fail when one of its event loops was blocked. */
public final class WatchedVertx implements BeforeAllCallback, AfterAllCallback {
  /**
   * Short beside a wait for a database or a lock, long beside what a machine with other work takes from a thread: the
   * watch looks at a clock on the wall.
   */
  private static final long LONGEST_MILLIS = 1_000;

  private final List<String> blocked = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
    @Override
    protected void append(ILoggingEvent event) {
      blocked.add(event.getFormattedMessage());
    }
  };
  private Vertx vertx;
  /** Callbacks come for nested classes too. */
  private int depth;

  public Vertx vertx() {
    return vertx;
  }

  /** Whether tests are still to come, in this class or in one that it nests. */
  public boolean isOpen() {
    return depth > 0;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (depth++ > 0) {
      return;
    }
    ear.start();
    checker().addAppender(ear);
    vertx = Vertx.vertx(new VertxOptions()
        .setBlockedThreadCheckInterval(50)
        .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
        .setMaxEventLoopExecuteTime(LONGEST_MILLIS)
        .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--depth > 0) {
      return;
    }
    Answers.answer(vertx.close());
    checker().detachAppender(ear);
    if (!blocked.isEmpty() && !isMachineBusyElsewhere()) {
      throw new AssertionError("an event loop was blocked: " + blocked);
    }
  }

  /** The watch looks at a clock on the wall: where many others want the processor, it tells nothing of this program. */
  private static boolean isMachineBusyElsewhere() {
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    return machine.getSystemLoadAverage() > 2.0 * machine.getAvailableProcessors();
  }

  private static Logger checker() {
    return (Logger) LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");
  }
}
