package dev.ally.bus;

import java.time.Duration;

/**
 * The sessions of an account have asked for too many changes within an hour, so nothing was done. A later retry is
 * right; asking another node is not.
 */
public final class TooMany extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Duration retryAfter;

  /** @param retryAfter how long to wait */
  public TooMany(Duration retryAfter) {
    super("too many changes within an hour", null, false, false);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
