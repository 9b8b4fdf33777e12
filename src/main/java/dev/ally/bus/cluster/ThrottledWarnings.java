package dev.ally.bus.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Logs refusals. The first one is logged at once; while they continue, one line a second has their number and the last
 * reason. So none is lost, and a flood writes no more than that.
 */
public final class ThrottledWarnings {
  /** The refused party chooses part of the text, for example the name in its certificate. */
  private static final int LONGEST = 300;

  private final Consumer<String> log;
  private final Executor aSecondLater;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicBoolean quiet = new AtomicBoolean();
  private volatile String latest;

  public ThrottledWarnings(Logger log) {
    this(log::warn, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
  }

  ThrottledWarnings(Consumer<String> log, Executor aSecondLater) {
    this.log = log;
    this.aSecondLater = aSecondLater;
  }

  /**
   * Logs that something was refused; does not block.
   *
   * @param what follows a number: "question(s) at …"
   * @param why for the operator
   */
  public void tell(String what, String why) {
    String text = what + ": " + why;
    latest = text.substring(0, Math.min(text.length(), LONGEST)).replaceAll("\\p{Cntrl}", "?");
    pending.incrementAndGet();
    logUnlessQuiet();
  }

  private void logUnlessQuiet() {
    if (pending.get() > 0 && quiet.compareAndSet(false, true)) {
      log.accept("Refused " + pending.getAndSet(0) + " " + latest);
      aSecondLater.execute(() -> {
        quiet.set(false);
        logUnlessQuiet();
      });
    }
  }
}
