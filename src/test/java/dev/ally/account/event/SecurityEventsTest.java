package dev.ally.account.event;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.config.Limit;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.NoteOperatorAct;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is a security event though it is no activity, or not each time. */
class SecurityEventsTest {
  @RegisterExtension static final AccountFixture ACCOUNT = new AccountFixture();

  private static final Secret WRONG = Secret.of("not the password");
  private static final String ADDRESS = "192.0.2.7";

  private Pool pool;
  private String email;
  private UUID id;

  @BeforeEach
  void forgetOlderEvents() {
    pool = ACCOUNT.database.pool(ACCOUNT.vertx(), Schema.ACCOUNT);
    email = ACCOUNT.account();
    id = answer(pool.preparedQuery("SELECT id FROM account.account WHERE email = $1").execute(Tuple.of(email)))
        .iterator().next().getUUID("id");
    ACCOUNT.database.execute("DELETE FROM account.event");
  }

  private List<SecurityEvent> events() {
    List<SecurityEvent> events = new ArrayList<>();
    answer(pool.query("SELECT * FROM account.event ORDER BY nr").execute())
        .forEach(row -> events.add(SecurityEvent.of(row)));
    return events;
  }

  private SecurityEvent only() {
    assertThat(events()).hasSize(1);
    return events().get(0);
  }

  private List<String> names() {
    return events().stream().map(SecurityEvent::what).toList();
  }

  private static RequestInfo requestInfo() {
    return new RequestInfo(ADDRESS, "a browser", Secret.token(AccountFixture.RANDOM), Secret.empty(), true, "en", "r1");
  }

  private static LogIn logIn(String email, Secret password) {
    return new LogIn(
        UUID.randomUUID(), email, password, requestInfo(), Secret.token(AccountFixture.RANDOM), Secret.empty());
  }

  @Test
  void aWrongPasswordAtALoginIsOneFailureOfTheAccountByNobodyKnown() {
    LogIn attempt = logIn(email, WRONG);
    ACCOUNT.ask(LogIn.OPERATION, attempt);
    ACCOUNT.ask(LogIn.OPERATION, attempt);
    SecurityEvent event = only();
    assertThat(event.what()).isEqualTo("LOGIN_PASSWORD_WRONG");
    assertThat(event.accountId()).contains(id);
    assertThat(event.actor()).isEmpty();
    assertThat(event.address()).isEqualTo(ADDRESS);
    assertThat(event.outcome()).isEqualTo("failure");
    assertThat(event.request()).isEqualTo("r1");
  }

  @Test
  void aLoginHasTheIdOfItsRequest() {
    ACCOUNT.ask(LogIn.OPERATION, logIn(email, AccountFixture.PASSWORD));
    assertThat(only().what()).isEqualTo("LOGIN_PASSWORD");
    assertThat(only().request()).isEqualTo("r1");
    assertThat(only().address()).isEqualTo(ADDRESS);
  }

  @Test
  void anAddressOfNobodyHasNoAccount() {
    ACCOUNT.ask(LogIn.OPERATION, logIn("nobody-" + UUID.randomUUID() + "@example.org", WRONG));
    assertThat(only().accountId()).isEmpty();
    assertThat(only().toJson().containsKey("account")).isTrue();
  }

  @Test
  void aLockedAccountIsNamed() {
    ACCOUNT.database.execute("UPDATE account.account SET locked_at = now() WHERE email = '" + email + "'");
    ACCOUNT.ask(LogIn.OPERATION, logIn(email, AccountFixture.PASSWORD));
    assertThat(only().accountId()).contains(id);
    assertThat(only().what()).isEqualTo("LOGIN_PASSWORD_WRONG");
  }

  @Test
  void aRightPasswordThatStillNeedsACodeIsNoEvent() {
    ACCOUNT.activate(ACCOUNT.session(email));
    ACCOUNT.database.execute("DELETE FROM account.event");
    ACCOUNT.pendingLogin(email);
    assertThat(events()).isEmpty();
  }

  @Test
  void refusedAttemptsOfAnAccountAreOneEventWithTheirNumber() {
    FailedAttempts failures = new FailedAttempts(new PgEventStore(pool), ACCOUNT.clock);
    FailedAttempts.Source source = new FailedAttempts.Source(ADDRESS, "r1");
    for (int i = 0; i < 7; i++) {
      failures.refused(Optional.of(id), source);
    }
    failures.refused(Optional.empty(), source);
    failures.refused(Optional.empty(), new FailedAttempts.Source("192.0.2.8", ""));
    answer(failures.flush());
    answer(failures.flush());
    assertThat(names()).containsExactly("ATTEMPTS_REFUSED", "ATTEMPTS_REFUSED");
    assertThat(events()).extracting(SecurityEvent::reason).containsExactly("7 while waiting", "2 while waiting");
    assertThat(events()).extracting(SecurityEvent::address).containsExactly(ADDRESS, "");
    assertThat(events()).extracting(SecurityEvent::accountId).containsExactly(Optional.of(id), Optional.empty());
  }

  @Test
  void howeverManyAccountsAreTriedTheRowsAreBounded() {
    FailedAttempts failures = new FailedAttempts(new PgEventStore(pool), ACCOUNT.clock);
    for (int i = 0; i < 10_100; i++) {
      failures.refused(Optional.of(new UUID(1, i)), new FailedAttempts.Source(ADDRESS, ""));
    }
    answer(failures.flush());
    assertThat(ACCOUNT.database.count("account.event")).isEqualTo(10_001);
    assertThat(events()).filteredOn(event -> event.accountId().isEmpty()).singleElement()
        .extracting(SecurityEvent::reason).isEqualTo("100 while waiting");
  }

