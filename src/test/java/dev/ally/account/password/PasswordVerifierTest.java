package dev.ally.account.password;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.Sql;
import dev.ally.harness.HashTime;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Verifying passwords while the hash threads have more to do than they can, on real PostgreSQL. */
class PasswordVerifierTest {
  @RegisterExtension static final VerifierFixture ALLY = new VerifierFixture();

  private static final PasswordHash OLD_HASH = new PasswordHash(64, 1);
  private static final PasswordHash HASH = new PasswordHash(64, 2);
  private static final Secret PASSWORD = Secret.of("correct horse battery");
  private static final Secret WRONG = Secret.of("not the password");
  private static final String ADA = "192.0.2.1";
  private static final String FLOOD = "192.0.2.66";

  private static void open(int places) {
    open(places, HASH);
  }

  private static void open(int places, PasswordHash setting) {
    ALLY.open(places, setting);
  }

  private static Future<PasswordVerifier.Verdict> verify(EmailAddress email, String address, Secret password) {
    return verify(email, address, password, Secret.token(VerifierFixture.RANDOM));
  }

  private static Future<PasswordVerifier.Verdict> verify(
      EmailAddress email, String address, Secret password, Secret browser) {
    return ALLY.ask(verifier -> verifier.verify(
        email, password, new RequestInfo(address, "a browser", browser), UUID.randomUUID(),
        VerifierFixture.ASKER));
  }

  /** The account has been logged in to with this browser. */
  private static void know(EmailAddress email, Secret browser) {
    answer(ALLY.pool().preparedQuery("""
            INSERT INTO account.known_browser (account_id, browser_hash, last_login_at)
            SELECT id, $2, $3 FROM account.account WHERE email_key = $1""")
        .execute(Tuple.of(
            email.key(), ALLY.tokens.hash(Tokens.Purpose.BROWSER, browser), Sql.utc(ALLY.clock.instant()))));
  }

  private static EmailAddress account(PasswordHash hash) {
    EmailAddress email = VerifierFixture.email();
    UUID id = UUID.randomUUID();
    answer(new PgAccountStore(ALLY.pool()).create(
        id, email, "Ada", ALLY.sealed.seal(id, hash.hash(PASSWORD, VerifierFixture.RANDOM)), ALLY.clock.instant()));
    return email;
  }

  /** Returns when it waits in the queue, while the only thread is held. */
  private static Future<PasswordVerifier.Verdict> queued(EmailAddress email, String address, Secret password) {
    return ALLY.queued(() -> verify(email, address, password));
  }

  @Test
  void aWrongPasswordCostsTheSameAgainstACheaperHash() {
    PasswordHash raised = new PasswordHash(8_192, 2);
    open(2, raised);
    List<Supplier<EmailAddress>> kinds = List.of(
        () -> account(raised), () -> account(new PasswordHash(8_192, 1)), () -> account(OLD_HASH),
        VerifierFixture::email);
    // In turns, so that what else the machine does meets all of them; the least costs come nearer to the true ones.
    long[] costs = new long[kinds.size()];
    Arrays.fill(costs, Long.MAX_VALUE);
    for (int round = 0; round < 4 || (round < 40 && !areAlike(costs)); round++) {
      for (int kind = 0; kind < costs.length; kind++) {
        EmailAddress email = kinds.get(kind).get();
        costs[kind] = Math.min(costs[kind], HashTime.least(() -> answer(verify(email, ADA, WRONG))));
      }
    }
    assertThat(areAlike(costs)).as(Arrays.toString(costs)).isTrue();
  }

  private static boolean areAlike(long[] costs) {
    return Arrays.stream(costs).allMatch(cost -> cost >= costs[0] * 2 / 3 && cost <= costs[0] * 2);
  }

  @Test
  void anAttemptThatGaveWayIsNotCounted() throws Exception {
    open(2);
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    EmailAddress first = VerifierFixture.email();
    EmailAddress second = VerifierFixture.email();
    Future<?> served = queued(first, FLOOD, WRONG);
    Future<?> gaveWay = queued(second, FLOOD, WRONG);
    EmailAddress ada = VerifierFixture.email();
    Future<PasswordVerifier.Verdict> adas = queued(ada, ADA, WRONG);
    assertThatThrownBy(() -> answer(gaveWay)).isInstanceOf(Unavailable.class);
    assertThat(ALLY.counted(second)).isZero();
    hold.release().countDown();
    assertThat(answer(adas)).isInstanceOf(PasswordVerifier.Verdict.Wrong.class);
    answer(served);
    assertThat(ALLY.counted(first)).isEqualTo(1);
    assertThat(ALLY.counted(ada)).isEqualTo(1);
  }

