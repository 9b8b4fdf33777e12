package dev.ally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ally.database.embedded.OwnPostgres;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Ports;
import dev.ally.harness.SlowLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A server, its PostgreSQL, the network between them, and its users. */
final class LoadedServer implements AutoCloseable {
  private static final int THREADS = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final OwnPostgres postgres;
  final SlowLine line;
  final List<CheckedUser> users = new ArrayList<>();
  private final Path directory;
  private final int httpPort = Ports.free();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong logins = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private AllyProcess ally;
  private int reachedBy;
  private volatile boolean databaseAway;

  LoadedServer(Path directory, int population) throws IOException, InterruptedException {
    this.directory = directory;
    postgres = OwnPostgres.start(Files.createDirectory(directory.resolve("own")));
    line = new SlowLine(postgres.port());
    for (int i = 0; i < population; i++) {
      users.add(new CheckedUser(i, this));
    }
  }

  String url() {
    return "http://localhost:" + httpPort;
  }

  /**
   * A server that runs and finds its database there; the one that runs already, where it does so.
   *
   * @param databasePort PostgreSQL's own, or the line's
   */
  void serve(int databasePort) throws IOException, InterruptedException {
    if (ally != null && reachedBy == databasePort) {
      return;
    }
    stopAlly();
    reachedBy = databasePort;
    ally = AllyProcess.in(directory)
        .asForLong()
        .with("ALLY_HTTP_PORT", Integer.toString(httpPort))
        .with("ALLY_DATABASE_URI", postgres.uri(databasePort))
        .with("ALLY_HASH_MEMORY_KIB", "7168")
        .with("ALLY_HASH_ITERATIONS", "5")
        .with("ALLY_TRUSTED_PROXIES", "127.0.0.1")
        .start()
        .awaitReady();
  }

  private void stopAlly() throws InterruptedException {
    if (ally != null) {
      ally.terminate().exit();
    }
  }

  void killAlly() throws InterruptedException {
    ally.kill();
    ally = null;
  }

  boolean isReady() {
    return ally.isReady();
  }

  boolean isAlive() throws IOException, InterruptedException {
    return ally.getManagement("/health/live").statusCode() == 200;
  }

  boolean isDatabaseAway() {
    return databaseAway;
  }

  /** From now on nothing but 503 is a right answer to a form. */
  void databaseIsAway(boolean away) {
    databaseAway = away;
  }

  void complain(String complaint) {
    complaints.add(complaint);
  }

  void changed() {
    changes.incrementAndGet();
  }

  void signedIn() {
    logins.incrementAndGet();
  }

  void unavailable() {
    refusals.incrementAndGet();
  }

  /** Acknowledged switches of two-factor, so far. */
  long changes() {
    return changes.get();
  }

  /** Acknowledged logins with a code, so far. */
  long logins() {
    return logins.get();
  }

  /** Answers with 503, so far. */
  long refusals() {
    return refusals.get();
  }

  /** Polls until it is so. */
  void await(String what, Duration patience, BooleanSupplier so) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail(what + ": not within " + patience + "\n" + changes + " changes, " + logins + " logins, " + refusals
            + " refusals, " + complaints + "\n" + (ally == null ? "" : ally.out()));
      }
      Thread.sleep(20);
    }
  }

  void await(String what, BooleanSupplier so) throws InterruptedException {
    await(what, PATIENCE, so);
  }

  /** Has every one of them do it, some at a time; who gets no answer goes on. */
  void all(List<CheckedUser> some, Consumer<CheckedUser> deed) {
    new Load(some, deed, some.size()).awaitEnd();
  }

  /** Has everybody do it, over and over, while something happens. */
  void whileAll(Consumer<CheckedUser> deed, Happening happening) throws Exception {
    Load load = new Load(users, deed, Integer.MAX_VALUE);
    try {
      happening.run();
    } finally {
      load.over = true;
      load.awaitEnd();
    }
  }

  interface Happening {
    void run() throws Exception;
  }

  private final class Load {
    private final BlockingQueue<CheckedUser> waiting;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger left;
    private volatile boolean over;

    private Load(List<CheckedUser> some, Consumer<CheckedUser> deed, int times) {
      waiting = new LinkedBlockingQueue<>(some);
      left = new AtomicInteger(times);
      for (int i = 0; i < THREADS; i++) {
        Thread thread = new Thread(() -> work(deed), "load " + i);
        thread.start();
        threads.add(thread);
      }
    }

    private void work(Consumer<CheckedUser> deed) {
      while (!over && left.getAndDecrement() > 0) {
        CheckedUser next = waiting.remove();
        try {
          deed.accept(next);
        } catch (CheckedBrowser.Unanswered unanswered) {
          breathe();
        } catch (RuntimeException e) {
          complain(next.email + ": " + e);
        }
        waiting.add(next);
      }
    }

    /** Whom nobody answers does not ask again at once. */
    private void breathe() {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        over = true;
      }
    }

    void awaitEnd() {
      try {
        for (Thread thread : threads) {
          thread.join();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits until every switch is settled, then reads what is left: by SQL, and as people see it. */
  void settleAndCheck(List<CheckedUser> sample) throws InterruptedException {
    await("every switch is settled", () -> new InvariantCheck(postgres).openSwitches().isEmpty());
    assertThat(new InvariantCheck(postgres).wrongs(users)).isEmpty();
    all(sample, CheckedUser::replay);
    Queue<String> lockedOut = new ConcurrentLinkedQueue<>();
    all(sample, user -> {
      if (!user.canLogIn()) {
        lockedOut.add(user.email + ": " + user.refusal());
      }
    });
    assertThat(lockedOut).as("locked out").isEmpty();
    assertThat(complaints).isEmpty();
  }

  @Override
  public void close() throws IOException {
    if (ally != null) {
      ally.close();
    }
    line.close();
    postgres.close();
  }
}
