package dev.ally.app.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A start that a signal can end. The starting thread is interrupted, and undoes what it has begun. */
public final class InterruptibleStart {
  private static final Duration UNWIND_LIMIT = Duration.ofSeconds(10);

  private final Thread starter = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);

  /** The start is over, with or without success. From now on the thread is not interrupted. */
  public synchronized void over() {
    over.countDown();
  }

  /** Ends the start, and returns when it is over. The caller stops what was started by then. */
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
