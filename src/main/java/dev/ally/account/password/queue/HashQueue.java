package dev.ally.account.password.queue;

import dev.ally.bus.Unavailable;
import dev.ally.config.Settings;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The threads that hash, and the queue before them.
 *
 * <p>A place is taken before anything else is done for a password. If no place is left, or the wait would exceed the
 * client's patience, a request of the party with most waiting requests is refused in favour of a party with fewer, or
 * else of a client at a browser that the account knows. If that is not possible either, the new request fails with
 * {@link Unavailable} at once. Belongs to one event loop, which all its callers are on.
 */
public final class HashQueue {
  /**
   * How many thirds of a client's patience it may wait in the queue; the rest is for the hash and the work around it.
   */
  private static final int THIRDS_OF_PATIENCE = 2;
  /**
   * The share of the longest wait that a new request may expect. The duration of a hash is an estimate, and a request
   * that is admitted but waits too long is refused too late.
   */
  private static final double EXPECTED_SHARE = 0.75;
  /**
   * How many clients are looked up at a time, to see whether their browser is known, while there is no room; one per
   * party.
   */
  private static final int RECOGNISED_AT_ONCE = 16;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  /** The weight of the newest turn in the running mean of their durations. */
  private static final double NEWEST_SHARE = 0.1;

  private final WorkerExecutor workers;
  private final int threads;
  private final int places;
  private final LongSupplier nanoTime;
  private final Duration longestWait;
  private final KnownBrowsersFirstQueue<Waiting> queue = new KnownBrowsersFirstQueue<>();
  private final Set<String> beingRecognised = new HashSet<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private Meters meters = Meters.NONE;
  private int taken;
  private int running;
  private double meanNanos;

  private record Waiting(Promise<Void> turn, long sinceNanos) {}

  /** @param patience how long a client waits for a reply before it gives up */
  public HashQueue(Vertx vertx, Settings.Hash settings, Duration patience) {
    this(vertx, settings, patience, System::nanoTime);
  }

  /** @param nanoTime as {@link System#nanoTime} */
  public HashQueue(Vertx vertx, Settings.Hash settings, Duration patience, LongSupplier nanoTime) {
    this.longestWait = patience.multipliedBy(THIRDS_OF_PATIENCE).dividedBy(3);
    this.nanoTime = nanoTime;
    workers = vertx.createSharedWorkerExecutor("ally-hash", settings.threads());
    threads = settings.threads();
    places = settings.threads() + settings.queue();
  }

  /** Counts what waits, how long, and how long hashes take. */
  public HashQueue countedBy(Meters counting) {
    meters = counting;
    meters.show(Metric.QUEUE_LENGTH, waiting::get);
    return this;
  }

  /** A place in the queue. */
  public final class Place {
    private final String party;
    private Optional<Object> knownTo = Optional.empty();

    private Place(String party) {
      this.party = party;
    }

    /**
     * Marks the place as that of a browser which an account knows.
     *
     * @param owner equal for the same browser and account
     */
    public void isKnownTo(Object owner) {
      knownTo = Optional.of(owner);
    }

    /** Runs this on a hash thread when it is this party's turn. */
    public <T> Future<T> run(Callable<T> work) {
      Promise<Void> turn = Promise.promise();
      Waiting one = new Waiting(turn, nanoTime.getAsLong());
      knownTo.ifPresentOrElse(owner -> queue.addKnown(owner, party, one), () -> queue.addUnrecognised(party, one));
      waits(turn.future());
      callNext();
      return turn.future().compose(called -> hash(work));
    }
  }

  private void waits(Future<Void> turn) {
    long sinceNanos = System.nanoTime();
    waiting.incrementAndGet();
    turn.onSuccess(called -> meters.time(Metric.QUEUE_WAITS, System.nanoTime() - sinceNanos))
        .onComplete(over -> waiting.decrementAndGet());
  }

  /** The work for which a place is taken. */
  public interface Work<T> {
    Future<T> with(Place place);
  }

