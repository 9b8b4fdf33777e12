package dev.ally.account.password;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.PgUpkeep;
import dev.ally.account.password.queue.HashQueue;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.CommonPasswords;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.bus.Asker;
import dev.ally.config.Settings;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A password verifier on real PostgreSQL, with a hash queue of one thread whose clock the test sets. */
final class VerifierFixture implements BeforeAllCallback, AfterAllCallback, AfterEachCallback {
  static final SecureRandom RANDOM = new SecureRandom();
  static final Asker ASKER = Asker.waiting(Duration.ofSeconds(30));
  /** After which a request of that asker is refused that is still in the queue. */
  static final Duration LATE = Duration.ofMillis(20_001);

  /** How often a request that enters the queue looks at the clock while no thread is free. */
  private static final int ENTERING = 2;

  final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  final Keyring keyring = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  final Tokens tokens = new Tokens(keyring);
  final SealedPasswords sealed = new SealedPasswords(keyring, RANDOM);
  private final WatchedVertx watched = new WatchedVertx();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  private TestDatabase database;
  private Pool pool;
  private Context loop;
  private HashQueue queue;
  private PasswordVerifier verifier;

  @Override
  public void beforeAll(ExtensionContext context) {
    watched.beforeAll(context);
    loop = watched.vertx().getOrCreateContext();
    database = TestDatabase.create();
    pool = database.pool(watched.vertx(), Schema.ACCOUNT);
    answer(new PgUpkeep(pool, Duration.ofDays(400)).useKey(keyring, clock.instant()));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  private void close() {
    if (queue != null) {
      answer(onLoop(queue::close));
      queue = null;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    watched.afterAll(context);
    database.close();
  }

  /**
   * Has one thread that hashes, and a queue before it.
   *
   * @param places in the queue
   */
  void open(int places, PasswordHash hash) {
    close();
    queue = new HashQueue(watched.vertx(), new Settings.Hash(64, 2, 1, places), () -> {
      looks.incrementAndGet();
      return nanos.get();
    });
    verifier = new PasswordVerifier(
        new PgPasswordStore(pool), new PgAccountStore(pool), queue, hash, sealed,
        new PasswordRules(new CommonPasswords(Set.of())), tokens, clock, RANDOM);
  }

  TestDatabase database() {
    return database;
  }

  Pool pool() {
    return pool;
  }

  /** Passes on the clock of the queue. */
  void passInQueue(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  static EmailAddress email() {
    return EmailAddress.of(UUID.randomUUID() + "@example.org");
  }

  /** Asks the verifier on its event loop. */
  <T> Future<T> ask(Function<PasswordVerifier, Future<T>> question) {
    return onLoop(() -> question.apply(verifier));
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(start -> work.get().onComplete(done));
    return done.future();
  }

  /** Occupies the thread, or waits for it, until it is released. */
  Hold hold() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<?> end = onLoop(() -> queue.admit("a test", ASKER, place -> place.run(() -> {
      begun.countDown();
      return release.await(30, TimeUnit.SECONDS);
    })));
    return new Hold(begun, release, end);
  }

  record Hold(CountDownLatch begun, CountDownLatch release, Future<?> end) {
    Hold awaitBegin() throws InterruptedException {
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      return this;
    }
  }

  /** How often the queue has looked at its clock. */
  int looks() {
    return looks.get();
  }

  /** Returns when the request of this work waits in the queue behind a held thread, or has its answer. */
  <T> Future<T> queued(Supplier<Future<T>> work) {
    int before = looks.get();
    Future<T> asked = work.get();
    until(() -> looks.get() >= before + ENTERING || asked.isComplete());
    return asked;
  }

  static void until(Supplier<Boolean> so) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!so.get()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** By which the attempts of unrecognised browsers at this email are counted. */
  Buffer subject(EmailAddress email) {
    return tokens.hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.of("email " + email.key()));
  }

  /** How many attempts at this email are counted. */
  long counted(EmailAddress email) {
    String hash = HexFormat.of().formatHex(subject(email).getBytes());
    return database.count("account.password_budget, generate_series(1, in_a_row) WHERE subject = '\\x" + hash + "'");
  }
}
