package dev.ally.bus.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Nodes that did not answer in time; for a while they are asked only if no other is left.
 *
 * <p>A busy node is told apart from one that is dead or frozen: a node that answers a greeting is asked again at once.
 * If it answers greetings and leaves one question after the other without an answer, it is avoided all the same.
 */
final class PeerBackoff {
  /** So many questions in a row without an answer are not excused by a greeting. */
  private static final int MISSED_IN_A_ROW = 3;

  private final long forNanos;
  private final LongSupplier nanos;
  private final Map<String, Missed> missed = new ConcurrentHashMap<>();

  private record Missed(int inARow, boolean avoided, long untilNanos) {
    private boolean isAvoided(long now) {
      return avoided && untilNanos - now > 0;
    }
  }

  PeerBackoff(Duration time, LongSupplier nanos) {
    this.forNanos = time.toNanos();
    this.nanos = nanos;
  }

  /** The node has not answered a question in time. */
  void missed(String node) {
    long until = nanos.getAsLong() + forNanos;
    missed.merge(node, new Missed(1, true, until), (before, now) -> new Missed(before.inARow + 1, true, until));
  }

  /** The node has answered a question. */
  void answered(String node) {
    missed.remove(node);
  }

  /** The node has answered a greeting. */
  void greeted(String node) {
    missed.computeIfPresent(node, (id, before) -> before.inARow < MISSED_IN_A_ROW
        ? new Missed(before.inARow, false, before.untilNanos) : before);
  }

  /** The nodes that are remembered. */
  void retain(Set<String> nodes) {
    missed.keySet().retainAll(nodes);
  }

  /**
   * The best nodes to ask: those not asked for this question yet, and not avoided.
   *
   * @param remembered may serve it; better than nodes that are avoided
   */
  List<String> best(List<String> serving, List<String> remembered, Set<String> asked) {
    return Stream.of(answering(serving, asked), answering(remembered, asked), left(serving, asked), left(remembered, asked))
        .filter(nodes -> !nodes.isEmpty()).findFirst().orElse(List.of());
  }

  private List<String> answering(List<String> nodes, Set<String> asked) {
    long now = nanos.getAsLong();
    return left(nodes, asked).stream()
        .filter(node -> !missed.containsKey(node) || !missed.get(node).isAvoided(now)).toList();
  }

  private static List<String> left(List<String> nodes, Set<String> asked) {
    return nodes.stream().filter(node -> !asked.contains(node)).sorted().toList();
  }
}