  @Test
  void loginsThatMustWaitAreCountedAndNotLookedAt() {
    for (int i = 0; i < Limit.PASSWORDS_BEFORE_WAIT.count() + 3; i++) {
      ACCOUNT.ask(LogIn.OPERATION, logIn(email, WRONG));
    }
    assertThat(names()).hasSize(Limit.PASSWORDS_BEFORE_WAIT.count()).containsOnly("LOGIN_PASSWORD_WRONG");
  }

  @Test
  void aWrongPasswordWithinASessionIsOfItsPerson() {
    Secret session = ACCOUNT.session(email);
    ACCOUNT.database.execute("DELETE FROM account.event");
    ACCOUNT.changeMethod(session, ChangeMethod.Method.AUTHENTICATOR, WRONG);
    assertThat(only().what()).isEqualTo("REAUTHENTICATION_PASSWORD_WRONG");
    assertThat(only().actor()).isEqualTo(id.toString());
  }

  @Test
  void aWrongCodeWithinASessionIsOfItsPersonAndHasItsAddress() {
    Secret session = Secret.token(AccountFixture.RANDOM);
    ACCOUNT.logIn(email, AccountFixture.PASSWORD, requestInfo(), session, Secret.empty());
    ACCOUNT.activate(session);
    ACCOUNT.database.execute("DELETE FROM account.event");
    ACCOUNT.deactivate(session, "222222");
    assertThat(only().what()).isEqualTo("REAUTHENTICATION_CODE_WRONG");
    assertThat(only().actor()).isEqualTo(id.toString());
    assertThat(only().address()).isEqualTo(ADDRESS);
  }

  @Test
  void anAccountMadeByTheOperatorIsOneEvent() {
    CreateAccount make = new CreateAccount(
        UUID.randomUUID(), new NewAccount(UUID.randomUUID() + "@example.org", "Ada", AccountFixture.PASSWORD));
    ACCOUNT.ask(CreateAccount.OPERATION, make);
    ACCOUNT.ask(CreateAccount.OPERATION, make);
    assertThat(only().what()).isEqualTo("ACCOUNT_CREATED");
    assertThat(only().actor()).isEqualTo("operator");
    assertThat(only().accountId()).contains(make.operationId());
  }

  @Test
  void aDeletionSaysWhetherTheOperatorOrThePersonDidIt() {
    DeleteAccount delete = new DeleteAccount(UUID.randomUUID(), email);
    ACCOUNT.ask(DeleteAccount.OPERATION, delete);
    ACCOUNT.ask(DeleteAccount.OPERATION, delete);
    assertThat(only().what()).isEqualTo("ACCOUNT_DELETED");
    assertThat(only().actor()).isEqualTo("operator");
    String other = ACCOUNT.account();
    Secret session = ACCOUNT.session(other);
    ACCOUNT.database.execute("DELETE FROM account.event");
    ACCOUNT.ask(DeleteOwnAccount.OPERATION, new DeleteOwnAccount(
        UUID.randomUUID(), session, AccountFixture.PASSWORD, Secret.empty(), requestInfo()));
    assertThat(only().actor()).isEqualTo(only().accountId().orElseThrow().toString());
    assertThat(only().address()).isEqualTo(ADDRESS);
  }

  @Test
  void everyLoginToAnApplicationIsAnEventThoughTheActivityHasOneAnHour() {
    NoteApplication first = application();
    ACCOUNT.ask(NoteApplication.OPERATION, first);
    ACCOUNT.ask(NoteApplication.OPERATION, first);
    ACCOUNT.clock.pass(Duration.ofMinutes(1));
    NoteApplication second = application();
    ACCOUNT.ask(NoteApplication.OPERATION, second);
    ACCOUNT.ask(NoteApplication.OPERATION, second);
    assertThat(names()).containsExactly("APPLICATION_LOGIN", "APPLICATION_LOGIN");
    assertThat(events()).extracting(SecurityEvent::reason).containsOnly("Shop");
    assertThat(events()).extracting(SecurityEvent::request).containsOnly("r1");
    assertThat(events()).extracting(SecurityEvent::actor).containsOnly(id.toString());
    assertThat(ACCOUNT.database.count("account.activity WHERE what = 'APPLICATION_LOGIN' AND account_id = '" + id + "'"))
        .isEqualTo(1);
  }

  private NoteApplication application() {
    return new NoteApplication(UUID.randomUUID(), id, NoteApplication.Event.LOGGED_IN, "Shop", requestInfo());
  }

  @Test
  void whatAnOperatorDidElsewhereIsNotedOnce() {
    NoteOperatorAct act = new NoteOperatorAct(UUID.randomUUID(), NoteOperatorAct.Act.CLIENT_REMOVED, "shop");
    ACCOUNT.ask(NoteOperatorAct.OPERATION, act);
    ACCOUNT.ask(NoteOperatorAct.OPERATION, act);
    assertThat(only().what()).isEqualTo("CLIENT_REMOVED");
    assertThat(only().actor()).isEqualTo("operator");
    assertThat(only().reason()).isEqualTo("shop");
  }
}
