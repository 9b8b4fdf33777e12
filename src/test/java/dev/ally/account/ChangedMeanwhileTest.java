package dev.ally.account;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logins whose account changes after {@code totp} has looked and before its answer is used. */
class ChangedMeanwhileTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final String OTHER_FACTOR = "UPDATE account.account SET factor_version = factor_version + 1 WHERE id = '%s'";
  private static final String OTHER_PASSWORD =
      "UPDATE account.account SET password_version = password_version + 1 WHERE id = '%s'";
  private static final String LOCKED = "UPDATE account.account SET locked_at = '" + START + "' WHERE id = '%s'";
  /** By a request that has ended since. */
  private static final String SWITCH_LEFT_OPEN = """
      WITH opened AS (
        INSERT INTO account.intent (operation_id, account_id, kind, opened_at)
        VALUES (gen_random_uuid(), '%s', 'ACTIVATE', '2026-03-03T08:00:00Z') RETURNING *)
      UPDATE account.account a SET open_intent = o.operation_id FROM opened o WHERE a.id = o.account_id""";

  private final String email = ALLY.account();
  private final Secret token = Secret.token(RANDOM);
  /** How often {@code totp} has looked. */
  private final AtomicInteger looks = new AtomicInteger();

  /** At each of the first looks. */
  private void change(int times, String sql) {
    ALLY.totp.meanwhile = accountId -> ALLY.vertx().executeBlocking(() -> {
      if (looks.incrementAndGet() <= times) {
        ALLY.database.execute(sql.formatted(accountId));
      }
      return accountId;
    });
  }

  private LogIn.Outcome logIn() {
    return ALLY.logIn(email, PASSWORD, requestInfo(), token, Secret.empty()).outcome();
  }

  private long rows(String table) {
    return ALLY.database.count(
        "account." + table + " JOIN account.account a ON a.id = account_id WHERE a.email = '" + email + "'");
  }

  @Nested
  class WithAPassword {
    @Test
    void needACodeWhenTwoFactorWasTurnedOn() {
      ALLY.totp.meanwhile = accountId -> ALLY.vertx().executeBlocking(() -> {
        if (looks.incrementAndGet() == 1) {
          ALLY.totp.enrolled.add(accountId);
          ALLY.database.execute(OTHER_FACTOR.formatted(accountId));
        }
        return accountId;
      });
      assertThat(logIn()).isEqualTo(LogIn.Outcome.CODE_NEEDED);
      assertThat(looks).hasValue(2);
      assertThat(rows("session")).isZero();
    }

    @Test
    void areRefusedWhenThePasswordIsAnother() {
      change(1, OTHER_PASSWORD);
      assertThat(logIn()).isEqualTo(LogIn.Outcome.REFUSED);
      assertThat(looks).hasValue(1);
      assertThat(rows("session")).isZero();
    }

    /** As many wrong ones as are borne before and again after it: the right one between them began them anew. */
    @Test
    void endTheRowOfWrongOnesThoughTheyAreRefused() {
      assertThat(wrongOnes()).containsOnly(LogIn.Outcome.REFUSED);
      change(1, OTHER_PASSWORD);
      assertThat(logIn()).isEqualTo(LogIn.Outcome.REFUSED);
      assertThat(looks).hasValue(1);
      assertThat(wrongOnes()).containsOnly(LogIn.Outcome.REFUSED);
    }

    private List<LogIn.Outcome> wrongOnes() {
      return Stream.generate(() -> ALLY.logIn(email, Secret.of("not the right password"), requestInfo()).outcome())
          .limit(Limit.PASSWORDS_BEFORE_WAIT.count() - 1L).toList();
    }

    @Test
    void areGivenUpAfterThreeTimes() {
      change(Integer.MAX_VALUE, OTHER_FACTOR);
      assertThatThrownBy(ChangedMeanwhileTest.this::logIn).isInstanceOf(Unavailable.class)
          .as("and said so at once").hasMessageEndingWith("is unavailable");
      assertThat(looks).hasValue(3);
      assertThat(rows("session")).isZero();
    }
  }

  @Nested
  class WithACode {
    private LogInWithCode.Result code(String sql) {
      ALLY.activate(ALLY.session(email));
      Secret pending = ALLY.pendingLogin(email);
      ALLY.database.execute("DELETE FROM account.session");
      change(1, sql);
      return ALLY.code(pending, FakeTotp.RIGHT, token);
    }

    @Test
    void areCompletedOnceASwitchThatCameToNothingIsSettled() {
      assertThat(code(SWITCH_LEFT_OPEN)).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
      assertThat(ALLY.isOpen(token)).isTrue();
      assertThat(rows("pending_login")).isZero();
    }

    @Test
    void areTooLateWhenTheSecondFactorIsAnother() {
      assertThat(code(OTHER_FACTOR)).isEqualTo(LogInWithCode.Outcome.EXPIRED);
      assertThat(rows("session")).isZero();
    }

    @Test
    void openNothingOnceTheAccountIsLocked() {
      assertThat(code(LOCKED)).isEqualTo(LogInWithCode.Outcome.EXPIRED);
      assertThat(rows("session")).isZero();
    }
  }
}
