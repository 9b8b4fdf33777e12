package dev.ally.account.password.queue;

import dev.ally.bus.Asker;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
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
 * <p>A place is taken before anything else is done for a password. If no place is left, or the wait would be too long,
 * a request of the party with most waiting requests is refused in favour of a party with fewer, or else of a client at
 * a browser that the account knows. If that is not possible either, the new request fails with {@link Unavailable} at
 * once, with the expected wait. A request whose asker has gone leaves the queue. Belongs to one event loop, which all
 * its callers are on.
 */
public final class HashQueue {
  /**
   * How many thirds of its patience an asker waits in the queue at most; the rest is for the hash and the work around
   * it.
   */
  private static final int THIRDS_OF_PATIENCE = 2;
  /**
   * A request that was admitted stays in the queue at least so many times the longest wait that is expected of one. The
   * duration of a hash is an estimate, and a refusal after a wait helps nobody.
   */
  private static final double LATE = 1.2;
  /**
   * How many clients are looked up at a time, to see whether their browser is known, while there is no room; one per
   * network.
   */
  private static final int RECOGNISED_AT_ONCE = 256;
  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);

  private final WorkerExecutor workers;
  private final int threads;
  private final int places;
  private final LongSupplier nanoTime;
  private final KnownBrowsersFirstQueue<Waiting> queue = new KnownBrowsersFirstQueue<>();
  private final Set<String> beingRecognised = new HashSet<>();
  private final TurnTimes turns = new TurnTimes();
  private final AtomicInteger waiting = new AtomicInteger();
  private Meters meters = Meters.NONE;
  private int taken;
  private int running;
  private boolean calling;

  private record Waiting(Promise<Void> turn, long lateNanos) {}

  public HashQueue(Vertx vertx, Settings.Hash settings) {
    this(vertx, settings, System::nanoTime);
  }

  /** @param nanoTime as {@link System#nanoTime} */
  public HashQueue(Vertx vertx, Settings.Hash settings, LongSupplier nanoTime) {
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
    private final Asker asker;
    private Optional<Object> knownTo = Optional.empty();

    private Place(String party, Asker asker) {
      this.party = party;
      this.asker = asker;
    }

    /**
     * Marks the place as that of a browser which an account knows.
     *
     * @param owner equal for the same browser and account
     */
    public void isKnownTo(Object owner) {
      knownTo = Optional.of(owner);
    }

    /** Runs this on a hash thread when it is this party's turn; fails if the asker goes before. */
    public <T> Future<T> run(Callable<T> work) {
      return runIfAny(() -> Optional.of(work)).map(Optional::orElseThrow);
    }

    /**
     * The same, of what is decided only then.
     *
     * @param atTurn what to run; empty: nothing, and the turn is over
     */
    public <T> Future<Optional<T>> runIfAny(Supplier<Optional<Callable<T>>> atTurn) {
      Promise<Void> turn = Promise.promise();
      Waiting one = new Waiting(turn, nanoTime.getAsLong() + lateNanos(asker));
      knownTo.ifPresentOrElse(owner -> queue.addKnown(owner, party, one), () -> queue.addUnrecognised(party, one));
      asker.gone().onComplete(gone -> leave(one));
      waits(turn.future());
      // Before the call, so that a turn which is over at once is noticed by the loop that called it.
      Future<Optional<T>> done = turn.future().compose(called -> hashIfAny(atTurn));
      callNext();
      return done;
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
  public <T> Future<T> admit(String party, Asker asker, Work<T> work) {
    return admit(party, party, asker, () -> Future.succeededFuture(false), work);
  }

  /**
   * The same, for a client whose browser may be known.
   *
   * @param network of the client, which is the party of its own or one of several in the party
   * @param known whether the browser is known; asked only when there is no room
   */
  public <T> Future<T> admit(
      String party, String network, Asker asker, Supplier<Future<Boolean>> known, Work<T> work) {
    return roomFor(party, asker)
        ? take(party, asker, work)
        : isRecognised(network, known).compose(recognised -> recognised && roomForKnown(asker) || roomFor(party, asker)
            ? take(party, asker, work)
            : Future.failedFuture(recognised ? tooMany(knownWaitNanos()) : tooMany(unrecognisedWaitNanos(party))));
  }

  private <T> Future<T> take(String party, Asker asker, Work<T> work) {
    taken++;
    return work.with(new Place(party, asker)).eventually(() -> {
      taken--;
      return Future.succeededFuture();
    });
  }

  /** Who is expected to wait longer is refused at once. */
  private static long longestNanos(Asker asker) {
    return Math.min(Limit.LONGEST_TURN.duration().toNanos(), patientNanos(asker));
  }

  /** Who has waited longer is refused although it was admitted. */
  private static long lateNanos(Asker asker) {
    return Math.max((long) (longestNanos(asker) * LATE), patientNanos(asker));
  }

  private static long patientNanos(Asker asker) {
    return asker.patience().toNanos() * THIRDS_OF_PATIENCE / 3;
  }

  private boolean roomFor(String party, Asker asker) {
    return taken < places && unrecognisedWaitNanos(party) <= longestNanos(asker) || refuse(queue.makeRoomFor(party));
  }

  private boolean roomForKnown(Asker asker) {
    return knownWaitNanos() <= longestNanos(asker) && (taken < places || refuse(queue.makeRoomForKnown()));
  }

  /** Requests that are still looking up their account count as unrecognised, since it is not known yet. */
  private double unrecognisedWaitNanos(String party) {
    int ahead = taken - threads;
    int unrecognisedAhead = Math.max(ahead - queue.known(), queue.unrecognisedBefore(party));
    return ahead < 0 ? 0 : Math.max(waitNanos(ahead, 1), waitNanos(unrecognisedAhead, queue.unrecognisedShare()));
  }

  private double knownWaitNanos() {
    return waitNanos(queue.known(), KnownBrowsersFirstQueue.LEAST_SHARE_OF_KNOWN);
  }

  /** When a new request would have had its turn, behind so many that have this share of the turns. */
  private double waitNanos(int ahead, double share) {
    return turns.usual() * (ahead + 1) / (threads * share);
  }

  private boolean refuse(Optional<Waiting> evicted) {
    evicted.ifPresent(this::refuse);
    return evicted.isPresent();
  }

  private void refuse(Waiting refused) {
    refused.turn.fail(tooMany(waitNanos(taken, 1)));
  }

  private void leave(Waiting gone) {
    if (!gone.turn.future().isComplete()) {
      queue.removeIf(one -> one == gone)
          .forEach(left -> left.turn.fail(new Unavailable("the asker has gone", SHORTEST_RETRY)));
    }
  }

  private Future<Boolean> isRecognised(String network, Supplier<Future<Boolean>> known) {
    if (beingRecognised.size() == RECOGNISED_AT_ONCE || !beingRecognised.add(network)) {
      return Future.succeededFuture(false);
    }
    return known.get().otherwise(false).onComplete(done -> beingRecognised.remove(network));
  }

  /** Those who wait are refused. */
  public Future<Void> close() {
    queue.removeIf(one -> true).forEach(this::refuse);
    return workers.close();
  }

  private <T> Future<Optional<T>> hashIfAny(Supplier<Optional<Callable<T>>> atTurn) {
    running--;
    Optional<Callable<T>> work = atTurn.get();
    if (work.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    running++;
    return hash(work.get()).map(Optional::of);
  }

  /** On a busy machine a turn takes longer than the hash: it ends when the next one can be called. */
  private <T> Future<T> hash(Callable<T> work) {
    long startNanos = nanoTime.getAsLong();
    return workers.executeBlocking(() -> timed(work), false).onComplete(done -> {
      turns.add(nanoTime.getAsLong() - startNanos);
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

  /**
   * Refuses requests that have waited too long, whose askers are about to give up; then calls the next ones. A turn that
   * is over before this returns leaves the next call to the loop here: otherwise each would stand on the stack of the one
   * before.
   */
  private void callNext() {
    long nowNanos = nanoTime.getAsLong();
    queue.removeIf(one -> nowNanos - one.lateNanos > 0).forEach(this::refuse);
    if (calling) {
      return;
    }
    calling = true;
    try {
      while (running < threads) {
        Optional<Waiting> next = queue.next();
        if (next.isEmpty()) {
          return;
        }
        running++;
        next.get().turn.complete();
      }
    } finally {
      calling = false;
    }
  }

  private Unavailable tooMany(double expectedNanos) {
    meters.count(Metric.QUEUE_REFUSALS);
    Duration expected = Duration.ofNanos((long) expectedNanos);
    return new Unavailable(
        "too many passwords wait to be hashed", expected.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : expected);
  }
}
