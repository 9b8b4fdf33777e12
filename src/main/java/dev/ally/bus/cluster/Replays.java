package dev.ally.bus.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/**
 * Detects replayed requests within the window of acceptable times.
 *
 * <p>Memory is bounded: if too many requests come, the oldest are dropped, and no request as old as these is accepted
 * any more, so that a dropped one cannot be replayed.
 */
final class Replays {
  private final long windowMillis;
  private final int most;
  private final Set<UUID> ids = new HashSet<>();
  private final Queue<Request> byTime = new PriorityQueue<>((a, b) -> Long.compare(a.sentMillis, b.sentMillis));
  private long forgottenMillis = Long.MIN_VALUE;

  private record Request(UUID id, long sentMillis) {}

  /**
   * @param window how far the sender's clock may be from ours, in either direction
   * @param most the most requests that are remembered
   */
  Replays(Duration window, int most) {
    this.windowMillis = window.toMillis();
    this.most = most;
  }

  /** Whether the request is new and its time acceptable. */
  synchronized boolean isFresh(UUID id, long sentMillis, long nowMillis) {
    if (Math.abs(nowMillis - sentMillis) > windowMillis || sentMillis <= forgottenMillis || !ids.add(id)) {
      return false;
    }
    byTime.add(new Request(id, sentMillis));
    while (byTime.size() > most || byTime.element().sentMillis < nowMillis - windowMillis) {
      Request oldest = byTime.remove();
      ids.remove(oldest.id);
      forgottenMillis = Math.max(forgottenMillis, oldest.sentMillis);
    }
    return true;
  }

  synchronized int size() {
    return ids.size();
  }
}
