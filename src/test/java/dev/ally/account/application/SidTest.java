package dev.ally.account.application;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.PgUpkeep;
import dev.ally.account.person.Tokens;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.ListEndings.Ending;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.contract.account.LogIn;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The session as applications know it, over logins in the same browser. */
class SidTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Asked OIDC = new Asked(ALLY);

  private String email;
  private Secret session;
  private Login login;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
    login = OIDC.login(session);
  }

  private List<Ending> endings() {
    return OIDC.endingsOf(login.accountId());
  }

  private void assertEnded(UUID sid) {
    assertThat(endings()).singleElement().satisfies(ending -> {
      assertThat(ending.kind()).isEqualTo(Kind.SESSION);
      assertThat(ending.sid()).contains(sid);
    });
  }

  @Test
  void isKeptByALoginAgainWhichIsAnotherLogin() {
    ALLY.clock.pass(Duration.ofMinutes(5));
    Login again = OIDC.login(OIDC.again(email, session));
    assertThat(again.sid()).isEqualTo(login.sid());
    assertThat(again.login()).isNotEqualTo(login.login());
    assertThat(again.at()).isEqualTo(START.plus(Duration.ofMinutes(5)));
    assertThat(endings()).isEmpty();
  }

  @Test
  void isKeptByALoginAgainWithACode() {
    ALLY.activate(session);
    Secret pending = OIDC.pendingAgain(email, session);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(OIDC.standing(login).orElseThrow().sessionOpen()).as("nothing is open before the code").isFalse();
    assertThat(endings()).isEmpty();
    Secret again = OIDC.code(pending, FakeTotp.RIGHT, session);
    assertThat(OIDC.sid(again)).isEqualTo(login.sid());
    assertThat(endings()).isEmpty();
    OIDC.logOut(again, Secret.empty());
    assertEnded(login.sid());
  }

  @Test
  void endsWithALoginAgainThatIsLeftOff() {
    ALLY.activate(session);
    Secret pending = OIDC.pendingAgain(email, session);
    OIDC.logOut(Secret.empty(), pending);
    assertEnded(login.sid());
  }

  @Test
  void endsWithALoginAgainThatNobodyCompletesInTime() {
    ALLY.activate(session);
    OIDC.pendingAgain(email, session);
    answer(new PgUpkeep(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT), Duration.ofDays(1))
        .sweep(START.plus(Duration.ofMinutes(5))));
    assertEnded(login.sid());
  }

  @Test
  void isAnotherOneOfAnotherAccountInTheSameBrowser() {
    Login other = OIDC.login(OIDC.again(ALLY.account(), session));
    assertThat(other.sid()).isNotEqualTo(login.sid());
    assertEnded(login.sid());
  }

  @Test
  void isAnotherOneInAnotherBrowser() {
    assertThat(OIDC.sid(ALLY.session(email))).isNotEqualTo(login.sid());
    assertThat(endings()).isEmpty();
  }

  @Test
  void isNotThatOfASessionThatHasEnded() {
    OIDC.logOut(session, Secret.empty());
    assertThat(OIDC.sid(OIDC.again(email, session))).isNotEqualTo(login.sid());
    assertEnded(login.sid());
  }

  @RepeatedTest(5)
  void isKeptByOneOfManyLoginsAtOnce() {
    List<Secret> tokens = List.of(
        Secret.token(RANDOM), Secret.token(RANDOM), Secret.token(RANDOM), Secret.token(RANDOM), Secret.token(RANDOM));
    var next = tokens.iterator();
    atOnce(tokens.size(), () -> LogIn.OPERATION.ask(ALLY.bus,
        new LogIn(UUID.randomUUID(), email, PASSWORD, requestInfo(), next.next(), session)));
    assertThat(tokens.stream().map(OIDC::sid).toList()).doesNotHaveDuplicates().containsOnlyOnce(login.sid());
    assertThat(endings()).isEmpty();
  }

  /** A node of the version before writes no sid: its session has one of its own, and the older one has ended. */
  @Test
  void isThereWhicheverVersionOpensTheSession() {
    Secret token = Secret.token(RANDOM);
    byte[] hash = new Tokens(ALLY.keyring).hash(Tokens.Purpose.SESSION, token).getBytes();
    ALLY.database.execute("""
        WITH opened AS (
          INSERT INTO account.session (token_hash, id, account_id, address, user_agent, created_at, last_seen_at)
          SELECT decode('%s', 'hex'), '%s', id, '192.0.2.1', '', '%s', '%s' FROM account.account WHERE email = '%s')
        DELETE FROM account.session WHERE id = '%s'"""
        .formatted(HexFormat.of().formatHex(hash), UUID.randomUUID(), START, START, email, login.login()));
    Login old = OIDC.login(token);
    assertThat(old.sid()).isNotEqualTo(login.sid());
    assertThat(old.secondFactor()).isFalse();
    assertThat(OIDC.standing(login.accountId(), Optional.of(old.sid()), true).orElseThrow().sessionOpen()).isTrue();
    assertEnded(login.sid());
  }
}
