package dev.ally.app.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A start that a signal may end: the thread that starts is interrupted then, and what it had begun is undone first. */
public final class InterruptibleStart {
  private static final Duration UNWIND_LIMIT = Duration.ofSeconds(10);

  private final Thread starter = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);

  /** Nothing more is started, be all there or not; from now on nobody interrupts. */
  public synchronized void over() {
    over.countDown();
  }

  /** Ends it, and returns once it is over; at once when it was. What it had started by then is left to the caller. */
  public void end() {
    interrupt();
    try {
      over.await(UNWIND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void interrupt() {
    if (over.getCount() > 0) {
      starter.interrupt();
    }
  }
}