  /**
   * Does the work with a place; fails with {@link Unavailable} at once if there is none.
   *
   * @param party to which the place is charged when places run short
   */
  public <T> Future<T> admit(String party, Work<T> work) {
    return admit(party, () -> Future.succeededFuture(false), work);
  }

  /**
   * The same, for a client whose browser may be known.
   *
   * @param known whether it is; asked only when there is no room
   */
  public <T> Future<T> admit(String party, Supplier<Future<Boolean>> known, Work<T> work) {
    return roomFor(party)
        ? take(party, work)
        : isRecognised(party, known).compose(recognised -> recognised && roomForKnown() || roomFor(party)
            ? take(party, work)
            : Future.failedFuture(tooMany()));
  }

  private <T> Future<T> take(String party, Work<T> work) {
    taken++;
    return work.with(new Place(party)).eventually(() -> {
      taken--;
      return Future.succeededFuture();
    });
  }

  private boolean roomFor(String party) {
    return taken < places && isUnrecognisedTurnSoon(party) || refuse(queue.makeRoomFor(party));
  }

  /** Requests that are still looking up their account count as unrecognised, since it is not known yet. */
  private boolean isUnrecognisedTurnSoon(String party) {
    int ahead = taken - threads;
    int unrecognisedAhead = Math.max(ahead - queue.known(), queue.unrecognisedBefore(party));
    return ahead < 0 || isSoon(ahead, 1) && isSoon(unrecognisedAhead, queue.unrecognisedShare());
  }

  private boolean roomForKnown() {
    return isSoon(queue.known(), KnownBrowsersFirstQueue.LEAST_SHARE_OF_KNOWN)
        && (taken < places || refuse(queue.makeRoomForKnown()));
  }

  /** Whether a new request would have its turn in time, behind so many that have this share of the turns. */
  private boolean isSoon(int ahead, double share) {
    return meanNanos * (ahead + 1) / (threads * share) <= longestWait.toNanos() * EXPECTED_SHARE;
  }

  private boolean refuse(Optional<Waiting> evicted) {
    evicted.ifPresent(one -> one.turn.fail(tooMany()));
    return evicted.isPresent();
  }

  private Future<Boolean> isRecognised(String party, Supplier<Future<Boolean>> known) {
    if (beingRecognised.size() == RECOGNISED_AT_ONCE || !beingRecognised.add(party)) {
      return Future.succeededFuture(false);
    }
    return known.get().otherwise(false).onComplete(done -> beingRecognised.remove(party));
  }

  public Future<Void> close() {
    return workers.close();
  }

  /** On a busy machine a turn takes longer than the hash: it ends when the next one can be called. */
  private <T> Future<T> hash(Callable<T> work) {
    long startNanos = nanoTime.getAsLong();
    return workers.executeBlocking(() -> timed(work), false).onComplete(done -> {
      meanNanos += (nanoTime.getAsLong() - startNanos - meanNanos) * NEWEST_SHARE;
      running--;
      callNext();
    });
  }

  private <T> T timed(Callable<T> work) throws Exception {
    long startNanos = System.nanoTime();
    try {
      return work.call();
    } finally {
      meters.time(Metric.HASHES, System.nanoTime() - startNanos);
    }
  }

  /** Refuses requests that have waited too long, whose clients are about to give up; then calls the next ones. */
  private void callNext() {
    long nowNanos = nanoTime.getAsLong();
    queue.removeWhile(one -> nowNanos - one.sinceNanos > longestWait.toNanos())
        .forEach(late -> late.turn.fail(tooMany()));
    while (running < threads) {
      Optional<Waiting> next = queue.next();
      if (next.isEmpty()) {
        return;
      }
      running++;
      next.get().turn.complete();
    }
  }

  private Unavailable tooMany() {
    meters.count(Metric.QUEUE_REFUSALS);
    return new Unavailable("too many passwords wait to be hashed", RETRY_AFTER);
  }
}
