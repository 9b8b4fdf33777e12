package dev.ally.bus.cluster;

import dev.ally.bus.BusOperation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** What this process knows of the nodes that it asks: who serves what, who is loaded, slow or silent. */
final class Peers {
  private static final Duration AVOIDED_FOR = Duration.ofSeconds(5);

  private final KnownPeers known;
  private final PeerBackoff backoff;
  private final PeerLoad load = new PeerLoad(() -> ThreadLocalRandom.current().nextLong());
  private final AnswerTimes times = new AnswerTimes();
  private final RetryBudget retries = new RetryBudget();

  Peers(LongSupplier nanos) {
    known = new KnownPeers(nanos);
    backoff = new PeerBackoff(AVOIDED_FOR, nanos);
  }

  /** The node has answered a greeting. */
  void greeted(String node, Set<String> addresses) {
    known.met(node, addresses);
    backoff.greeted(node);
  }

  /** Every node that has answered a greeting within the last minute. */
  Set<String> all() {
    Set<String> all = known.all();
    backoff.retain(all);
    return all;
  }

  boolean isServed(String address) {
    return !known.serving(address).isEmpty();
  }

  /**
   * The node to ask next; empty: there is none.
   *
   * @param asked those that were asked already
   */
  Optional<String> next(BusOperation<?, ?> operation, Set<String> asked) {
    String address = operation.address();
    List<String> best = backoff.best(known.serving(address), known.remembered(address), asked);
    return best.isEmpty() ? Optional.empty() : Optional.of(load.pick(best, known::share));
  }

  /** A new question, not one that is asked again. */
  void begin() {
    retries.asked();
  }

  /**
   * Whether another node may be asked while this one has not answered. If it is silent, it is taken for dead or frozen,
   * and any question may be asked again.
   */
  boolean mayAskAnother(String overdue) {
    return known.isSilent(overdue) || retries.take();
  }

  void asked(String node) {
    load.asked(node);
  }

  void ended(String node) {
    load.ended(node);
  }

  void answered(String node, BusOperation<?, ?> operation, long nanos) {
    backoff.answered(node);
    times.answered(operation, nanos);
  }

  void missed(String node) {
    backoff.missed(node);
  }

  Duration overdueAfter(BusOperation<?, ?> operation) {
    return times.overdueAfter(operation);
  }
}
