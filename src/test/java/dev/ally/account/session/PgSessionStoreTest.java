package dev.ally.account.session;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.PgUpkeep;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.FactorPolicy;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a session lives, and how often it is written. */
class PgSessionStoreTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Keyring KEYRING = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  private static TestDatabase database;
  private static Pool pool;
  private static PgSessionStore sessions;

  private final UUID account = UUID.randomUUID();
  private final UUID id = UUID.randomUUID();
  private final Buffer[] hashes = new Tokens(KEYRING).hashes(Tokens.Purpose.SESSION, Secret.token(RANDOM));

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.ACCOUNT);
    sessions = new PgSessionStore(pool, new FactorPolicy(Optional.empty()));
    answer(new PgUpkeep(pool, Duration.ofDays(400)).useKey(KEYRING, NOW));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void logIn() {
    EmailAddress email = EmailAddress.of("Ada-" + account + "@example.org");
    PgAccountStore accounts = new PgAccountStore(pool);
    answer(accounts.create(account, email, "Ada", new SealedPasswords(KEYRING, RANDOM).seal(account, "hash"), NOW));
    answer(new PgLoginStore(pool).open(
        new PgLoginStore.NewSession(
            id, hashes, new String[] {"192.0.2.1", ""}, "a browser", new Buffer[] {Buffer.buffer("browser")},
            Buffer.buffer("browser"), new Buffer[0], ActivityKind.LOGIN_PASSWORD, NOW),
        answer(accounts.versions(account)).orElseThrow()));
  }

  private Optional<Session> find(Duration later) {
    return answer(sessions.find(hashes, NOW.plus(later)));
  }

  private boolean wasSeen(Duration later) {
    return database.count(
        "account.session WHERE id = '" + id + "' AND last_seen_at = '" + NOW.plus(later) + "'") == 1;
  }

  @Test
  void saysWhoseItIs() {
    Session session = find(Duration.ZERO).orElseThrow();
    assertThat(session.id()).isEqualTo(id);
    assertThat(session.person()).isEqualTo(new Person(account, "Ada-" + account + "@example.org", "Ada"));
  }

  @Test
  void findsNothingByNoTokenOrAnother() {
    assertThat(answer(sessions.find(new Buffer[0], NOW))).isEmpty();
    assertThat(answer(sessions.find(new Buffer[] {Buffer.buffer("another")}, NOW))).isEmpty();
  }

  @Test
  void isWrittenOnceAMinute() {
    assertThat(find(Duration.ofSeconds(59))).isPresent();
    assertThat(wasSeen(Duration.ZERO)).isTrue();
    assertThat(find(Duration.ofSeconds(60))).isPresent();
    assertThat(wasSeen(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void livesAnHourUnusedAndADayInAll() {
    assertThat(find(Duration.ofHours(1))).isEmpty();
    for (Duration later = Duration.ZERO; later.compareTo(Duration.ofHours(24)) < 0; later = later.plusMinutes(45)) {
      assertThat(find(later)).as(later.toString()).isPresent();
    }
    assertThat(find(Duration.ofHours(24).minusMillis(1))).isPresent();
    assertThat(find(Duration.ofHours(24))).isEmpty();
  }

  @Test
  void isGoneOnceItIsEnded() {
    answer(sessions.logOut(hashes, RequestInfo.UNKNOWN, NOW));
    assertThat(find(Duration.ZERO)).isEmpty();
  }
}
