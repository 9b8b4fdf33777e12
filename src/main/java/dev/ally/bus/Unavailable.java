package dev.ally.bus;

import java.time.Duration;

/**
 * The question could not be answered now, by nobody's mistake: no node serves it, it took too long, the database is
 * away, or the line is full. Asking again later is right.
 */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Duration retryAfter;

  /** @param retryAfter after how long it is worth asking again */
  public Unavailable(String reason, Duration retryAfter) {
    super(reason, null, false, false);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
