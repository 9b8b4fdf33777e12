package dev.ally.contract.cluster;

import dev.ally.contract.BusOperation;
import dev.ally.contract.Failed;
import dev.ally.contract.Unavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One question on its way: asked of one node after the other until one answers, or its time is over. */
final class Asking {
  private static final int TRIES = 3;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  /** Less than this is not worth another try. */
  private static final long LEAST_MILLIS = 20;

  private final Vertx vertx;
  private final Nodes nodes;
  private final AskerSeal seal;
  private final Avoided avoided;
  private final Refusals refusals;
  private final BusOperation<?, ?> operation;
  private final byte[] question;
  private final AtomicLong askedAgain;
  private final long beginNanos = System.nanoTime();
  private final Set<String> asked = new HashSet<>();
  private Unavailable reason;

  Asking(
      Vertx vertx, Nodes nodes, AskerSeal seal, Avoided avoided, Refusals refusals, BusOperation<?, ?> operation,
      byte[] question, AtomicLong askedAgain) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.seal = seal;
    this.avoided = avoided;
    this.refusals = refusals;
    this.operation = operation;
    this.question = question;
    this.askedAgain = askedAgain;
    this.reason = new Unavailable("nobody serves " + operation.address(), RETRY_AFTER);
  }

  Future<JsonObject> begin() {
    Context context = vertx.getOrCreateContext();
    return here(context, nodes.serving(operation.address()))
        .timeout(operation.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .recover(away -> Future.failedFuture(new Unavailable("the cluster does not answer", RETRY_AFTER)))
        .compose(this::askOne);
  }

  /** What comes from the cluster's own threads goes on in the asker's. */
  private static <T> Future<T> here(Context context, Future<T> from) {
    if (from.isComplete()) {
      return from;
    }
    Promise<T> promise = Promise.promise();
    from.onComplete(result -> context.runOnContext(v -> promise.handle(result)));
    return promise.future();
  }

  private Future<JsonObject> askOne(List<String> serving) {
    long left = operation.timeout().toMillis() - (System.nanoTime() - beginNanos) / 1_000_000;
    List<String> remembered = nodes.remembered(operation.address());
    List<String> best = avoided.best(serving, remembered, asked);
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
    String address = ClusteredBus.address(operation, node);
    AskerSeal.Asked letter = seal.seal(operation.way(), address, question);
    return vertx.eventBus()
        .<Buffer>request(address, Buffer.buffer(letter.message()), new DeliveryOptions().setSendTimeout(timeoutMillis))
        .map(answer -> open(letter, answer.body(), address))
        .recover(failure -> {
          avoided.avoid(node);
          return Future.failedFuture(new Unavailable(operation.address() + " did not answer in time", RETRY_AFTER));
        })
        .compose(parcel -> Parcel.read(parcel, operation.address()))
        .recover(failure -> Future.failedFuture(
            failure instanceof Unavailable ? failure : new Failed(operation.address())));
  }

  private byte[] open(AskerSeal.Asked letter, Buffer answer, String address) {
    try {
      return letter.open(answer.getBytes());
    } catch (RuntimeException notTheirs) {
      refusals.tell("answer(s)", address, notTheirs);
      throw notTheirs;
    }
  }
}
