package dev.ally.account.password;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.password.PasswordVerifier.Verdict;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Asker;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks that fail at many accounts, at the verifier on real PostgreSQL. */
class StuffingTest {
  @RegisterExtension static final VerifierFixture ALLY = new VerifierFixture();

  private static final PasswordHash HASH = new PasswordHash(64, 1);
  private static final Secret PASSWORD = Secret.of("correct horse battery");
  private static final Secret WRONG = Secret.of("not the password");
  private static final String NETWORK = "192.0.2.66";
  private static final int MOST = Limit.PASSWORDS_OF_NETWORK.count();
  private static final Duration FIRST_WAIT = Limit.FIRST_NETWORK_WAIT.duration();

  @BeforeEach
  void open() {
    ALLY.open(400, HASH);
  }

  private static Future<Verdict> ask(
      EmailAddress email, Secret password, RequestInfo requestInfo, UUID operation, PasswordPurpose purpose,
      Asker asker) {
    return ALLY.ask(verifier -> verifier.verify(email, password, requestInfo, operation, purpose, asker));
  }

  private static Future<Verdict> ask(EmailAddress email, Secret password, RequestInfo from, PasswordPurpose purpose) {
    return ask(email, password, from, UUID.randomUUID(), purpose, VerifierFixture.ASKER);
  }

  private static Verdict logIn(EmailAddress email, Secret password, String address) {
    return answer(ask(email, password, from(address), PasswordPurpose.LOGIN));
  }

  private static RequestInfo from(String address) {
    return new RequestInfo(address, "a browser", Secret.token(VerifierFixture.RANDOM));
  }

  private static EmailAddress account() {
    EmailAddress email = VerifierFixture.email();
    UUID id = UUID.randomUUID();
    answer(new PgAccountStore(ALLY.pool()).create(
        id, email, "Ada", ALLY.sealed.seal(id, HASH.hash(PASSWORD, VerifierFixture.RANDOM)), ALLY.clock.instant()));
    return email;
  }

  private static RequestInfo known(EmailAddress email, String address) {
    RequestInfo known = from(address);
    answer(ALLY.pool().preparedQuery("""
            INSERT INTO account.known_browser (account_id, browser_hash, last_login_at)
            SELECT id, $2, $3 FROM account.account WHERE email_key = $1""")
        .execute(Tuple.of(
            email.key(), ALLY.tokens.hash(Tokens.Purpose.BROWSER, known.browser()), Sql.utc(ALLY.clock.instant()))));
    return known;
  }

  private static void failFrom(String address, int times) {
    List<Future<Verdict>> all = Stream.generate(() -> ask(
        VerifierFixture.email(), WRONG, from(address), PasswordPurpose.LOGIN)).limit(times).toList();
    assertThat(all).allSatisfy(one -> assertThat(answer(one)).isInstanceOf(Verdict.Wrong.class));
  }

  private static void assertWaits(Verdict verdict, Duration wait) {
    assertThat(verdict).isEqualTo(new Verdict.Wait(wait));
  }

  /** Also those that have accounts, with the right password or a wrong one. */
  @Test
  void ofThreeHundredPasswordsOfOneInstantFortyAreLookedAt() {
    List<EmailAddress> accounts = Stream.generate(StuffingTest::account).limit(4).toList();
    List<EmailAddress> emails = new ArrayList<>(Stream.generate(VerifierFixture::email).limit(296).toList());
    emails.addAll(accounts);
    List<Future<Verdict>> all = emails.stream()
        .map(email -> ask(email, WRONG, from(NETWORK), PasswordPurpose.LOGIN)).toList();
    List<Verdict> verdicts = all.stream().map(one -> answer(one)).toList();
    assertThat(verdicts).filteredOn(Verdict.Wrong.class::isInstance).hasSize(MOST);
    assertThat(verdicts).filteredOn(new Verdict.Wait(FIRST_WAIT)::equals).hasSize(300 - MOST);
    assertThat(emails.stream().mapToLong(ALLY::counted).sum()).as("what is not looked at is not counted")
        .isEqualTo(MOST);
    assertWaits(logIn(account(), PASSWORD, NETWORK), FIRST_WAIT);
    assertThat(logIn(account(), PASSWORD, "192.0.2.67")).isInstanceOf(Verdict.Right.class);
    ALLY.clock.pass(FIRST_WAIT);
    assertThat(logIn(account(), PASSWORD, NETWORK)).isInstanceOf(Verdict.Right.class);
  }

