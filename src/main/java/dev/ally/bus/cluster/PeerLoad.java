package dev.ally.bus.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Spreads the questions of this process over the nodes: of two nodes that it draws, it picks the one with fewer open
 * questions. So a slow node gets fewer. See M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing,
 * 2001.
 */
final class PeerLoad {
  private final RandomGenerator random;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  PeerLoad(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Picks a node.
   *
   * @param nodes at least one
   * @param share of each, from 0 to 1: with this probability the node is considered, if there is another
   */
  String pick(List<String> nodes, ToDoubleFunction<String> share) {
    List<String> considered =
        new ArrayList<>(nodes.stream().filter(node -> random.nextDouble() < share.applyAsDouble(node)).toList());
    if (considered.isEmpty()) {
      considered.addAll(nodes);
    }
    String first = considered.remove(random.nextInt(considered.size()));
    if (considered.isEmpty()) {
      return first;
    }
    String second = considered.get(random.nextInt(considered.size()));
    return open(second) < open(first) ? second : first;
  }

  void asked(String node) {
    open.merge(node, 1, Integer::sum);
  }

  /** The node has answered, or no answer is waited for any more. */
  void ended(String node) {
    open.computeIfPresent(node, (id, count) -> count == 1 ? null : count - 1);
  }

  private int open(String node) {
    return open.getOrDefault(node, 0);
  }
}
