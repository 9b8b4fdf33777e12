package dev.ally.account;

import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.LogIn;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.RecordedMeters;
import dev.ally.metrics.Meters;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The numbers that are read from the database, each on tables that hold nothing else. */
class PgCountsTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Secret WRONG = Secret.of("not the password");

  private final RecordedMeters meters = new RecordedMeters();

  @BeforeEach
  void clear() {
    ALLY.database.execute("TRUNCATE account.session, account.letter, account.password_budget CASCADE");
  }

  private Pool pool() {
    return ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
  }

  private double read(String key) {
    PgCounts.show(meters, ALLY.vertx(), pool(), ALLY.clock);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Double.isNaN(meters.shown(key)) && System.nanoTime() < deadline) {
      Thread.yield();
    }
    return meters.shown(key);
  }

  @Test
  void sessionsAreThoseThatAreOpen() {
    String email = ALLY.account();
    ALLY.session(email);
    ALLY.session(email);
    assertThat(read("SESSIONS")).isEqualTo(2);
    ALLY.clock.pass(Duration.ofMinutes(61));
    ALLY.session(email);
    assertThat(read("SESSIONS")).isEqualTo(1);
  }

  @Test
  void accountsAreCountedAndThoseWithASecondFactorToo() {
    ALLY.database.execute("DELETE FROM account.account");
    assertThat(read("ACCOUNTS")).isZero();
    assertThat(read("SECOND_FACTOR_SHARE")).isZero();
    for (int i = 0; i < 3; i++) {
      ALLY.account();
    }
    ALLY.activate(ALLY.session(ALLY.account()));
    assertThat(read("ACCOUNTS")).isEqualTo(4);
    assertThat(read("SECOND_FACTOR_SHARE")).isEqualTo(0.25);
  }

  @Test
  void emailsWaitUntilTheyAreSent() {
    String email = ALLY.account();
    assertThat(read("MAILS_WAITING")).isZero();
    ALLY.logIn(email, AccountFixture.PASSWORD, requestInfo());
    ALLY.logIn(email, AccountFixture.PASSWORD, requestInfo());
    assertThat(read("MAILS_WAITING")).isPositive().isEqualTo(ALLY.database.count("account.letter"));
  }

  @Test
  void budgetsWaitAfterFiveWrongPasswordsAndForAsLongAsTheWaitLasts() {
    String email = UUID.randomUUID() + "@example.org";
    for (int i = 0; i < 4; i++) {
      ALLY.logIn(email, WRONG, requestInfo());
    }
    assertThat(read("WAITING_BUDGETS password")).isZero();
    assertThat(ALLY.logIn(email, WRONG, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(read("WAITING_BUDGETS password")).isEqualTo(1);
    ALLY.clock.pass(Duration.ofSeconds(1));
    assertThat(read("WAITING_BUDGETS password")).isZero();
  }

  @Test
  void nothingIsAskedForNobody() {
    PgCounts.show(Meters.NONE, ALLY.vertx(), null, ALLY.clock);
  }
}
