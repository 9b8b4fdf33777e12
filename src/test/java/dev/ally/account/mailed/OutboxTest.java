package dev.ally.account.mailed;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.SETTINGS;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.person.Tokens;
import dev.ally.config.MailSettings;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.Sql;
import dev.ally.harness.MailServer;
import dev.ally.harness.Ports;
import dev.ally.harness.RecordedMeters;
import dev.ally.harness.TestSettings;
import dev.ally.harness.TlsFront;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.mail.MailTransport;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final MailServer SERVER = new MailServer();
  private static final RecordedMeters METERS = new RecordedMeters();
  /** What owners are told of besides a new browser and another email address (security.md). */
  private static final String[] PROMISED = {
    "TWO_FACTOR_ACTIVATE", "TWO_FACTOR_DEACTIVATE", "TWO_FACTOR_RESET", "TWO_FACTOR_UNDO", "UNDO_ASKED", "UNDO_STOPPED",
    "AUTHENTICATOR_ADDED", "AUTHENTICATOR_REMOVED", "AUTHENTICATOR_REPLACED", "RECOVERY_CODE_USED",
    "RECOVERY_CODES_REPLACED", "PASSWORD_CHANGED", "PASSWORD_RESET", "PASSWORD_RESET_BY_OPERATOR", "RESET_LINK_MADE",
    "CODE_WRONG"
  };

  private final String email = ALLY.account();
  private Outbox outbox;

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @BeforeEach
  void open() {
    outbox = outbox(SERVER.settings());
    ALLY.database.execute("DELETE FROM account.letter");
  }

  private static Outbox outbox(MailSettings mail) {
    var pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    MailedLinks links = new MailedLinks(pool, new Tokens(ALLY.keyring), SETTINGS.publicUrl(), RANDOM, ALLY.clock);
    return new Outbox(
        new PgOutboxStore(pool), new EmailWriter(Languages.packaged(), "Ally", links),
        MailTransport.of(ALLY.vertx(), TestSettings.mailing(SETTINGS, mail)), ALLY.clock, METERS);
  }

  /** The settings of a server that cannot be reached. */
  private static MailSettings dead() {
    return new MailSettings(SERVER.settings().smtp().map(smtp -> new MailSettings.Smtp(
        "127.0.0.1", Ports.free(), smtp.tls(), smtp.user(), smtp.password())), "ally@example.org");
  }

  private List<String> subjectsAfterARound() {
    answer(outbox.round());
    return SERVER.to(email).stream().map(MailServer::subject).toList();
  }

  private long emails() {
    return ALLY.database.count(
        "account.letter WHERE account_id = (SELECT id FROM account.account WHERE email = '" + email + "')");
  }

  private void changePassword() {
    ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), ALLY.session(email), PASSWORD, Secret.of("a new and fine password"), Secret.empty(),
        requestInfo(), Secret.empty()));
  }

  @Test
  void tellsOfAChangeOnce() {
    changePassword();
    assertThat(subjectsAfterARound()).contains("Ally: Your password was changed");
    int sent = SERVER.to(email).size();
    assertThat(emails()).isZero();
    ALLY.clock.pass(Duration.ofDays(1));
    answer(outbox.round());
    assertThat(SERVER.to(email)).hasSize(sent);
  }

  @Test
  void goesToTheEmailThatTheAccountHadThen() {
    changePassword();
    String other = "other-" + email;
    ALLY.database.execute(
        "UPDATE account.account SET email = '%s', email_key = '%s' WHERE email = '%s'".formatted(other, other, email));
    assertThat(subjectsAfterARound()).contains("Ally: Your password was changed");
    assertThat(SERVER.to(other)).isEmpty();
  }

  @Test
  void saysWhenAndFromWhereAndWhatToDoAndHoldsNoLink() {
    changePassword();
    answer(outbox.round());
    MimeMessage last = SERVER.to(email).stream()
        .filter(message -> MailServer.subject(message).contains("Your password")).findFirst().orElseThrow();
    assertThat(MailServer.text(last))
        .contains("Time: 3 March 2026, 09:00 UTC", "IP address: 198.18.", "Browser: Unknown browser", "If it wasn’t you")
        .doesNotContain("http", "token", "{")
        .as("what an attacker may have chosen").doesNotContain("a browser");
    assertThat(MailServer.html(last)).contains("If it wasn’t you").doesNotContain("href", "a browser");
  }

  @Test
  void hasWordsForEveryKindThatTheDatabaseNotes() {
    String trigger = answer(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT)
        .query("""
            SELECT string_agg(pg_get_triggerdef(t.oid), ' ') AS triggers
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'write_notice'""").execute()
        .map(rows -> rows.iterator().next().getString("triggers")));
    Catalogue texts = Languages.packaged().english();
    List<String> kinds =
        Pattern.compile("'([A-Z_]+)'").matcher(trigger).results().map(kind -> kind.group(1)).toList();
    assertThat(kinds).contains(PROMISED).allSatisfy(kind -> {
      ALLY.database.execute("""
          INSERT INTO account.activity (account_id, at, what, actor)
          SELECT id, '%s', '%s', gen_random_uuid()::text FROM account.account
          WHERE email = '%s'""".formatted(START.minus(Duration.ofHours(1)), kind, email));
      String id = kind.toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(subjectsAfterARound()).contains("Ally: " + texts.say("mail." + id + ".title"));
    });
    assertThat(emails()).isZero();
  }

  @Test
  void tellsOfTwoFactorOnOffAndReset() {
    Secret session = ALLY.session(email);
    ALLY.activate(session);
    ALLY.deactivate(session, FakeTotp.RIGHT);
    ALLY.activate(session);
    ALLY.ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), email));
    assertThat(subjectsAfterARound().stream().filter(subject -> subject.contains("Two-factor")).toList())
        .containsExactlyInAnyOrder(
            "Ally: Two-factor authentication is on", "Ally: Two-factor authentication is off",
            "Ally: Two-factor authentication is on", "Ally: Two-factor authentication is off");
  }

  @Test
  void tellsOfANewBrowserOnce() {
    RequestInfo requestInfo = requestInfo();
    ALLY.logIn(email, PASSWORD, requestInfo);
    ALLY.logIn(email, PASSWORD, requestInfo);
    assertThat(subjectsAfterARound()).containsExactly("Ally: Login from a new browser");
  }

  @Test
  void tellsNobodyOfTheBrowserThatSignedUp() {
    RequestInfo requestInfo = requestInfo();
    String newcomer = UUID.randomUUID() + "@example.org";
    ALLY.ask(SignUp.OPERATION, new SignUp(
        UUID.randomUUID(), new NewAccount(newcomer, "Ada", PASSWORD), requestInfo, Secret.token(RANDOM),
        Secret.empty()));
    ALLY.logIn(newcomer, PASSWORD, requestInfo);
    answer(outbox.round());
    assertThat(SERVER.to(newcomer)).isEmpty();
  }

  @Test
  void tellsOfWrongCodesLateAndOnceAnHour() {
    ALLY.activate(ALLY.session(email));
    answer(outbox.round());
    int before = SERVER.to(email).size();
    for (int i = 0; i < 3; i++) {
      ALLY.code(ALLY.pendingLogin(email), "000000", Secret.token(RANDOM));
    }
    ALLY.clock.pass(Duration.ofMinutes(15).minusMillis(1));
    answer(outbox.round());
    assertThat(SERVER.to(email)).hasSize(before);
    ALLY.clock.pass(Duration.ofMillis(1));
    assertThat(subjectsAfterARound()).hasSize(before + 1).last().isEqualTo("Ally: Someone has your password");
    ALLY.clock.set(START.plus(Duration.ofHours(1)).minusMillis(1));
    ALLY.code(ALLY.pendingLogin(email), "000000", Secret.token(RANDOM));
    assertThat(emails()).isZero();
    ALLY.clock.set(START.plus(Duration.ofHours(1)));
    ALLY.code(ALLY.pendingLogin(email), "000000", Secret.token(RANDOM));
    assertThat(emails()).isEqualTo(1);
  }

  @Test
  void tellsOwnersWhoMistypedNothing() {
    ALLY.activate(ALLY.session(email));
    answer(outbox.round());
    Secret pending = ALLY.pendingLogin(email);
    ALLY.database.execute("DELETE FROM account.letter");
    int before = SERVER.to(email).size();
    ALLY.code(pending, "000000", Secret.token(RANDOM));
    ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM));
    ALLY.database.execute("UPDATE account.activity SET address = '192.0.2.7'");
    ALLY.clock.pass(Duration.ofMinutes(15));
    assertThat(subjectsAfterARound().subList(before, SERVER.to(email).size()))
        .doesNotContain("Ally: Someone has your password");
    assertThat(emails()).isZero();
  }

  @Test
  void losesNothingWhileTheServerIsDeadAndSendsItOnceWhenItIsBack() {
    long sent = METERS.times("MAILS_SENT");
    long failed = METERS.times("MAILS_FAILED");
    SERVER.kill();
    changePassword();
    answer(outbox.round());
    long waiting = emails();
    assertThat(waiting).isEqualTo(2);
    answer(outbox.round());
    SERVER.bringBack();
    answer(outbox.round());
    assertThat(SERVER.to(email)).as("not before the wait is over").isEmpty();
    ALLY.clock.pass(Duration.ofMinutes(1));
    answer(outbox.round());
    assertThat(SERVER.to(email)).hasSize((int) waiting);
    assertThat(emails()).isZero();
    assertThat(METERS.times("MAILS_SENT") - sent).isEqualTo(waiting);
    assertThat(METERS.times("MAILS_FAILED") - failed).isEqualTo(waiting);
  }

  @Test
  void keepsWhatAServerThatIsNotTrustedWasNotGiven(@TempDir Path directory) throws Exception {
    MailSettings.Smtp plain = SERVER.settings().smtp().orElseThrow();
    try (TlsFront front = new TlsFront(TlsFront.makeCertificate(directory, "unknown"), plain.port(), false)) {
      outbox = outbox(new MailSettings(
          Optional.of(new MailSettings.Smtp("localhost", front.port(), MailSettings.Tls.TLS, plain.user(), plain.password())),
          "ally@example.org"));
      changePassword();
      answer(outbox.round());
      assertThat(SERVER.to(email)).isEmpty();
      assertThat(emails()).isEqualTo(2);
    }
  }

  @Test
  void waitsLongerAfterEachTryAndAtMostAnHour() {
    outbox = outbox(dead());
    changePassword();
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      answer(outbox.round());
      Instant due = nextDue();
      waits.add(Duration.between(ALLY.clock.instant(), due));
      ALLY.clock.set(due);
    }
    assertThat(waits.stream().map(Duration::toMinutes)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    ALLY.clock.set(START.plus(Duration.ofDays(3)).minusMillis(1));
    answer(outbox.giveUp());
    assertThat(emails()).isEqualTo(2);
    ALLY.clock.set(START.plus(Duration.ofDays(3)));
    long givenUp = METERS.times("MAILS_GIVEN_UP");
    answer(outbox.giveUp());
    assertThat(emails()).isZero();
    assertThat(METERS.times("MAILS_GIVEN_UP") - givenUp).isEqualTo(2);
  }

  private static Instant nextDue() {
    return answer(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT)
        .query("SELECT min(due_at) AS due_at FROM account.letter").execute()
        .map(rows -> Sql.instant(rows.iterator().next(), "due_at").orElseThrow()));
  }

  private static void note(String activity, int times, String email) {
    ALLY.database.execute("""
        INSERT INTO account.activity (account_id, at, what) SELECT id, '%s', '%s'
        FROM account.account, generate_series(1, %d) WHERE email = '%s'""".formatted(START, activity, times, email));
  }

  @Test
  void manyNodesSendEachOnce() {
    List<Outbox> nodes = Stream.generate(() -> outbox(SERVER.settings())).limit(6).toList();
    nodes.forEach(node -> answer(node.round()));
    for (int turn = 1; turn <= 8; turn++) {
      note("PASSWORD_CHANGED", 10, email);
      List<Future<Void>> rounds = nodes.stream().map(Outbox::round).toList();
      rounds.forEach(round -> answer(round));
      assertThat(SERVER.to(email)).hasSize(turn * 10);
      assertThat(emails()).isZero();
    }
  }

  @Test
  void aRoundSendsAllThatIsDueAFewAtOnce() {
    note("PASSWORD_CHANGED", 50, email);
    answer(outbox.round());
    assertThat(SERVER.to(email)).hasSize(50);
    assertThat(emails()).isZero();
  }

  @Test
  void aServerThatIsDownIsAskedForAFewInARound() {
    note("PASSWORD_CHANGED", 50, email);
    answer(outbox(dead()).round());
    assertThat(ALLY.database.count("account.letter WHERE tries > 0")).isEqualTo(20);
  }

  /** The statement is planned while the tables are known to be empty, and goes on like that when they are not. */
  @Test
  void takesFewAtOnceAndReadsNoMore() {
    ALLY.database.execute("DELETE FROM account.activity");
    ALLY.database.countRows("account.letter", "account.activity");
    PgOutboxStore store = new PgOutboxStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT));
    assertThat(answer(store.take(START))).isEmpty();
    note("LOGOUT", 2000, ALLY.account());
    note("PASSWORD_CHANGED", 50, email);
    ALLY.database.forgetReads();
    assertThat(answer(store.take(START))).hasSize(20);
    assertThat(ALLY.database.indexesReadBeyond(1000, Schema.ACCOUNT))
        .as("indexes of which more entries were read than were taken").isZero();
  }

  @Test
  void takesNothingThatAnotherNodeIsTaking() {
    changePassword();
    Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    SqlConnection other = answer(pool.getConnection());
    Transaction taking = answer(other.begin());
    answer(other.query("SELECT FROM account.letter FOR UPDATE").execute());
    assertThat(subjectsAfterARound()).isEmpty();
    answer(taking.rollback());
    assertThat(subjectsAfterARound()).contains("Ally: Your password was changed");
    answer(other.close());
  }

  @Test
  void aSilentServerKeepsNobodyFromLoggingIn() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outbox stuck = outbox(new MailSettings(
          SERVER.settings().smtp().map(smtp -> new MailSettings.Smtp(
              "127.0.0.1", silent.getLocalPort(), smtp.tls(), smtp.user(), smtp.password())), "ally@example.org"));
      changePassword();
      Future<Void> round = stuck.round();
      for (int i = 0; i < 10; i++) {
        assertThat(ALLY.logIn(email, Secret.of("a new and fine password"), requestInfo()).outcome())
            .isEqualTo(LogIn.Outcome.SIGNED_IN);
      }
      assertThat(round.isComplete()).isFalse();
      answer(round);
      assertThat(emails()).isPositive();
    }
  }

  @Test
  void takesNothingOnceItIsStopped() {
    changePassword();
    outbox.stop();
    assertThat(subjectsAfterARound()).isEmpty();
    assertThat(emails()).isPositive();
  }
}
