package dev.ally.bus.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/**
 * Which requests came already, for as long as their time is acceptable.
 *
 * <p>Memory is bounded: when more come than fit, the oldest are forgotten and nothing as old as they is taken any more,
 * so that what was forgotten cannot come again.
 */
final class Replays {
  private final long windowMillis;
  private final int most;
  private final Set<UUID> ids = new HashSet<>();
  private final Queue<Came> byTime = new PriorityQueue<>((a, b) -> Long.compare(a.sentMillis, b.sentMillis));
  private long forgottenMillis = Long.MIN_VALUE;

  private record Came(UUID id, long sentMillis) {}

  /**
   * @param window how far the sender's time may be from ours, either way
   * @param most requests that are remembered
   */
  Replays(Duration window, int most) {
    this.windowMillis = window.toMillis();
    this.most = most;
  }

  /** Whether this is the first time, and not too long ago. */
  synchronized boolean isFresh(UUID id, long sentMillis, long nowMillis) {
    if (Math.abs(nowMillis - sentMillis) > windowMillis || sentMillis <= forgottenMillis || !ids.add(id)) {
      return false;
    }
    byTime.add(new Came(id, sentMillis));
    while (byTime.size() > most || byTime.element().sentMillis < nowMillis - windowMillis) {
      Came oldest = byTime.remove();
      ids.remove(oldest.id);
      forgottenMillis = Math.max(forgottenMillis, oldest.sentMillis);
    }
    return true;
  }

  synchronized int size() {
    return ids.size();
  }
}
