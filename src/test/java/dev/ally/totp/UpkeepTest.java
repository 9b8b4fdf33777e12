package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.WatchedVertx;
import dev.ally.totp.rules.GuessBudget;
import dev.ally.totp.rules.TotpKey;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the broom of {@code totp} takes, and what it leaves. */
class UpkeepTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Keyring KEYRING = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  private static TestDatabase database;
  private static Pool pool;
  private static PgUpkeep upkeep;

  private final UUID account = UUID.randomUUID();

  @BeforeAll
  static void connect() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.TOTP);
    upkeep = new PgUpkeep(pool);
    answer(upkeep.useKey(KEYRING, START));
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static void sweepAfter(Duration time) {
    answer(upkeep.sweep(START.plus(time)));
  }

  private long mine(String table) {
    return database.count("totp." + table + " WHERE account_id = '" + account + "'");
  }

  private PgEnrolmentStore.Pending begin() {
    return answer(enrolments().begin(account, UUID.randomUUID(), UUID.randomUUID(), TotpKey.generate(), START))
        .orElseThrow();
  }

  private static PgEnrolmentStore enrolments() {
    return new PgEnrolmentStore(
        pool,
        new SealedKeys(KEYRING, RANDOM),
        new PgRecoveryStore(
            pool, new SealedRecoveryCodes(KEYRING, RANDOM),
            new GuessBudget(GuessBudget.Kind.RECOVERY_CODES), RANDOM));
  }

  @Test
  void takesPendingKeysTenMinutesAfterTheirLastShowing() {
    begin();
    sweepAfter(Duration.ofMinutes(10).minusMillis(1));
    assertThat(mine("pending_key")).isEqualTo(1);
    sweepAfter(Duration.ofMinutes(10));
    assertThat(mine("pending_key")).isZero();
  }

  @Test
  void takesOperationsTwoDaysOld() {
    database.execute("INSERT INTO totp.operation VALUES ('%s', '%s', 'ACCEPTED', '%s')"
        .formatted(UUID.randomUUID(), account, START));
    sweepAfter(Duration.ofDays(2).minusMillis(1));
    assertThat(mine("operation")).isEqualTo(1);
    sweepAfter(Duration.ofDays(2));
    assertThat(mine("operation")).isZero();
  }

  @Test
  void takesNoAuthenticatorAndNoGuess() {
    PgEnrolmentStore.Pending pending = begin();
    assertThat(answer(enrolments().confirm(account, UUID.randomUUID(), pending, UUID.randomUUID(), 1, START))).isTrue();
    sweepAfter(Duration.ofDays(10_000));
    assertThat(mine("authenticator")).isEqualTo(1);
    assertThat(mine("guess_budget")).isEqualTo(1);
    assertThat(mine("recovery_code")).isEqualTo(10);
  }

  @Test
  void showsRecoveryCodesNoLongerThanTenMinutes() {
    PgEnrolmentStore.Pending pending = begin();
    assertThat(answer(enrolments().confirm(account, UUID.randomUUID(), pending, UUID.randomUUID(), 1, START))).isTrue();
    sweepAfter(Duration.ofMinutes(10).minusMillis(1));
    assertThat(mine("shown_recovery_codes")).isEqualTo(1);
    sweepAfter(Duration.ofMinutes(10));
    assertThat(mine("shown_recovery_codes")).isZero();
  }

  @Test
  void marksAKeyOnce() {
    answer(upkeep.useKey(KEYRING, START.plusSeconds(1)));
    assertThat(database.count("totp.sealing_key WHERE id = '" + KEYRING.sealingId() + "' AND first_used_at = '"
        + START + "'")).isEqualTo(1);
  }

  @Test
  void readsTheDatabasesClock() {
    assertThat(Duration.between(answer(upkeep.clock()), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
  }
}
