package dev.ally.account.password.queue;

import dev.ally.bus.Unavailable;
import dev.ally.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The threads that hash, and the line before them.
 *
 * <p>A place is taken before anything else is done for a password. Where none is left, or the wait would be longer than
 * the asker's patience, one of the party that waits with most gives way to a party with fewer, or, where none is left, to
 * somebody at a browser that the account knows; else the answer is {@link Unavailable}, at once. Belongs to one event
 * loop, which all its callers are on.
 */
public final class HashQueue {
  /** Of an asker's patience, in thirds, that may be spent waiting; the rest is for the hash and what is around it. */
  private static final int THIRDS_OF_PATIENCE = 2;
  /**
   * How much of the longest wait a newcomer may expect. What a hash takes is only a guess at what the next ones will, and
   * whoever is let in and then waits too long is told so far too late.
   */
  private static final double EXPECTED_SHARE = 0.75;
  /** How many are looked up at once, to see whether they are known, while there is no room; one of a party. */
  private static final int RECOGNISED_AT_ONCE = 16;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  /** How much the newest turn counts in the running mean of what one takes. */
  private static final double NEWEST_SHARE = 0.1;

  private final WorkerExecutor workers;
  private final int threads;
  private final int places;
  private final LongSupplier nanoTime;
  private final Duration longestWait;
  private final KnownBrowsersFirstQueue<Waiting> line = new KnownBrowsersFirstQueue<>();
  private final Set<String> beingRecognised = new HashSet<>();
  private int taken;
  private int running;
  private double meanNanos;

  private record Waiting(Promise<Void> turn, long sinceNanos) {}

  /** @param patience how long an asker waits before it takes the answer for lost */
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

  /** A place in the line. */
  public final class Place {
    private final String party;
    private Optional<Object> knownTo = Optional.empty();

    private Place(String party) {
      this.party = party;
    }

    /**
     * Whose place it is has turned out to be at a browser that an account knows.
     *
     * @param owner the same for the same browser and account
     */
    public void isKnownTo(Object owner) {
      knownTo = Optional.of(owner);
    }

    /** Runs this on a hash thread when it is this party's turn. */
    public <T> Future<T> run(Callable<T> work) {
      Promise<Void> turn = Promise.promise();
      Waiting waiting = new Waiting(turn, nanoTime.getAsLong());
      knownTo.ifPresentOrElse(
          owner -> line.addKnown(owner, party, waiting), () -> line.addStranger(party, waiting));
      callNext();
      return turn.future().compose(called -> hash(work));
    }
  }

  /** What is done with a place. */
  public interface Work<T> {
    Future<T> with(Place place);
  }

  /**
   * Does the work with a place, or fails with {@link Unavailable} at once when there is none.
   *
   * @param party whom the place counts against when places run short
   */
  public <T> Future<T> admit(String party, Work<T> work) {
    return admit(party, () -> Future.succeededFuture(false), work);
  }

  /**
   * Likewise, for somebody who may be known.
   *
   * @param known whether they are; asked only when there is no room
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
    return taken < places && isStrangersTurnSoon(party) || givesWay(line.makeRoomFor(party));
  }

  /** Those whose passwords are being looked up are strangers too: nobody knows yet who they are. */
  private boolean isStrangersTurnSoon(String party) {
    int ahead = taken - threads;
    int strangersAhead = Math.max(ahead - line.known(), line.strangersBefore(party));
    return ahead < 0 || isSoon(ahead, 1) && isSoon(strangersAhead, line.strangersShare());
  }

  private boolean roomForKnown() {
    return isSoon(line.known(), KnownBrowsersFirstQueue.LEAST_SHARE_OF_KNOWN)
        && (taken < places || givesWay(line.makeRoomForKnown()));
  }

  /** Whether it would be a newcomer's turn in time, behind so many who have that share of the turns. */
  private boolean isSoon(int ahead, double share) {
    return meanNanos * (ahead + 1) / (threads * share) <= longestWait.toNanos() * EXPECTED_SHARE;
  }

  private static boolean givesWay(Optional<Waiting> somebody) {
    somebody.ifPresent(waiting -> waiting.turn.fail(tooMany()));
    return somebody.isPresent();
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

  /** What a turn takes is more than the hash on a busy machine: it ends when the next can be called. */
  private <T> Future<T> hash(Callable<T> work) {
    long startNanos = nanoTime.getAsLong();
    return workers.executeBlocking(work, false).onComplete(done -> {
      meanNanos += (nanoTime.getAsLong() - startNanos - meanNanos) * NEWEST_SHARE;
      running--;
      callNext();
    });
  }

  /** Refuses who has waited too long, whose askers are about to go; then calls whoever's turn it is. */
  private void callNext() {
    long nowNanos = nanoTime.getAsLong();
    line.removeWhile(waiting -> nowNanos - waiting.sinceNanos > longestWait.toNanos())
        .forEach(late -> late.turn.fail(tooMany()));
    while (running < threads) {
      Optional<Waiting> next = line.next();
      if (next.isEmpty()) {
        return;
      }
      running++;
      next.get().turn.complete();
    }
  }

  private static Unavailable tooMany() {
    return new Unavailable("too many passwords wait to be hashed", RETRY_AFTER);
  }
}
