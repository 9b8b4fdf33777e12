package dev.ally.contract.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Nodes that did not answer, to be asked only where nobody else is left, until some time has passed. */
final class Avoided {
  private final long forNanos;
  private final LongSupplier nanos;
  private final Map<String, Long> untilNanos = new ConcurrentHashMap<>();

  Avoided(Duration time, LongSupplier nanos) {
    this.forNanos = time.toNanos();
    this.nanos = nanos;
  }

  void avoid(String node) {
    untilNanos.put(node, nanos.getAsLong() + forNanos);
  }

  /** Those that are better asked: not asked in vain for this question, and not for another of late. */
  List<String> best(List<String> serving, Set<String> asked) {
    long now = nanos.getAsLong();
    untilNanos.values().removeIf(until -> until - now <= 0);
    List<String> left = serving.stream().filter(node -> !asked.contains(node)).sorted().toList();
    List<String> answering = left.stream().filter(node -> !untilNanos.containsKey(node)).toList();
    return answering.isEmpty() ? left : answering;
  }
}
