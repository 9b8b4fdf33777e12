package dev.ally.account.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How fast this node sends to one receiver. One that takes nothing is asked seldom, with one event at a time, until it
 * takes one: so it costs little, however many events wait for it.
 */
final class Pace {
  private static final int AT_ONCE = 8;
  /** As many attempts that fail in a row are bad luck, or a few events that the receiver cannot read. */
  private static final int FAILURES_BEFORE_PAUSE = 16;
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Instant pausedUntil = Instant.MIN;

  /** False: a round for this receiver is under way. */
  boolean begin() {
    return busy.compareAndSet(false, true);
  }

  void end() {
    busy.set(false);
  }

  /** How many events may be sent now. */
  int atOnce(Instant now) {
    return failures.get() < FAILURES_BEFORE_PAUSE ? AT_ONCE : now.isBefore(pausedUntil) ? 0 : 1;
  }

  void taken() {
    failures.set(0);
  }

  /** Returns whether so many have failed in a row that there is a pause. */
  boolean failed(Instant now) {
    boolean pauses = failures.incrementAndGet() >= FAILURES_BEFORE_PAUSE;
    if (pauses) {
      pausedUntil = now.plus(PAUSE);
    }
    return pauses;
  }
}
