package dev.ally.bus.cluster;

/**
 * Limits how many questions are asked again of another node while the nodes are alive: one for every five questions,
 * after some that are free. So retries cannot multiply the load of nodes that are slow because of their load.
 */
final class RetryBudget {
  private static final double FOR_EACH_QUESTION = 0.2;
  private static final double MOST = 50;

  private double left = MOST;

  /** A question is asked for the first time. */
  synchronized void asked() {
    left = Math.min(MOST, left + FOR_EACH_QUESTION);
  }

  /** Whether a question may be asked again, which is then counted. */
  synchronized boolean take() {
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
