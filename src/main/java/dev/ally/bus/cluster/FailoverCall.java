package dev.ally.bus.cluster;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Failed;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** One question: asks one node after the other until one answers, or the time is over. */
final class FailoverCall {
  private static final int TRIES = 3;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  /** The least time that another try needs. */
  private static final long LEAST_MILLIS = 20;

  private final Vertx vertx;
  private final KnownPeers knownPeers;
  private final AskerSeal seal;
  private final PeerBackoff peerBackoff;
  private final ThrottledWarnings warnings;
  private final BusOperation<?, ?> operation;
  private final byte[] question;
  private final AtomicLong askedAgain;
  private final long beginNanos = System.nanoTime();
  private final Set<String> asked = new HashSet<>();
  private Unavailable reason;

  FailoverCall(
      Vertx vertx, KnownPeers knownPeers, AskerSeal seal, PeerBackoff peerBackoff, ThrottledWarnings warnings,
      BusOperation<?, ?> operation, byte[] question, AtomicLong askedAgain) {
    this.vertx = vertx;
    this.knownPeers = knownPeers;
    this.seal = seal;
    this.peerBackoff = peerBackoff;
    this.warnings = warnings;
    this.operation = operation;
    this.question = question;
    this.askedAgain = askedAgain;
    this.reason = new Unavailable("no node serves " + operation.address(), RETRY_AFTER);
  }

  Future<JsonObject> begin() {
    return askOne(knownPeers.serving(operation.address()));
  }

  private Future<JsonObject> askOne(List<String> serving) {
    long left = operation.timeout().toMillis() - (System.nanoTime() - beginNanos) / 1_000_000;
    List<String> remembered = knownPeers.remembered(operation.address());
    List<String> best = peerBackoff.best(serving, remembered, asked);
    if (best.isEmpty() || asked.size() == TRIES || left < LEAST_MILLIS) {
      return Future.failedFuture(reason);
    }
    if (!asked.isEmpty()) {
      askedAgain.incrementAndGet();
    }
    String node = best.get(ThreadLocalRandom.current().nextInt(best.size()));
    asked.add(node);
    boolean isLast = asked.size() == TRIES || asked.containsAll(serving) && asked.containsAll(remembered);
    return ask(node, isLast ? left : Math.min(left, operation.way().tryTimeout().toMillis()))
        .recover(failure -> failure instanceof Unavailable unavailable ? next(unavailable, serving)
            : Future.failedFuture(failure));
  }

  private Future<JsonObject> next(Unavailable unavailable, List<String> serving) {
    reason = unavailable;
    return askOne(serving);
  }

  private Future<JsonObject> ask(String node, long timeoutMillis) {
    String address = ClusteredBus.address(operation.address(), node);
    AskerSeal.Asked sealed = seal.seal(operation.way(), address, question);
    return vertx.eventBus()
        .<Buffer>request(address, Buffer.buffer(sealed.message()), new DeliveryOptions().setSendTimeout(timeoutMillis))
        .map(answer -> open(sealed, answer.body(), address))
        .recover(failure -> {
          peerBackoff.avoid(node);
          return Future.failedFuture(new Unavailable(operation.address() + " did not answer in time", RETRY_AFTER));
        })
        .compose(frame -> AnswerFrame.read(frame, operation.address()))
        .recover(failure -> Future.failedFuture(
            failure instanceof Unavailable || failure instanceof TooMany ? failure : new Failed(operation.address())));
  }

  private byte[] open(AskerSeal.Asked sealed, Buffer answer, String address) {
    try {
      return sealed.open(answer.getBytes());
    } catch (RuntimeException notTheirs) {
      warnings.tell("answer(s) at " + address + ", by a member of the cluster", notTheirs.getMessage());
      throw notTheirs;
    }
  }
}