  @Test
  void aKnownBrowserBehindItIsServedAndSoIsASession() {
    EmailAddress ada = account();
    RequestInfo owner = known(ada, NETWORK);
    failFrom(NETWORK, MOST);
    for (PasswordPurpose purpose : PasswordPurpose.values()) {
      assertThat(answer(ask(ada, PASSWORD, owner, purpose))).isInstanceOf(Verdict.Right.class);
    }
    assertThat(answer(ask(ada, WRONG, owner, PasswordPurpose.LOGIN))).isInstanceOf(Verdict.Wrong.class);
    assertThat(answer(ask(ada, PASSWORD, from(NETWORK), PasswordPurpose.CHANGE))).isInstanceOf(Verdict.Right.class);
    assertThat(logIn(ada, PASSWORD, NETWORK)).isInstanceOf(Verdict.Wait.class);
  }

  @Test
  void aKnownBrowserIsServedFirstWhileAllNetworksThatFailedWait() throws Exception {
    // So long that the attempt which is hashed first is answered first.
    ALLY.open(400, new PasswordHash(4_096, 1));
    EmailAddress ada = account();
    RequestInfo owner = known(ada, NETWORK);
    failFrom(NETWORK, 6);
    failFrom("192.0.2.67", 6);
    List<String> order = new CopyOnWriteArrayList<>();
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    List<Future<Verdict>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (String address : List.of(NETWORK, "192.0.2.67")) {
        all.add(queued(order, "stuffing", from(address), VerifierFixture.email()));
      }
    }
    all.add(queued(order, "another", from("192.0.2.1"), VerifierFixture.email()));
    all.add(queued(order, "owner", owner, ada));
    hold.release().countDown();
    all.forEach(one -> answer(one));
    // The two networks take turns with the other as if they were one.
    assertThat(order).containsExactly(
        "owner", "stuffing", "another", "stuffing", "stuffing", "stuffing", "stuffing", "stuffing");
  }

  private static Future<Verdict> queued(List<String> order, String who, RequestInfo from, EmailAddress email) {
    return ALLY.queued(() -> ask(email, WRONG, from, PasswordPurpose.LOGIN).onComplete(done -> order.add(who)));
  }

  /** Where a link can be mailed, the answer is the same, and only the sender of the link is told. */
  @Test
  void theRightPasswordIsLookedAtAndNotDisclosedWhereALinkCanBeMailed() {
    EmailAddress ada = account();
    failFrom(NETWORK, MOST);
    PasswordPurpose purpose = PasswordPurpose.LOGIN_OR_LINK;
    assertThat(answer(ask(ada, WRONG, from(NETWORK), purpose))).isEqualTo(new Verdict.Undisclosed(false));
    assertThat(answer(ask(VerifierFixture.email(), PASSWORD, from(NETWORK), purpose)))
        .isEqualTo(new Verdict.Undisclosed(false));
    assertThat(answer(ask(ada, PASSWORD, from(NETWORK), purpose))).isEqualTo(new Verdict.Undisclosed(true));
    assertThat(ALLY.counted(ada)).as("a right one that is not disclosed stays counted like a wrong one").isEqualTo(2);
    for (int i = 2; i < Limit.PASSWORDS_BEFORE_WAIT.count(); i++) {
      assertThat(answer(ask(ada, PASSWORD, from(NETWORK), purpose))).isEqualTo(new Verdict.Undisclosed(true));
    }
    assertThat(answer(ask(ada, PASSWORD, from(NETWORK), purpose))).isInstanceOf(Verdict.Wait.class);
    ALLY.clock.pass(FIRST_WAIT);
    assertThat(answer(ask(ada, PASSWORD, from(NETWORK), purpose))).as("after the waits of both")
        .isInstanceOf(Verdict.Right.class);
  }

  @Test
  void whoTypesWronglyAndThenRightlyCostsTheNetworkNothing() {
    for (int person = 0; person < MOST + 10; person++) {
      EmailAddress email = account();
      assertThat(logIn(email, WRONG, NETWORK)).isInstanceOf(Verdict.Wrong.class);
      assertThat(logIn(email, PASSWORD, NETWORK)).isInstanceOf(Verdict.Right.class);
    }
  }

  @Test
  void addressesOfOneIpv6CustomerAndMappedOnesAreOneNetwork() {
    IntStream.range(0, MOST).forEach(i -> failFrom("2001:db8:1:" + Integer.toHexString(i % 7) + "::" + i, 1));
    assertThat(logIn(account(), PASSWORD, "2001:DB8:1:abcd:1:2:3:4")).isInstanceOf(Verdict.Wait.class);
    assertThat(logIn(account(), PASSWORD, "2001:db8:2::1")).isInstanceOf(Verdict.Right.class);
    IntStream.range(0, MOST).forEach(i -> failFrom(i % 2 == 0 ? NETWORK : "::ffff:" + NETWORK, 1));
    assertThat(logIn(account(), PASSWORD, NETWORK)).isInstanceOf(Verdict.Wait.class);
  }

  /** Spellings of one address are one of the five after which the network shares its turn. */
  @Test
  void spellingsOfOneEmailAreOne() {
    NetworkBudgets.Standing own = NetworkBudgets.Standing.OWN_TURN;
    String name = UUID.randomUUID().toString();
    EmailAddress ada = EmailAddress.of(name + "@example.org");
    EmailAddress same = EmailAddress.of(" " + name.toUpperCase(Locale.ROOT) + "@EXAMPLE.org");
    NetworkBudgets budgets = new NetworkBudgets(ALLY.clock);
    for (int i = 0; i < MOST - 1; i++) {
      EmailAddress email = i % 2 == 0 ? ada : same;
      assertThat(budgets.charge(1, ALLY.subject(email).getLong(0), i)).isTrue();
    }
    assertThat(budgets.standing(1, -1)).isEqualTo(own);
  }

  @ParameterizedTest
  @EnumSource(value = PasswordPurpose.class, names = "CHANGE", mode = EnumSource.Mode.EXCLUDE)
  void anAskerThatGoesAwayBeforeItsTurnHasNotGuessed(PasswordPurpose purpose) throws Exception {
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    List<Promise<Void>> gone = new ArrayList<>();
    List<Future<Verdict>> asked = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Promise<Void> goes = Promise.promise();
      gone.add(goes);
      asked.add(ALLY.queued(() -> ask(VerifierFixture.email(), WRONG, from(NETWORK), UUID.randomUUID(), purpose,
          new Asker(Duration.ofSeconds(30), goes.future()))));
    }
    gone.forEach(goes -> answer(ALLY.ask(verifier -> {
      goes.complete();
      return Future.succeededFuture();
    })));
    asked.forEach(one -> assertThat(answer(one.map(false).otherwise(failure -> failure instanceof Unavailable)))
        .isTrue());
    hold.release().countDown();
    answer(hold.end());
    failFrom(NETWORK, MOST);
    assertThat(logIn(account(), PASSWORD, NETWORK)).isInstanceOf(Verdict.Wait.class);
  }

  @Test
  void anAskerThatGoesAwayDuringTheHashHasGuessed() {
    ALLY.open(400, new PasswordHash(19_456, 2));
    Promise<Void> goes = Promise.promise();
    int before = ALLY.looks();
    Future<Verdict> asked = ask(VerifierFixture.email(), WRONG, from(NETWORK), UUID.randomUUID(),
        PasswordPurpose.LOGIN, new Asker(Duration.ofSeconds(30), goes.future()));
    // The third look at the clock is when the hash begins.
    VerifierFixture.until(() -> ALLY.looks() >= before + 3);
    goes.complete();
    answer(asked);
    failFrom(NETWORK, MOST - 1);
    assertThat(logIn(account(), PASSWORD, NETWORK)).isInstanceOf(Verdict.Wait.class);
  }

  @Test
  void aGuessThatIsAskedAgainCountsOnce() {
    EmailAddress email = VerifierFixture.email();
    UUID operation = UUID.randomUUID();
    for (int i = 0; i < 10; i++) {
      assertThat(answer(ask(email, WRONG, from(NETWORK), operation, PasswordPurpose.LOGIN, VerifierFixture.ASKER)))
          .isInstanceOf(Verdict.Wrong.class);
    }
    failFrom(NETWORK, MOST - 1);
    assertThat(answer(ask(email, WRONG, from(NETWORK), operation, PasswordPurpose.LOGIN, VerifierFixture.ASKER)))
        .as("the answer of one that was counted stays the same").isInstanceOf(Verdict.Wrong.class);
    assertThat(logIn(email, PASSWORD, NETWORK)).isInstanceOf(Verdict.Wait.class);
  }

  /** Neither a password that cannot be one nor one that has to wait for its account costs the network anything. */
  @Test
  void whatIsNotLookedAtCostsTheNetworkNothing() {
    EmailAddress email = VerifierFixture.email();
    for (int i = 0; i < Limit.PASSWORDS_BEFORE_WAIT.count(); i++) {
      logIn(email, WRONG, NETWORK);
    }
    for (int i = 0; i < 2 * MOST; i++) {
      assertThat(logIn(email, WRONG, NETWORK)).isInstanceOf(Verdict.Wait.class);
      assertThat(logIn(VerifierFixture.email(), Secret.of("x".repeat(257)), NETWORK)).isInstanceOf(Verdict.Wrong.class);
    }
    failFrom(NETWORK, MOST - Limit.PASSWORDS_BEFORE_WAIT.count());
    assertThat(logIn(account(), PASSWORD, NETWORK)).isInstanceOf(Verdict.Wait.class);
  }
}
