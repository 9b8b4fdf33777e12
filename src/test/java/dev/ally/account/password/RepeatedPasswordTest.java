package dev.ally.account.password;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.PgUpkeep;
import dev.ally.account.password.PgPasswordStore.Attempt;
import dev.ally.account.password.queue.HashQueue;
import dev.ally.account.person.AddressSql;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.CommonPasswords;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.config.Settings;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.Answers;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Questions about passwords that are asked again and then refused, on real PostgreSQL: none gives a guess back twice. */
public class RepeatedPasswordTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SetClock CLOCK = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private static final Keyring KEYRING = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  private static final Tokens TOKENS = new Tokens(KEYRING);
  private static final String FLOOD = "192.0.2.66";
  private static final int ENTERING = 2;
  private static final int REQUESTS = 3;
  private static final Integer NOBODY = -1;
  private static TestDatabase database;
  private static Pool pool;

  /** How often the clock was looked at: twice by whoever enters the queue while no thread is free. */
  private final AtomicInteger looks = new AtomicInteger();
  private final Context loop = WATCHED.vertx().getOrCreateContext();
  private HashQueue hashQueue;
  private PasswordVerifier desk;

  @BeforeAll
  static void connect() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.ACCOUNT);
    answer(new PgUpkeep(pool, Duration.ofDays(400)).useKey(KEYRING, CLOCK.instant()));
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void open() {
    hashQueue = new HashQueue(WATCHED.vertx(), new Settings.Hash(64, 2, 1, 2), Duration.ofMinutes(1), () -> {
      looks.incrementAndGet();
      return 0;
    });
    desk = new PasswordVerifier(
        new PgPasswordStore(pool), new PgAccountStore(pool), hashQueue, new PasswordHash(64, 1),
        new SealedPasswords(KEYRING, RANDOM), new PasswordRules(new CommonPasswords(Set.of())),
        TOKENS, CLOCK, RANDOM);
  }

  @AfterEach
  void close() {
    answer(hashQueue.close());
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(start -> work.get().onComplete(done));
    return done.future();
  }

  private static EmailAddress email() {
    return EmailAddress.of(UUID.randomUUID() + "@example.org");
  }

  private Future<PasswordVerifier.Verdict> verify(EmailAddress email, String address, String password,
      UUID operationId) {
    return onLoop(() -> desk.verify(
        email, Secret.of(password), new RequestInfo(address, "a browser", Secret.token(RANDOM)), operationId));
  }

  /** Returns when it waits in the queue, behind a thread that is held, or is answered without. */
  private Future<PasswordVerifier.Verdict> queued(EmailAddress email, String address, String password,
      UUID operationId) {
    int before = looks.get();
    Future<PasswordVerifier.Verdict> judged = verify(email, address, password, operationId);
    until(() -> looks.get() >= before + ENTERING || judged.isComplete());
    return judged;
  }

  /** Asks, and is pushed out of the full queue before its turn. */
  private void pushedOut(EmailAddress email, String password, UUID operationId) throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    Future<?> holder = onLoop(() -> hashQueue.admit("somebody", place -> place.run(() -> {
      held.countDown();
      return release.await(30, TimeUnit.SECONDS);
    })));
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    Future<?> first = queued(email(), FLOOD, "filling the queue", UUID.randomUUID());
    Future<PasswordVerifier.Verdict> pushedOut = queued(email, FLOOD, password, operationId);
    Future<?> other = queued(email(), "192.0.2.1", "pushing somebody out", UUID.randomUUID());
    assertThat(answer(pushedOut.map(false).otherwise(failure -> failure instanceof Unavailable))).isTrue();
    release.countDown();
    List.of(holder, first, other).forEach(Answers::answer);
  }

  private static void until(Supplier<Boolean> so) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!so.get()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static PgPasswordStore.Subjects subjects(EmailAddress email) {
    Buffer strangers = TOKENS.hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.of("email " + email.key()));
    return new PgPasswordStore.Subjects(AddressSql.parameter(email), new Buffer[0], strangers, Buffer.buffer("no browser"));
  }

  private static int counted(EmailAddress email) {
    return answer(pool.preparedQuery("SELECT in_a_row FROM account.password_budget WHERE subject = $1")
        .execute(Tuple.of(subjects(email).unrecognised())))
        .iterator().next().getInteger("in_a_row");
  }

  /** However often somebody asks again and is refused, five guesses are five. */
  @Test
  void aGuessThatWasLookedAtStaysCountedWhenItIsAskedAgainAndPushedOut() throws Exception {
    EmailAddress email = email();
    for (int i = 0; i < Limit.PASSWORDS_BEFORE_WAIT.count(); i++) {
      UUID operation = UUID.randomUUID();
      assertThat(answer(verify(email, FLOOD, "guess number " + i, operation)))
          .isInstanceOf(PasswordVerifier.Verdict.Wrong.class);
      pushedOut(email, "guess number " + i, operation);
      assertThat(counted(email)).isEqualTo(i + 1);
    }
    for (int i = Limit.PASSWORDS_BEFORE_WAIT.count(); i < 120; i++) {
      assertThat(answer(verify(email, FLOOD, "guess number " + i, UUID.randomUUID())))
          .isInstanceOf(PasswordVerifier.Verdict.Wait.class);
    }
  }

  /** The one that counted it is refused while the other is looked at: the guess was made. */
  @Test
  void aGuessIsNotGivenBackOnceItWasAskedAgain() {
    PgPasswordStore store = new PgPasswordStore(pool);
    EmailAddress email = email();
    UUID operation = UUID.randomUUID();
    Attempt first = charge(store, email, operation);
    assertThat(charge(store, email, operation).charged()).isTrue();
    answer(store.refund(first));
    assertThat(counted(email)).isEqualTo(1);
  }

  @Test
  void aGuessThatIsAskedAgainMuchLaterIsAnotherOne() {
    PgPasswordStore store = new PgPasswordStore(pool);
    EmailAddress email = email();
    UUID operation = UUID.randomUUID();
    charge(store, email, operation);
    CLOCK.pass(Duration.ofMinutes(2));
    charge(store, email, operation);
    assertThat(counted(email)).isEqualTo(2);
  }

  private static Attempt charge(PgPasswordStore store, EmailAddress email, UUID operation) {
    return answer(store.charge(
        subjects(email), operation, UUID.randomUUID(), Integer.MAX_VALUE, CLOCK.instant()));
  }

  /** Every order of three requests for one or two operations, each of which is looked at or refused in the end. */
  static List<List<Integer>> orders() {
    List<List<Integer>> orders = new ArrayList<>();
    extend(new ArrayList<>(), orders);
    return orders;
  }

  /** Requests begin by their numbers; a number that comes again ends one. */
  private static void extend(List<Integer> order, List<List<Integer>> orders) {
    if (order.size() == 2 * REQUESTS) {
      orders.add(List.copyOf(order));
      return;
    }
    long begun = order.stream().distinct().count();
    for (int request = 0; request < REQUESTS; request++) {
      int next = request;
      if (request == begun || request < begun && order.stream().filter(one -> one == next).count() == 1) {
        order.add(request);
        extend(order, orders);
        order.remove(order.size() - 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void onlyTheRequestThatCountedAGuessGivesItBack(List<Integer> order) {
    for (int operations = 0; operations < 1 << (REQUESTS - 1); operations++) {
      for (int outcomes = 0; outcomes < 1 << REQUESTS; outcomes++) {
        play(order, operations << 1, outcomes);
      }
    }
  }

  /**
   * @param operations of each request, a bit
   * @param outcomes of each request, a bit: whether it is refused
   */
  private static void play(List<Integer> order, int operations, int outcomes) {
    PgPasswordStore store = new PgPasswordStore(pool);
    EmailAddress email = email();
    UUID[] ids = {UUID.randomUUID(), UUID.randomUUID()};
    Attempt[] attempts = new Attempt[REQUESTS];
    // Of each operation: the request that may give it back, or that none may; absent while it is not counted.
    Map<Integer, Integer> owners = new HashMap<>();
    for (int request : order) {
      int operation = operations >> request & 1;
      if (attempts[request] == null) {
        attempts[request] = charge(store, email, ids[operation]);
        owners.merge(operation, request, (before, again) -> NOBODY);
      } else if ((outcomes >> request & 1) == 1) {
        answer(store.refund(attempts[request]));
        owners.remove(operation, request);
      }
    }
    assertThat(counted(email))
        .as("%s, operations %s, refused %s", order, Integer.toBinaryString(operations), Integer.toBinaryString(outcomes))
        .isEqualTo(owners.size());
  }
}
