package dev.ally.bus.cluster;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Failed;
import dev.ally.bus.InProgress;
import dev.ally.bus.OpenQuestions;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * One question: asks one node after the other until one answers, or the time is over.
 *
 * <p>When an answer is overdue, another node is asked, and the first answer of any of them counts: a node that is only
 * slow has not worked in vain. While no node serves the operation, the question waits for one for a moment.
 *
 * <p>A node that says that it works on the question is asked again, and the time begins anew: {@link OpenQuestions}.
 */
final class FailoverCall {
  private static final int TRIES = 3;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  /** The least time that another try needs. */
  private static final long LEAST_MILLIS = 20;
  /** How long a question waits for a node to appear: a node that starts is known within two greetings. */
  private static final long APPEARS_WITHIN_MILLIS = 1_000;
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final Vertx vertx;
  private final Peers peers;
  private final AskerSeal seal;
  private final ThrottledWarnings warnings;
  private final BusOperation<?, ?> operation;
  private final byte[] question;
  private final BooleanSupplier gone;
  private final AtomicLong askedAgain;
  private final long beginNanos = System.nanoTime();
  private final Promise<JsonObject> answer = Promise.promise();
  private final Set<String> asked = new HashSet<>();
  private int open;
  /** When a node last said that it works on the question. */
  private long heardNanos = beginNanos;
  private Unavailable reason;

  FailoverCall(
      Vertx vertx, Peers peers, AskerSeal seal, ThrottledWarnings warnings, BusOperation<?, ?> operation,
      byte[] question, BooleanSupplier gone, AtomicLong askedAgain) {
    this.vertx = vertx;
    this.peers = peers;
    this.seal = seal;
    this.warnings = warnings;
    this.operation = operation;
    this.question = question;
    this.gone = gone;
    this.askedAgain = askedAgain;
    this.reason = new Unavailable("no node serves " + operation.address(), RETRY_AFTER);
  }

  Future<JsonObject> begin() {
    peers.begin();
    askNext();
    return answer.future();
  }

  /** Asks another node, if there is one and time is left. */
  private synchronized void askNext() {
    long left = operation.timeout().toMillis() - passedMillis(heardNanos);
    Optional<String> node =
        asked.size() == TRIES || left < LEAST_MILLIS ? Optional.empty() : peers.next(operation, asked);
    if (node.isPresent()) {
      ask(node.get(), left);
    } else if (open == 0) {
      waitOrFail(left);
    }
  }

  private void waitOrFail(long leftMillis) {
    if (asked.isEmpty() && leftMillis >= LOOK_AGAIN_MILLIS && passedMillis(beginNanos) < APPEARS_WITHIN_MILLIS) {
      vertx.setTimer(LOOK_AGAIN_MILLIS, later -> askNext());
    } else {
      answer.tryFail(reason);
    }
  }

  private void ask(String node, long leftMillis) {
    if (!asked.isEmpty()) {
      askedAgain.incrementAndGet();
    }
    asked.add(node);
    sendTo(node, leftMillis);
  }

  private void sendTo(String node, long leftMillis) {
    open++;
    peers.asked(node);
    long timer = vertx.setTimer(
        Math.min(leftMillis, peers.overdueAfter(operation).toMillis()), overdue -> overdue(node));
    long sentNanos = System.nanoTime();
    send(node, leftMillis).onComplete((answered, failure) -> {
      peers.ended(node);
      boolean inTime = vertx.cancelTimer(timer);
      if (!(failure instanceof NoAnswer)) {
        peers.answered(node, operation, System.nanoTime() - sentNanos);
      } else if (inTime) {
        peers.missed(node);
      }
      ended(node, answered, failure);
    });
  }

  private synchronized void overdue(String node) {
    if (!answer.future().isComplete()) {
      peers.missed(node);
      if (peers.mayAskAnother(node)) {
        askNext();
      }
    }
  }

  private synchronized void ended(String node, JsonObject answered, Throwable failure) {
    open--;
    if (failure == null) {
      answer.tryComplete(answered);
    } else if (isOver()) {
      answer.tryFail(failure instanceof NoAnswer || failure instanceof InProgress ? late() : failure);
    } else if (failure instanceof InProgress) {
      heardNanos = System.nanoTime();
      sendTo(node, operation.timeout().toMillis());
    } else if (failure instanceof NoAnswer) {
      reason = late();
      askNext();
    } else if (failure instanceof Unavailable unavailable) {
      reason = unavailable;
      if (peers.mayAskAnother(node)) {
        askNext();
      } else if (open == 0) {
        answer.tryFail(reason);
      }
    } else {
      answer.tryFail(failure);
    }
  }

  private Unavailable late() {
    return new Unavailable(operation.address() + " did not answer in time", RETRY_AFTER);
  }

  private boolean isOver() {
    return answer.future().isComplete() || gone.getAsBoolean()
        || passedMillis(beginNanos) > operation.way().patience().toMillis();
  }

  private static long passedMillis(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1_000_000;
  }

  private Future<JsonObject> send(String node, long timeoutMillis) {
    String address = ClusteredBus.address(operation.address(), node);
    AskerSeal.Asked sealed = seal.seal(operation.way(), address, question);
    return vertx.eventBus()
        .<Buffer>request(address, Buffer.buffer(sealed.message()), new DeliveryOptions().setSendTimeout(timeoutMillis))
        .map(message -> open(sealed, message.body(), address))
        .recover(failure -> Future.failedFuture(new NoAnswer()))
        .compose(frame -> AnswerFrame.read(frame, operation.address()))
        .recover(failure -> Future.failedFuture(
            failure instanceof NoAnswer || failure instanceof Unavailable || failure instanceof TooMany
                || failure instanceof InProgress
                ? failure
                : new Failed(operation.address())));
  }

  private byte[] open(AskerSeal.Asked sealed, Buffer answer, String address) {
    try {
      return sealed.open(answer.getBytes());
    } catch (RuntimeException notTheirs) {
      warnings.tell("answer(s) at " + address + ", by a member of the cluster", notTheirs.getMessage());
      throw notTheirs;
    }
  }

  /** The node did not answer in time, cannot be reached, or what came is not its answer. */
  private static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NoAnswer() {
      super("no answer", null, false, false);
    }
  }
}
