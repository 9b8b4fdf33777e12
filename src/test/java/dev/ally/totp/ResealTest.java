package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.contract.Reseal;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.database.Resealing;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.WatchedVertx;
import dev.ally.totp.rules.Authenticator;
import dev.ally.totp.rules.GuessBudget;
import dev.ally.totp.rules.RecoveryCode;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys of authenticators and of enrolments are sealed anew, whatever becomes of the process that does it. */
class ResealTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final UUID SESSION = UUID.randomUUID();

  private final String oldLine = Keyring.generateLine(RANDOM);
  private final String newLine = Keyring.generateLine(RANDOM);
  private final Keyring old = Keyring.parse(List.of(oldLine));
  private final Keyring both = Keyring.parse(List.of(newLine, oldLine));
  private final UUID account = UUID.randomUUID();
  private TestDatabase database;
  private Pool pool;

  @BeforeEach
  void connect() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.TOTP);
    use(old);
  }

  @AfterEach
  void drop() {
    answer(pool.close());
    database.close();
  }

  private void use(Keyring keyring) {
    answer(new PgUpkeep(pool).useKey(keyring, NOW));
  }

  private PgEnrolmentStore enrolments(Keyring keyring) {
    return new PgEnrolmentStore(pool, new SealedKeys(keyring, RANDOM), recoveryCodes(keyring));
  }

  private PgRecoveryStore recoveryCodes(Keyring keyring) {
    return new PgRecoveryStore(
        pool, new SealedRecoveryCodes(keyring, RANDOM),
        new GuessBudget(GuessBudget.Kind.RECOVERY_CODES), RANDOM);
  }

  private PgEnrolmentStore.Pending pending(UUID accountId) {
    return answer(enrolments(old).begin(accountId, UUID.randomUUID(), UUID.randomUUID(), TotpKey.generate(), NOW))
        .orElseThrow();
  }

  /** With nothing sealed but its key. */
  private TotpKey authenticator(UUID accountId) {
    TotpKey key = enrolled(accountId);
    database.execute("DELETE FROM totp.recovery_code; DELETE FROM totp.shown_recovery_codes");
    return key;
  }

  private TotpKey enrolled(UUID accountId) {
    PgEnrolmentStore.Pending pending = pending(accountId);
    assertThat(answer(enrolments(old).confirm(accountId, SESSION, pending, UUID.randomUUID(), 1, NOW))).isTrue();
    return pending.key();
  }

  private List<TotpKey> opened(Keyring keyring, UUID accountId) {
    PgCodeStore store = new PgCodeStore(pool, new SealedKeys(keyring, RANDOM));
    return answer(store.authenticators(accountId, 6)).stream().map(Authenticator::key).toList();
  }

  private Future<Reseal.Answer> ask(Keyring keyring, UUID after) {
    return new Resealing(pool, keyring, new SealedTables(), RANDOM).reseal(new Reseal(after));
  }

  /** As the operator's command does it: {@code resealed} and {@code broken} in all. */
  private Reseal.Answer resealAll() {
    int resealed = 0;
    int broken = 0;
    Optional<UUID> next = Optional.of(Reseal.START);
    while (next.isPresent()) {
      Reseal.Answer answer = answer(ask(both, next.get()));
      resealed += answer.resealed();
      broken += answer.broken();
      next = answer.next();
    }
    return new Reseal.Answer(resealed, broken, next);
  }

  private long under(Keyring keyring) {
    return database.count("totp.authenticator WHERE sealing_key_id = '" + keyring.sealingId() + "'")
        + database.count("totp.pending_key WHERE sealing_key_id = '" + keyring.sealingId() + "'");
  }

  @Test
  void sealsAuthenticatorsAndPendingKeysAnewAndForgetsTheOldKey() {
    TotpKey key = authenticator(account);
    UUID somebodyElse = UUID.randomUUID();
    PgEnrolmentStore.Pending pending = pending(somebodyElse);
    use(both);
    assertThat(resealAll()).isEqualTo(new Reseal.Answer(2, 0, Optional.empty()));
    Keyring newer = Keyring.parse(List.of(newLine));
    assertThat(opened(newer, account)).containsExactly(key);
    assertThat(answer(enrolments(newer).confirm(somebodyElse, SESSION, pending, UUID.randomUUID(), 1, NOW))).isTrue();
    assertThat(opened(newer, somebodyElse)).containsExactly(pending.key());
    assertThat(database.count("totp.sealing_key")).isEqualTo(1);
    assertThat(database.count("totp.sealing_key WHERE id = '" + newer.sealingId() + "'")).isEqualTo(1);
  }

  @Test
  void sealsRecoveryCodesAnew() {
    enrolled(account);
    List<RecoveryCode> codes = answer(recoveryCodes(old).shown(account, SESSION, NOW)).orElseThrow().codes();
    use(both);
    assertThat(resealAll()).isEqualTo(new Reseal.Answer(12, 0, Optional.empty()));
    PgRecoveryStore newer = recoveryCodes(Keyring.parse(List.of(newLine)));
    assertThat(answer(newer.shown(account, SESSION, NOW)).orElseThrow().codes()).isEqualTo(codes);
    assertThat(codes).allSatisfy(code -> assertThat(answer(newer.candidates(account, code)))
        .anySatisfy(candidate -> assertThat(candidate.fits()).isTrue()));
    assertThat(database.count("totp.sealing_key")).isEqualTo(1);
  }

  @Test
  void goesOnWhereAnEndedOneStopped() {
    List<UUID> accounts = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      accounts.add(UUID.randomUUID());
    }
    accounts.forEach(this::authenticator);
    use(both);
    Reseal.Answer first = answer(ask(both, Reseal.START));
    assertThat(first.resealed()).isEqualTo(200);
    assertThat(under(old)).as("ended in the middle").isEqualTo(50);
    assertThat(database.count("totp.sealing_key")).as("both keys are still needed").isEqualTo(2);
    accounts.forEach(each -> assertThat(opened(both, each)).hasSize(1));

    assertThat(resealAll()).as("begun again").isEqualTo(new Reseal.Answer(50, 0, Optional.empty()));
    assertThat(under(old)).isZero();
    assertThat(resealAll()).as("and again").isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    accounts.forEach(each -> assertThat(opened(Keyring.parse(List.of(newLine)), each)).hasSize(1));
  }

  @Test
  void twoAtOnceHarmNothing() {
    for (int i = 0; i < 50; i++) {
      authenticator(UUID.randomUUID());
    }
    TotpKey key = authenticator(account);
    use(both);
    Future<Reseal.Answer> one = ask(both, Reseal.START);
    Future<Reseal.Answer> two = ask(both, Reseal.START);
    answer(one);
    answer(two);
    assertThat(under(old)).isZero();
    assertThat(opened(both, account)).containsExactly(key);
  }

  @Test
  void stepsOverARowThatDoesNotOpenAndKeepsTheKeyItNames() {
    authenticator(UUID.randomUUID());
    authenticator(account);
    authenticator(UUID.randomUUID());
    database.execute("UPDATE totp.authenticator SET sealed_key = set_byte(sealed_key, 15, "
        + "get_byte(sealed_key, 15) # 1) WHERE account_id = '" + account + "'");
    use(both);
    assertThat(resealAll()).isEqualTo(new Reseal.Answer(2, 1, Optional.empty()));
    assertThat(under(old)).isEqualTo(1);
    assertThat(database.count("totp.sealing_key")).isEqualTo(2);
    assertThatThrownBy(() -> opened(both, account)).isInstanceOf(SealBroken.class);
  }

  @Test
  void stepsOverARowOfWhichAlmostNothingIsLeft() {
    authenticator(account);
    authenticator(UUID.randomUUID());
    database.execute("UPDATE totp.authenticator SET sealed_key = substr(sealed_key, 1, 13) "
        + "WHERE account_id = '" + account + "'");
    use(both);
    assertThat(resealAll()).isEqualTo(new Reseal.Answer(1, 1, Optional.empty()));
  }

  @Test
  void makesNoKeyThatWasMovedToAnotherAccountOpenThere() {
    authenticator(account);
    UUID thief = UUID.randomUUID();
    database.execute("UPDATE totp.authenticator SET account_id = '" + thief + "'");
    use(both);
    assertThat(resealAll()).isEqualTo(new Reseal.Answer(0, 1, Optional.empty()));
    assertThatThrownBy(() -> opened(both, thief)).isInstanceOf(SealBroken.class);
  }
}
