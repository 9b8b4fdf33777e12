package dev.ally.account;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.password.SealedPasswordTable;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.PgBudgetKeys;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.signup.PgUnconfirmedStore;
import dev.ally.account.webhook.WebhookKeys;
import dev.ally.contract.Reseal;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.Resealing;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Password hashes are sealed anew, whatever becomes of the process that does it. */
class ResealTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SealedPasswordTable TABLE = new SealedPasswordTable(WebhookKeys.SEALED);

  private final String oldLine = Keyring.generateLine(RANDOM);
  private final String newLine = Keyring.generateLine(RANDOM);
  private final Keyring old = Keyring.parse(List.of(oldLine));
  private final Keyring both = Keyring.parse(List.of(newLine, oldLine));
  private TestDatabase database;
  private Pool pool;

  @BeforeEach
  void connect() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.ACCOUNT);
    use(old);
  }

  @AfterEach
  void drop() {
    answer(pool.close());
    database.close();
  }

  private void use(Keyring keyring) {
    answer(new PgUpkeep(pool, Duration.ofDays(400)).useKey(keyring, NOW));
  }

  private UUID account() {
    UUID id = UUID.randomUUID();
    Sealed sealed = new SealedPasswords(old, RANDOM).seal(id, "hash of " + id);
    EmailAddress email = EmailAddress.of(id + "@example.org");
    assertThat(answer(new PgAccountStore(pool).create(id, email, "Ada", sealed, NOW))).isTrue();
    return id;
  }

  /** A sign-up that waits for its mailed link. */
  private UUID signUp() {
    UUID id = UUID.randomUUID();
    Sealed sealed = new SealedPasswords(old, RANDOM).seal(id, "hash of " + id);
    answer(new PgUnconfirmedStore(pool)
        .put(id, EmailAddress.of(id + "@example.org"), "Ada", sealed, NOW, AccountFixture.requestInfo()));
    return id;
  }

  private Reseal.Answer reseal(UUID after) {
    return reseal(TABLE, after);
  }

  private Reseal.Answer reseal(Resealing.Table table, UUID after) {
    return answer(new Resealing(pool, both, table, RANDOM).reseal(new Reseal(after)));
  }

  private String opened(Keyring keyring, UUID id) {
    return opened(keyring, "account", id);
  }

  private String opened(Keyring keyring, String table, UUID id) {
    Row row = answer(pool.preparedQuery("SELECT * FROM account." + table + " WHERE id = $1").execute(Tuple.of(id)))
        .iterator().next();
    return new SealedPasswords(keyring, RANDOM).open(
        id, new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_password_hash").getBytes()));
  }

  @Test
  void sealsEveryHashAnewAndForgetsTheOldKey() {
    UUID ada = account();
    use(both);
    assertThat(reseal(Reseal.START)).isEqualTo(new Reseal.Answer(1, 0, Optional.of(ada)));
    assertThat(reseal(ada)).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    assertThat(opened(Keyring.parse(List.of(newLine)), ada)).isEqualTo("hash of " + ada);
    assertThat(database.count("account.sealing_key")).isEqualTo(1);
  }

  @Test
  void sealsThoseOfSignUpsAnewThatWaitForTheirLink() {
    UUID bob = signUp();
    use(both);
    assertThat(reseal(Reseal.START)).isEqualTo(new Reseal.Answer(1, 0, Optional.of(bob)));
    assertThat(reseal(bob)).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    assertThat(opened(Keyring.parse(List.of(newLine)), "sign_up", bob)).isEqualTo("hash of " + bob);
    assertThat(database.count("account.sealing_key")).isEqualTo(1);
  }

  /** Else a new sealing key would begin everybody's budget anew. */
  @Test
  void sealsTheKeysOfBudgetsAnewWhichFindTheSameBudgets() {
    assertThat(Tokens.OF_BUDGETS).containsExactlyInAnyOrderElementsOf(
        Arrays.stream(Tokens.Purpose.values()).filter(purpose -> purpose.name().endsWith("_BUDGET")).toList());
    Secret somebody = Secret.of("email ada@example.org");
    List<Buffer> before = subjects(new Tokens(old), somebody);
    assertThat(subjects(answer(new PgBudgetKeys(pool, old, RANDOM).tokens()), somebody))
        .as("as the version before has them").isEqualTo(before);
    use(both);
    Reseal.Answer all = reseal(Reseal.START);
    assertThat(all.resealed()).isEqualTo(Tokens.OF_BUDGETS.size());
    assertThat(reseal(all.next().orElseThrow())).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    assertThat(database.count("account.sealing_key")).isEqualTo(1);
    Keyring newOne = Keyring.parse(List.of(newLine));
    assertThat(subjects(answer(new PgBudgetKeys(pool, newOne, RANDOM).tokens()), somebody)).isEqualTo(before);
    assertThat(subjects(new Tokens(newOne), somebody)).doesNotContainAnyElementsOf(before);
  }

  @Test
  void sealsTheKeysOfWebhooksAnew() {
    UUID id = UUID.randomUUID();
    String owner = WebhookKeys.SEALED.owner(id);
    Sealed sealed = old.seal(new byte[] {1, 2, 3}, owner, RANDOM);
    database.execute("INSERT INTO account.webhook (id, url, since) VALUES ('" + id + "', 'https://example.org/', now())");
    answer(pool.preparedQuery("INSERT INTO account.webhook_key VALUES ($1, $1, $2, $3, now())")
        .execute(Tuple.of(id, Buffer.buffer(sealed.bytes()), sealed.keyId())));
    use(both);
    assertThat(reseal(Reseal.START)).isEqualTo(new Reseal.Answer(1, 0, Optional.of(id)));
    assertThat(reseal(id)).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    Row row = answer(pool.query("SELECT * FROM account.webhook_key").execute()).iterator().next();
    assertThat(Keyring.parse(List.of(newLine)).open(
        new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_key").getBytes()), owner))
        .containsExactly(1, 2, 3);
    assertThat(database.count("account.sealing_key")).isEqualTo(1);
  }

  private static List<Buffer> subjects(Tokens tokens, Secret somebody) {
    return Tokens.OF_BUDGETS.stream().sorted().map(purpose -> tokens.hash(purpose, somebody)).toList();
  }

  @Test
  void goesOnWhereAnEndedOneStopped() {
    for (int i = 0; i < 250; i++) {
      account();
    }
    use(both);
    assertThat(reseal(Reseal.START).resealed()).isEqualTo(200);
    assertThat(database.count("account.sealing_key")).isEqualTo(2);
    assertThat(reseal(Reseal.START).resealed()).as("begun again").isEqualTo(50);
    assertThat(reseal(Reseal.START)).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
  }

  @Test
  void stepsOverARowThatDoesNotOpenAndKeepsTheKeyItNames() {
    UUID ada = account();
    UUID bob = account();
    database.execute("UPDATE account.account SET sealed_password_hash = '\\x00' WHERE id = '" + bob + "'");
    use(both);
    Reseal.Answer all = reseal(Reseal.START);
    assertThat(all.resealed()).isEqualTo(1);
    assertThat(all.broken()).isEqualTo(1);
    assertThat(reseal(all.next().orElseThrow())).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    assertThat(opened(both, ada)).isEqualTo("hash of " + ada);
    assertThatThrownBy(() -> opened(both, bob)).isInstanceOf(SealBroken.class);
    assertThat(database.count("account.sealing_key")).isEqualTo(2);
  }

  @Test
  void keepsAHashThatWasChangedMeanwhile() {
    UUID ada = account();
    use(both);
    SealedPasswords passwords = new SealedPasswords(both, RANDOM);
    Row read = answer(pool.preparedQuery(TABLE.older()).execute(Tuple.of(both.sealingId(), Reseal.START, 200)))
        .iterator().next();
    Sealed newer = passwords.seal(ada, "a newer hash");
    answer(new PgAccountStore(pool).rehash(new PgAccountStore.Versions(ada, 1, 1, Optional.empty()), newer));
    Sealed resealed = passwords.seal(ada, "hash of " + ada);
    assertThat(answer(pool.preparedQuery(TABLE.update(read)).execute(Tuple.of(
        ada, read.getBuffer("sealed"), Buffer.buffer(resealed.bytes()), resealed.keyId()))).rowCount()).isZero();
    assertThat(opened(both, ada)).isEqualTo("a newer hash");
  }

  @Test
  void countsNoHashThatWasChangedMeanwhile() {
    UUID ada = account();
    UUID bob = account();
    use(both);
    Reseal.Answer all = reseal(new Overtaken(database, ada), Reseal.START);
    assertThat(all.resealed()).isEqualTo(1);
    assertThat(all.broken()).isZero();
    assertThat(opened(both, bob)).isEqualTo("hash of " + bob);
  }

  /** Another node changes one account's hash just before it would be sealed anew. */
  private record Overtaken(TestDatabase database, UUID changed) implements Resealing.Table {
    @Override
    public String older() {
      return TABLE.older();
    }

    @Override
    public String update(Row row) {
      return TABLE.update(row);
    }

    @Override
    public String owner(Row row) {
      if (changed.equals(row.getUUID("id"))) {
        database.execute("UPDATE account.account SET sealed_password_hash = '\\x01' WHERE id = '" + changed + "'");
      }
      return TABLE.owner(row);
    }

    @Override
    public String retire() {
      return TABLE.retire();
    }
  }
}