  @Test
  void anOwnerAtARecognisedBrowserFindsAPlaceInAFloodThatFillsTheQueue() throws Exception {
    open(2);
    EmailAddress ada = account(HASH);
    Secret browser = Secret.token(VerifierFixture.RANDOM);
    know(ada, browser);
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    Future<?> first = queued(VerifierFixture.email(), FLOOD, WRONG);
    Future<?> gaveWay = queued(VerifierFixture.email(), FLOOD, WRONG);
    Future<?> unrecognised = verify(ada, FLOOD, PASSWORD, Secret.token(VerifierFixture.RANDOM));
    assertThatThrownBy(() -> answer(unrecognised)).as("a made-up cookie").isInstanceOf(Unavailable.class);
    Future<?> other = verify(VerifierFixture.email(), FLOOD, PASSWORD, browser);
    assertThatThrownBy(() -> answer(other)).as("another account's browser").isInstanceOf(Unavailable.class);
    Future<PasswordVerifier.Verdict> owner = verify(ada, FLOOD, PASSWORD, browser);
    assertThatThrownBy(() -> answer(gaveWay)).isInstanceOf(Unavailable.class);
    hold.release().countDown();
    assertThat(answer(owner)).isInstanceOf(PasswordVerifier.Verdict.Right.class);
    answer(first);
  }

  @Test
  void anOwnerAtARecognisedBrowserIsVerifiedBeforeAnUnrecognisedOneThatCameFirst() throws Exception {
    open(10);
    EmailAddress ada = account(HASH);
    Secret browser = Secret.token(VerifierFixture.RANDOM);
    know(ada, browser);
    // So long that the attempt which is hashed first is answered first.
    EmailAddress bob = account(new PasswordHash(7168, 5));
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    List<String> order = new CopyOnWriteArrayList<>();
    Future<?> other = queued(bob, FLOOD, WRONG).onComplete(verified -> order.add("other"));
    Future<?> owner = ALLY.queued(() -> ALLY.ask(verifier -> verifier.verify(
        ada, PASSWORD, new RequestInfo(FLOOD, "a browser", browser), UUID.randomUUID(), PasswordPurpose.LOGIN,
        VerifierFixture.ASKER)))
        .onComplete(verified -> order.add("owner"));
    hold.release().countDown();
    answer(other);
    answer(owner);
    assertThat(order).containsExactly("owner", "other");
  }

  @Test
  void anAttemptThatFoundNoPlaceIsNotCounted() throws Exception {
    open(0);
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    EmailAddress email = VerifierFixture.email();
    for (int i = 0; i < 20; i++) {
      Future<?> refused = verify(email, FLOOD, WRONG);
      assertThatThrownBy(() -> answer(refused)).isInstanceOf(Unavailable.class);
    }
    assertThat(ALLY.counted(email)).isZero();
  }

  @Test
  void everyAttemptOfOneEmailThatWaitedTooLongIsGivenBack() throws Exception {
    open(10);
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    EmailAddress email = VerifierFixture.email();
    List<Future<PasswordVerifier.Verdict>> late =
        List.of(queued(email, ADA, WRONG), queued(email, ADA, WRONG), queued(email, ADA, WRONG));
    assertThat(ALLY.counted(email)).isEqualTo(3);
    ALLY.passInQueue(VerifierFixture.LATE);
    hold.release().countDown();
    late.forEach(future -> assertThatThrownBy(() -> answer(future)).isInstanceOf(Unavailable.class));
    assertThat(ALLY.counted(email)).isZero();
  }

  @Test
  void anAttemptThatWasVerifiedStaysCountedWhenOthersAreGivenBack() throws Exception {
    open(10);
    EmailAddress email = VerifierFixture.email();
    answer(verify(email, ADA, WRONG));
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    Future<?> late = queued(email, ADA, WRONG);
    ALLY.passInQueue(VerifierFixture.LATE);
    hold.release().countDown();
    assertThatThrownBy(() -> answer(late)).isInstanceOf(Unavailable.class);
    assertThat(ALLY.counted(email)).isEqualTo(1);
  }

  @Test
  void aRightPasswordOpensAlsoWhileThereIsNoTimeToHashItAnew() throws Exception {
    open(10);
    EmailAddress email = account(OLD_HASH);
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    Future<PasswordVerifier.Verdict> adas = queued(email, ADA, PASSWORD);
    VerifierFixture.Hold[] next = new VerifierFixture.Hold[1];
    ALLY.queued(() -> (next[0] = ALLY.hold()).end());
    int before = ALLY.looks();
    hold.release().countDown();
    next[0].awaitBegin();
    // A hash looks when it begins, when it ends, and when it calls the next: one ends, one is whole, one begins. Then
    // the attempt enters the queue again.
    VerifierFixture.until(() -> ALLY.looks() == before + 2 + 3 + 1 + 2);
    ALLY.passInQueue(VerifierFixture.LATE);
    next[0].release().countDown();
    assertThat(answer(adas)).isInstanceOf(PasswordVerifier.Verdict.Right.class);
    assertThat(ALLY.counted(email)).isZero();
    assertThat(answer(verify(email, ADA, PASSWORD))).isInstanceOf(PasswordVerifier.Verdict.Right.class);
  }

  private static String keptHash(EmailAddress email) {
    Row row = answer(ALLY.pool().preparedQuery("SELECT * FROM account.account WHERE email_key = $1")
        .execute(Tuple.of(email.key()))).iterator().next();
    return ALLY.sealed.open(row.getUUID("id"), new Sealed(
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
