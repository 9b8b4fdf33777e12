package dev.ally.account.password;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ally.account.password.PgPasswordStore.Attempt;
import dev.ally.account.rules.EmailAddress;
import dev.ally.crypto.ForeignHash;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What hash an address without an account costs, on real PostgreSQL. */
class ForeignKindsTest {
  @RegisterExtension static final VerifierFixture ALLY = new VerifierFixture();

  private static final int ADDRESSES = 4_000;

  @BeforeEach
  void forget() {
    ALLY.database().execute("DELETE FROM account.account");
  }

  private static void accounts(int count, String kind) {
    ALLY.database().execute("""
        INSERT INTO account.account
          (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id, created_at, foreign_hash)
        SELECT gen_random_uuid(), e, e, e, 'A', '', '%s', now(), %s
        FROM (SELECT gen_random_uuid() || '@example.org' AS e FROM generate_series(1, %d)) AS made"""
        .formatted(ALLY.keyring.sealingId(), kind, count));
  }

  private static ForeignKinds counted() {
    ForeignKinds kinds = new ForeignKinds(new PgPasswordStore(ALLY.pool()), ALLY.tokens);
    answer(kinds.count());
    return kinds;
  }

  private static Map<String, Integer> of(ForeignKinds kinds) {
    Map<String, Integer> addresses = new HashMap<>();
    for (int i = 0; i < ADDRESSES; i++) {
      addresses.merge(kind(kinds, i).orElse("own"), 1, Integer::sum);
    }
    return addresses;
  }

  private static Optional<String> kind(ForeignKinds kinds, int address) {
    return kinds.of(EmailAddress.of("nobody" + address + "@example.org"));
  }

  @Test
  void withoutForeignHashesAllCostAllysOwn() {
    accounts(10, "NULL");
    assertThat(of(counted())).containsExactly(Map.entry("own", ADDRESSES));
  }

  @Test
  void addressesOfNobodyHaveKindsInProportion() {
    accounts(10, "NULL");
    accounts(60, "'bcrypt 10'");
    accounts(30, "'pbkdf2-sha256 27500 32'");
    Map<String, Integer> addresses = of(counted());
    assertThat(addresses.get("own")).isCloseTo(ADDRESSES / 10, within(ADDRESSES / 40));
    assertThat(addresses.get("bcrypt 10")).isCloseTo(ADDRESSES * 6 / 10, within(ADDRESSES / 20));
    assertThat(addresses.get("pbkdf2-sha256 27500 32")).isCloseTo(ADDRESSES * 3 / 10, within(ADDRESSES / 20));
  }

  @Test
  void anAddressKeepsItsKindWhileAnotherGetsRarer() {
    accounts(50, "'bcrypt 10'");
    accounts(50, "'bcrypt 12'");
    ForeignKinds before = counted();
    ALLY.database().execute("UPDATE account.account SET foreign_hash = NULL WHERE id IN "
        + "(SELECT id FROM account.account WHERE foreign_hash = 'bcrypt 12' LIMIT 40)");
    ForeignKinds after = counted();
    int moved = 0;
    for (int i = 0; i < ADDRESSES; i++) {
      if (kind(before, i).equals(Optional.of("bcrypt 10"))) {
        assertThat(kind(after, i).equals(Optional.of("bcrypt 12"))).isFalse();
      } else if (kind(after, i).isEmpty()) {
        moved++;
      }
    }
    assertThat(moved).isGreaterThan(ADDRESSES / 5);
  }

  private static Attempt attempt(boolean exists, Optional<String> kind) {
    return new Attempt(
        Buffer.buffer(), UUID.randomUUID(), UUID.randomUUID(), true, Duration.ZERO, false, false,
        exists ? Optional.of(UUID.randomUUID()) : Optional.empty(), Optional.empty(), Optional.empty(), kind);
  }

  /** An address without an account, a locked account and one with Ally's own hash. */
  @Test
  void aPasswordIsComparedWithAHashOfTheKind() {
    accounts(10, "'bcrypt 05'");
    PasswordHashes hashes = new PasswordHashes(new PasswordHash(64, 1), ALLY.sealed, VerifierFixture.RANDOM, counted());
    EmailAddress email = EmailAddress.of("nobody@example.org");
    PasswordHashes.Compared nobody = hashes.compared(attempt(false, Optional.empty()), email);
    assertThat(nobody.foreign().map(ForeignHash::kind)).contains("bcrypt 05");
    assertThat(hashes.matches(nobody, Secret.of("password"), Secret.of("password"))).isFalse();
    PasswordHashes.Compared locked = hashes.compared(attempt(true, Optional.of("argon2d 19 40960 1 1")), email);
    assertThat(locked.foreign().map(ForeignHash::kind)).contains("argon2d 19 40960 1 1");
    assertThat(locked.isLarge()).isTrue();
    assertThat(nobody.isLarge()).isFalse();
    assertThat(hashes.compared(attempt(true, Optional.empty()), email).foreign()).isEmpty();
  }
}
