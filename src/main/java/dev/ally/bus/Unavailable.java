package dev.ally.bus;

import java.time.Duration;

/**
 * The question could not be answered now, without a mistake of the asker: no node serves it, it took too long, the
 * database is unreachable, or the queue is full. A later retry is right.
 */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Duration retryAfter;

  /** @param retryAfter when to retry */
  public Unavailable(String reason, Duration retryAfter) {
    super(reason, null, false, false);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
