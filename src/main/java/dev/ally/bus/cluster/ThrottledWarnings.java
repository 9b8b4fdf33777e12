package dev.ally.bus.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * The log of what a door did not let in. The first refusal is said at once; while they go on, a line a second counts them
 * and tells of the last. So none stays unsaid, and a flood writes no more than that.
 */
public final class ThrottledWarnings {
  /** Who is refused chooses some of the words, his certificate's name for one. */
  private static final int LONGEST = 300;

  private final Consumer<String> log;
  private final Executor aSecondLater;
  private final AtomicLong unsaid = new AtomicLong();
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
   * Tells that something was refused; does not block.
   *
   * @param what follows a number: "question(s) at …"
   * @param why in words for the operator
   */
  public void tell(String what, String why) {
    String text = what + ": " + why;
    latest = text.substring(0, Math.min(text.length(), LONGEST)).replaceAll("\\p{Cntrl}", "?");
    unsaid.incrementAndGet();
    sayUnlessQuiet();
  }

  private void sayUnlessQuiet() {
    if (unsaid.get() > 0 && quiet.compareAndSet(false, true)) {
      log.accept("Refused " + unsaid.getAndSet(0) + " " + latest);
      aSecondLater.execute(() -> {
        quiet.set(false);
        sayUnlessQuiet();
      });
    }
  }
}
