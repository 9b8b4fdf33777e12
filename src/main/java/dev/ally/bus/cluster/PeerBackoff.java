package dev.ally.bus.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Nodes that did not answer; for a while they are asked only if no other is left. */
final class PeerBackoff {
  private final long forNanos;
  private final LongSupplier nanos;
  private final Map<String, Long> untilNanos = new ConcurrentHashMap<>();

  PeerBackoff(Duration time, LongSupplier nanos) {
    this.forNanos = time.toNanos();
    this.nanos = nanos;
  }

  void avoid(String node) {
    untilNanos.put(node, nanos.getAsLong() + forNanos);
  }

  /**
   * The best nodes to ask: those not asked for this question yet, and not avoided.
   *
   * @param remembered may serve it; better than nodes that are avoided
   */
  List<String> best(List<String> serving, List<String> remembered, Set<String> asked) {
    long now = nanos.getAsLong();
    untilNanos.values().removeIf(until -> until - now <= 0);
    return Stream.of(answering(serving, asked), answering(remembered, asked), left(serving, asked), left(remembered, asked))
        .filter(nodes -> !nodes.isEmpty()).findFirst().orElse(List.of());
  }

  private List<String> answering(List<String> nodes, Set<String> asked) {
    return left(nodes, asked).stream().filter(node -> !untilNanos.containsKey(node)).toList();
  }

  private static List<String> left(List<String> nodes, Set<String> asked) {
    return nodes.stream().filter(node -> !asked.contains(node)).sorted().toList();
  }
}
