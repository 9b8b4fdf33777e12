package dev.ally.account;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.LogIn;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the broom of {@code account} takes, and what it leaves. */
class UpkeepTest {
  @RegisterExtension static final AccountFixture ACCOUNT = new AccountFixture();

  private final String email = ACCOUNT.account();
  private PgUpkeep upkeep;

  @BeforeEach
  void takeTheBroom() {
    upkeep = new PgUpkeep(
        ACCOUNT.database.pool(ACCOUNT.vertx(), Schema.ACCOUNT), Duration.ofDays(500));
  }

  private void sweepAfter(Duration time) {
    answer(upkeep.sweep(AccountFixture.START.plus(time)));
  }

  private long mine(String table) {
    return ACCOUNT.database.count(
        "account." + table + " WHERE account_id = (SELECT id FROM account.account WHERE email = '" + email + "')");
  }

  private static long all(String table) {
    return ACCOUNT.database.count("account." + table);
  }

  private static void miss(String email, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(ACCOUNT.logIn(email, Secret.of("not the password"), AccountFixture.requestInfo()).outcome())
          .isEqualTo(LogIn.Outcome.REFUSED);
    }
  }

  @Test
  void takesSessionsAnHourUnused() {
    ACCOUNT.session(email);
    sweepAfter(Duration.ofMinutes(60).minusMillis(1));
    assertThat(mine("session")).isEqualTo(1);
    sweepAfter(Duration.ofMinutes(60));
    assertThat(mine("session")).isZero();
  }

  @Test
  void takesSessionsADayOldHoweverUsed() {
    ACCOUNT.session(email);
    ACCOUNT.database.execute("UPDATE account.session SET last_seen_at = created_at + interval '1 day'");
    sweepAfter(Duration.ofHours(24).minusMillis(1));
    assertThat(mine("session")).isEqualTo(1);
    sweepAfter(Duration.ofHours(24));
    assertThat(mine("session")).isZero();
  }

  @Test
  void takesPendingLoginsFiveMinutesOld() {
    ACCOUNT.activate(ACCOUNT.session(email));
    ACCOUNT.pendingLogin(email);
    sweepAfter(Duration.ofMinutes(5).minusMillis(1));
    assertThat(mine("pending_login")).isEqualTo(1);
    sweepAfter(Duration.ofMinutes(5));
    assertThat(mine("pending_login")).isZero();
  }

  @Test
  void takesBrowsersNotSeenFor400Days() {
    ACCOUNT.session(email);
    sweepAfter(Duration.ofDays(400).minusMillis(1));
    assertThat(mine("known_browser")).isEqualTo(1);
    sweepAfter(Duration.ofDays(400));
    assertThat(mine("known_browser")).isZero();
  }

  @Test
  void takesClosedSwitchesAndNoOpenOne() {
    ACCOUNT.activate(ACCOUNT.session(email));
    sweepAfter(Duration.ofDays(2).minusMillis(1));
    assertThat(mine("intent")).isEqualTo(1);
    ACCOUNT.database.execute("""
        INSERT INTO account.intent (operation_id, account_id, kind, opened_at)
        SELECT '%s', id, 'RESET', '%s' FROM account.account WHERE email = '%s'"""
        .formatted(UUID.randomUUID(), AccountFixture.START, email));
    sweepAfter(Duration.ofDays(2));
    assertThat(mine("intent")).isEqualTo(1);
    assertThat(all("intent WHERE outcome IS NULL")).isEqualTo(1);
  }

  @Test
  void takesWhatHappenedOnceItIsAsOldAsTheSettingAndNoAccount() {
    ACCOUNT.session(email);
    sweepAfter(Duration.ofDays(500).minusMillis(1));
    assertThat(mine("activity")).isEqualTo(1);
    sweepAfter(Duration.ofDays(500));
    assertThat(mine("activity")).isZero();
    assertThat(ACCOUNT.database.count("account.account WHERE email = '" + email + "'")).isEqualTo(1);
  }

  @Test
  void forgetsDeletionsThatAreDoneAfterTwoDays() {
    ACCOUNT.database.execute("INSERT INTO account.deletion VALUES ('%s', NULL, '%s')"
        .formatted(UUID.randomUUID(), AccountFixture.START));
    ACCOUNT.database.execute("INSERT INTO account.deletion VALUES ('%s', '%s', '%s')"
        .formatted(UUID.randomUUID(), UUID.randomUUID(), AccountFixture.START));
    sweepAfter(Duration.ofDays(2).minusMillis(1));
    assertThat(all("deletion")).isEqualTo(2);
    sweepAfter(Duration.ofDays(2));
    assertThat(all("deletion")).isEqualTo(all("deletion WHERE account_id IS NOT NULL")).isEqualTo(1);
    ACCOUNT.database.execute("DELETE FROM account.deletion");
  }

  @Test
  void forgetsFewWrongPasswordsAfterThirtyHoursAndManyAfterThirtyDays() {
    sweepAfter(Duration.ofDays(1_000));
    miss("few@example.org", 4);
    miss("many@example.org", 5);
    sweepAfter(Duration.ofHours(30).minusMillis(1));
    assertThat(all("password_budget")).isEqualTo(2);
    sweepAfter(Duration.ofHours(30));
    assertThat(all("password_budget WHERE in_a_row = 5")).isEqualTo(1);
    assertThat(all("password_budget")).isEqualTo(1);
    sweepAfter(Duration.ofDays(30).minusMillis(1));
    assertThat(all("password_budget")).isEqualTo(1);
    sweepAfter(Duration.ofDays(30));
    assertThat(all("password_budget")).isZero();
  }

  @Test
  void forgetsSignUpsOfAnHourThatIsOver() {
    Instant since = AccountFixture.START;
    ACCOUNT.database.execute("INSERT INTO account.sign_up_budget VALUES ('\\x01', 3, '%s', '%s')"
        .formatted(UUID.randomUUID(), since));
    sweepAfter(Duration.ofHours(1).minusMillis(1));
    assertThat(all("sign_up_budget")).isEqualTo(1);
    sweepAfter(Duration.ofHours(1));
    assertThat(all("sign_up_budget")).isZero();
  }

  @Test
  void takesLinksThreeDaysOldAndSignUpsThatNobodyConfirmedInOne() {
    ACCOUNT.database.execute("""
        INSERT INTO account.link (token_hash, kind, made_at) VALUES ('\\x01', 'UNDO', '%s');
        INSERT INTO account.sign_up
        SELECT '%s', 'a@b.example', 'a@b.example', 'Ada', '\\x01', sealing_key_id, '%s' FROM account.account LIMIT 1"""
        .formatted(AccountFixture.START, UUID.randomUUID(), AccountFixture.START));
    sweepAfter(Duration.ofDays(1).minusMillis(1));
    assertThat(all("sign_up")).isEqualTo(1);
    sweepAfter(Duration.ofDays(1));
    assertThat(all("sign_up")).isZero();
    sweepAfter(Duration.ofDays(3).minusMillis(1));
    assertThat(all("link")).isEqualTo(1);
    sweepAfter(Duration.ofDays(3));
    assertThat(all("link")).isZero();
  }

  @Test
  void answersWhileTheDatabaseDoes() {
    assertThat(answer(upkeep.ping())).isNull();
  }
}
