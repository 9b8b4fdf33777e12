package dev.ally.account.password;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.PgUpkeep;
import dev.ally.account.password.queue.HashQueue;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Sql;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.CommonPasswords;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.bus.Unavailable;
import dev.ally.config.Settings;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.HashTime;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Judging passwords while the hash threads have more to do than they can, on real PostgreSQL. */
class PasswordVerifierTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  /** Looks at the clock of whoever enters the line: since when, and whether anybody has waited too long. */
  private static final int ENTERING = 2;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SetClock CLOCK = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private static final Keyring KEYRING = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  private static final PasswordHash OLD_HASH = new PasswordHash(64, 1);
  private static final PasswordHash HASH = new PasswordHash(64, 2);
  private static final Secret PASSWORD = Secret.of("correct horse battery");
  private static final Secret WRONG = Secret.of("not the password");
  private static final String ADA = "192.0.2.1";
  private static final String FLOOD = "192.0.2.66";
  private static TestDatabase database;
  private static Pool pool;

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  /** How often the clock was looked at: once for whoever enters the line while no thread is free. */
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

  @AfterEach
  void close() {
    release.countDown();
    answer(hashQueue.close());
  }

  private void open(int queue) {
    open(queue, HASH);
  }

  private void open(int queue, PasswordHash setting) {
    hashQueue = new HashQueue(WATCHED.vertx(), new Settings.Hash(64, 2, 1, queue), Duration.ofMillis(1_050), () -> {
      looks.incrementAndGet();
      return nanos.get();
    });
    desk = new PasswordVerifier(
        new PgPasswordStore(pool), new PgAccountStore(pool), hashQueue, setting,
        new SealedPasswords(KEYRING, RANDOM), new PasswordRules(new CommonPasswords(Set.of())),
        new Tokens(KEYRING), CLOCK, RANDOM);
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(start -> work.get().onComplete(done));
    return done.future();
  }

  private Future<PasswordVerifier.Verdict> verify(EmailAddress email, String address, Secret password) {
    return verify(email, address, password, Secret.token(RANDOM));
  }

  private Future<PasswordVerifier.Verdict> verify(EmailAddress email, String address, Secret password, Secret browser) {
    return onLoop(() -> desk.verify(
        email, password, new RequestInfo(address, "a browser", browser), UUID.randomUUID()));
  }

  /** The account has been logged in to with this browser. */
  private static void know(EmailAddress email, Secret browser) {
    answer(pool.preparedQuery("""
            INSERT INTO account.known_browser (account_id, browser_hash, last_login_at)
            SELECT id, $2, $3 FROM account.account WHERE email_key = $1""")
        .execute(Tuple.of(
            email.key(), new Tokens(KEYRING).hash(Tokens.Purpose.BROWSER, browser), Sql.utc(CLOCK.instant()))));
  }

  private static EmailAddress email() {
    return EmailAddress.of(UUID.randomUUID() + "@example.org");
  }

  private static EmailAddress account(PasswordHash hash) {
    EmailAddress email = email();
    UUID id = UUID.randomUUID();
    answer(new PgAccountStore(pool).create(
        id, email, "Ada", new SealedPasswords(KEYRING, RANDOM).seal(id, hash.hash(PASSWORD)), CLOCK.instant()));
    return email;
  }

  private void occupy() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    onLoop(() -> hashQueue.admit("somebody", place -> place.run(() -> {
      begun.countDown();
      return release.await(30, TimeUnit.SECONDS);
    })));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
  }

  /** How many attempts are counted against this e-mail. */
  private static long counted(EmailAddress email) {
    Secret subject = Secret.of("email " + email.key());
    String hash = new Tokens(KEYRING).hash(Tokens.Purpose.PASSWORD_BUDGET, subject).toString("ISO-8859-1")
        .chars().mapToObj("%02x"::formatted).reduce("", String::concat);
    return database.count("account.password_budget, generate_series(1, in_a_row) WHERE subject = '\\x" + hash + "'");
  }

  private static void until(Supplier<Boolean> so) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!so.get()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Returns when it waits in the line, while the only thread is held. */
  private Future<PasswordVerifier.Verdict> inTheLine(EmailAddress email, String address, Secret password) {
    int before = looks.get();
    Future<PasswordVerifier.Verdict> judged = verify(email, address, password);
    until(() -> looks.get() == before + ENTERING);
    return judged;
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void aWrongPasswordCostsTheSameAgainstACheaperHash() {
    PasswordHash raised = new PasswordHash(8_192, 2);
    open(2, raised);
    List<Supplier<EmailAddress>> kinds = List.of(
        () -> account(raised), () -> account(new PasswordHash(8_192, 1)), () -> account(OLD_HASH),
        PasswordVerifierTest::email);
    // In turns, so that what else the machine does meets all of them.
    long[] costs = new long[kinds.size()];
    Arrays.fill(costs, Long.MAX_VALUE);
    for (int round = 0; round < 4; round++) {
      for (int kind = 0; kind < costs.length; kind++) {
        EmailAddress email = kinds.get(kind).get();
        costs[kind] = Math.min(costs[kind], HashTime.least(() -> answer(verify(email, ADA, WRONG))));
      }
    }
    assertThat(Arrays.stream(costs).boxed()).allSatisfy(cost ->
        assertThat(cost).isBetween(costs[0] * 2 / 3, costs[0] * 2));
  }

  @Test
  void anAttemptThatGaveWayIsNotCounted() throws Exception {
    open(2);
    occupy();
    EmailAddress first = email();
    EmailAddress second = email();
    Future<?> served = inTheLine(first, FLOOD, WRONG);
    Future<?> gaveWay = inTheLine(second, FLOOD, WRONG);
    EmailAddress ada = email();
    Future<PasswordVerifier.Verdict> adas = inTheLine(ada, ADA, WRONG);
    assertThatThrownBy(() -> answer(gaveWay)).isInstanceOf(Unavailable.class);
    assertThat(counted(second)).isZero();
    release.countDown();
    assertThat(answer(adas)).isInstanceOf(PasswordVerifier.Verdict.Wrong.class);
    answer(served);
    assertThat(counted(first)).isEqualTo(1);
    assertThat(counted(ada)).isEqualTo(1);
  }

  @Test
  void anOwnerAtABrowserOfTheirsFindsAPlaceInAFloodThatFillsTheLine() throws Exception {
    open(2);
    EmailAddress ada = account(HASH);
    Secret browser = Secret.token(RANDOM);
    know(ada, browser);
    occupy();
    Future<?> first = inTheLine(email(), FLOOD, WRONG);
    Future<?> gaveWay = inTheLine(email(), FLOOD, WRONG);
    Future<?> stranger = verify(ada, FLOOD, PASSWORD, Secret.token(RANDOM));
    assertThatThrownBy(() -> answer(stranger)).as("a made-up cookie").isInstanceOf(Unavailable.class);
    Future<?> other = verify(email(), FLOOD, PASSWORD, browser);
    assertThatThrownBy(() -> answer(other)).as("a browser of somebody else's").isInstanceOf(Unavailable.class);
    Future<PasswordVerifier.Verdict> owner = verify(ada, FLOOD, PASSWORD, browser);
    assertThatThrownBy(() -> answer(gaveWay)).isInstanceOf(Unavailable.class);
    release.countDown();
    assertThat(answer(owner)).isInstanceOf(PasswordVerifier.Verdict.Right.class);
    answer(first);
  }

  @Test
  void anOwnerAtABrowserOfTheirsIsLookedAtBeforeAStrangerWhoCameFirst() throws Exception {
    open(10);
    EmailAddress ada = account(HASH);
    Secret browser = Secret.token(RANDOM);
    know(ada, browser);
    // So long that whoever is hashed before is told before.
    EmailAddress bob = account(new PasswordHash(7168, 5));
    occupy();
    List<String> order = new CopyOnWriteArrayList<>();
    Future<?> stranger = inTheLine(bob, FLOOD, WRONG).onComplete(judged -> order.add("stranger"));
    int before = looks.get();
    Future<?> owner = onLoop(() -> desk.verifyForLogin(
        ada, PASSWORD, new RequestInfo(FLOOD, "a browser", browser), UUID.randomUUID(), Integer.MAX_VALUE))
        .onComplete(judged -> order.add("owner"));
    until(() -> looks.get() == before + ENTERING);
    release.countDown();
    answer(stranger);
    answer(owner);
    assertThat(order).containsExactly("owner", "stranger");
  }

  @Test
  void anAttemptThatFoundNoPlaceIsNotCounted() throws Exception {
    open(0);
    occupy();
    EmailAddress email = email();
    for (int i = 0; i < 20; i++) {
      Future<?> refused = verify(email, FLOOD, WRONG);
      assertThatThrownBy(() -> answer(refused)).isInstanceOf(Unavailable.class);
    }
    assertThat(counted(email)).isZero();
  }

  @Test
  void everyAttemptOfOneEmailThatWaitedTooLongIsGivenBack() throws Exception {
    open(10);
    occupy();
    EmailAddress email = email();
    List<Future<PasswordVerifier.Verdict>> late =
        List.of(inTheLine(email, ADA, WRONG), inTheLine(email, ADA, WRONG), inTheLine(email, ADA, WRONG));
    assertThat(counted(email)).isEqualTo(3);
    pass(Duration.ofSeconds(2));
    release.countDown();
    late.forEach(future -> assertThatThrownBy(() -> answer(future)).isInstanceOf(Unavailable.class));
    assertThat(counted(email)).isZero();
  }

  @Test
  void anAttemptThatWasLookedAtStaysCountedWhenOthersAreGivenBack() throws Exception {
    open(10);
    EmailAddress email = email();
    answer(verify(email, ADA, WRONG));
    occupy();
    Future<?> late = inTheLine(email, ADA, WRONG);
    pass(Duration.ofSeconds(2));
    release.countDown();
    assertThatThrownBy(() -> answer(late)).isInstanceOf(Unavailable.class);
    assertThat(counted(email)).isEqualTo(1);
  }

  @Test
  void aRightPasswordOpensAlsoWhileThereIsNoTimeToHashItAnew() throws Exception {
    open(10);
    EmailAddress email = account(OLD_HASH);
    occupy();
    Future<PasswordVerifier.Verdict> adas = inTheLine(email, ADA, PASSWORD);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch releaseNext = new CountDownLatch(1);
    int alone = looks.get();
    onLoop(() -> hashQueue.admit("next", place -> place.run(() -> {
      begun.countDown();
      return releaseNext.await(30, TimeUnit.SECONDS);
    })));
    until(() -> looks.get() == alone + ENTERING);
    int before = looks.get();
    release.countDown();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    // A hash looks when it begins, when it ends, and when it calls the next: one ends, one is whole, one begins.
    until(() -> looks.get() == before + 2 + 3 + 1 + ENTERING);
    pass(Duration.ofSeconds(2));
    releaseNext.countDown();
    assertThat(answer(adas)).isInstanceOf(PasswordVerifier.Verdict.Right.class);
    assertThat(counted(email)).isZero();
    assertThat(answer(verify(email, ADA, PASSWORD))).isInstanceOf(PasswordVerifier.Verdict.Right.class);
  }

  private static String keptHash(EmailAddress email) {
    Row row = answer(pool.preparedQuery("SELECT * FROM account.account WHERE email_key = $1")
        .execute(Tuple.of(email.key()))).iterator().next();
    return new SealedPasswords(KEYRING, RANDOM).open(row.getUUID("id"), new Sealed(
        row.getString("sealing_key_id"), row.getBuffer("sealed_password_hash").getBytes()));
  }

  @Test
  void aRightPasswordIsHashedAnewOnceTheSettingsAreOthers() {
    open(10);
    EmailAddress email = account(OLD_HASH);
    answer(verify(email, ADA, WRONG));
    assertThat(OLD_HASH.isOutdated(keptHash(email))).as("not by a wrong one").isFalse();
    assertThat(answer(verify(email, ADA, PASSWORD))).isInstanceOf(PasswordVerifier.Verdict.Right.class);
    String kept = keptHash(email);
    assertThat(HASH.isOutdated(kept)).isFalse();
    assertThat(answer(verify(email, ADA, PASSWORD))).isInstanceOf(PasswordVerifier.Verdict.Right.class);
    assertThat(keptHash(email)).as("once").isEqualTo(kept);
  }
}
