package dev.ally.bus.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The nodes that have answered a greeting, and what they serve.
 *
 * <p>A node that has not answered for three seconds is asked only when no other is left. It is kept because a node that
 * resumes after a freeze makes the cluster drop every other node for some seconds, while all of them work.
 */
final class KnownPeers {
  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final Duration SILENT = Duration.ofMillis(800);
  private static final Duration MEMORY = Duration.ofMinutes(1);
  /** How long a node that starts to serve takes to reach its full share of the questions. */
  private static final Duration SLOW_START = Duration.ofSeconds(5);
  private static final double FIRST_SHARE = 0.1;

  private final LongSupplier nanos;
  private final Map<String, Known> byNode = new ConcurrentHashMap<>();

  private record Known(Set<String> addresses, long sinceNanos, long seenNanos) {
    private boolean hasBegun(Set<String> now, long nowNanos) {
      return addresses.isEmpty() && !now.isEmpty() || nowNanos - seenNanos >= FRESH.toNanos();
    }
  }

  KnownPeers(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** @param addresses none if the node does not serve yet, or is about to leave */
  void met(String node, Set<String> addresses) {
    long now = nanos.getAsLong();
    byNode.compute(node, (id, known) -> new Known(
        addresses, known == null || known.hasBegun(addresses, now) ? now : known.sinceNanos, now));
  }

  /** The nodes that serve the address and have answered recently. */
  List<String> serving(String address) {
    return knownFor(address, 0, FRESH.toNanos());
  }

  /** The nodes that served it a while ago. */
  List<String> remembered(String address) {
    return knownFor(address, FRESH.toNanos(), MEMORY.toNanos());
  }

  /**
   * Which part of its share of the questions a node is given: it grows to 1 in the first seconds, in which the node
   * still opens connections and compiles.
   */
  double share(String node) {
    Known known = byNode.get(node);
    double age = known == null ? 1 : (double) (nanos.getAsLong() - known.sinceNanos) / SLOW_START.toNanos();
    return Math.min(1, FIRST_SHARE + (1 - FIRST_SHARE) * age);
  }

  /** Whether a node has left a greeting without an answer: it is greeted twice a second. */
  boolean isSilent(String node) {
    Known known = byNode.get(node);
    return known == null || nanos.getAsLong() - known.seenNanos >= SILENT.toNanos();
  }

  /** All nodes that are remembered. */
  Set<String> all() {
    long now = nanos.getAsLong();
    byNode.values().removeIf(known -> now - known.seenNanos > MEMORY.toNanos());
    return Set.copyOf(byNode.keySet());
  }

  private List<String> knownFor(String address, long fromNanos, long toNanos) {
    long now = nanos.getAsLong();
    return byNode.entrySet().stream()
        .filter(one -> one.getValue().addresses.contains(address))
        .filter(one -> now - one.getValue().seenNanos >= fromNanos && now - one.getValue().seenNanos < toNanos)
        .map(Map.Entry::getKey)
        .toList();
  }
}
