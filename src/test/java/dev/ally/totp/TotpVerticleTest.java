package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Failed;
import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.CancelEnrolment;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment.Outcome;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.ResetAuthenticators;
import dev.ally.contract.totp.SettleOperation;
import dev.ally.contract.totp.ShowEnrolment;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations {@code totp.…} over the bus, on real PostgreSQL. */
class TotpVerticleTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  private static final SetClock CLOCK = new SetClock(START);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static TestDatabase database;
  private static EventBus bus;

  private final UUID account = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();

  @BeforeAll
  static void deploy() {
    database = TestDatabase.create();
    bus = WATCHED.vertx().eventBus();
    Pool pool = database.pool(WATCHED.vertx(), Schema.TOTP);
    Keyring keyring = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
    answer(WATCHED.vertx().deployVerticle(new TotpVerticle(
        pool, keyring, CLOCK, RANDOM, Optional.empty(), () -> Future.succeededFuture(CLOCK.instant()))));
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void startTheClock() {
    CLOCK.set(START);
  }

  private PendingKey begin() {
    return answer(BeginEnrolment.OPERATION.ask(bus, new BeginEnrolment(account, session)));
  }

  private Optional<PendingKey> shown() {
    return answer(ShowEnrolment.OPERATION.ask(bus, new ShowEnrolment(account, session))).pending();
  }

  private static TotpKey key(PendingKey pending) {
    return AppKey.of(pending);
  }

  private ConfirmEnrolment.Answer confirm(UUID operationId, PendingKey pending, Secret code) {
    return answer(ConfirmEnrolment.OPERATION.ask(
        bus, new ConfirmEnrolment(operationId, account, session, pending.id(), code)));
  }

  private Outcome confirm(PendingKey pending, Secret code) {
    return confirm(UUID.randomUUID(), pending, code).outcome();
  }

  private CodeVerdict verify(UUID operationId, Secret code) {
    return answer(VerifyCode.OPERATION.ask(bus, new VerifyCode(operationId, account, code)));
  }

  private CodeVerdict verifyAtKnownBrowser(Secret code) {
    return answer(VerifyCode.OPERATION.ask(bus, new VerifyCode(UUID.randomUUID(), account, code, true)));
  }

  private Verdict verify(Secret code) {
    return verify(UUID.randomUUID(), code).verdict();
  }

  private Verdict remove(Secret code) {
    return answer(RemoveAuthenticators.OPERATION.ask(
        bus, new RemoveAuthenticators(UUID.randomUUID(), account, code))).verdict();
  }

  private int count() {
    return answer(FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(account))).count();
  }

  private static Secret codeNow(TotpKey key) {
    return AppKey.codeAt(key, CLOCK.instant());
  }

  private static Secret wrong(TotpKey key) {
    return AppKey.wrongAt(key, CLOCK.instant());
  }

  /** An account that has an app, at a time when the confirming code is no longer in the window. */
  private TotpKey enrolled() {
    PendingKey pending = begin();
    assertThat(confirm(pending, codeNow(key(pending)))).isEqualTo(Outcome.CONFIRMED);
    CLOCK.pass(Duration.ofMinutes(5));
    return key(pending);
  }

  @Nested
  class WhileAKeyIsPending {
    @Test
    void asksForNoCode() {
      TotpKey key = key(begin());
      assertThat(count()).isZero();
      assertThat(verify(codeNow(key))).isEqualTo(Verdict.NOT_ENROLLED);
    }

    @Test
    void showsTheSameKeyToTheSameSession() {
      PendingKey first = begin();
      assertThat(begin()).isEqualTo(first);
      assertThat(shown()).contains(first);
    }

    @Test
    void showsNothingToAnotherSession() {
      begin();
      assertThat(answer(ShowEnrolment.OPERATION.ask(bus, new ShowEnrolment(account, UUID.randomUUID()))).pending())
          .isEmpty();
    }

    @Test
    void confirmsNothingForAnotherSessionOrAnotherKey() {
      PendingKey pending = begin();
      ConfirmEnrolment foreign = new ConfirmEnrolment(
          UUID.randomUUID(), account, UUID.randomUUID(), pending.id(), codeNow(key(pending)));
      assertThat(answer(ConfirmEnrolment.OPERATION.ask(bus, foreign)).outcome()).isEqualTo(Outcome.NOT_PENDING);
      ConfirmEnrolment other = new ConfirmEnrolment(
          UUID.randomUUID(), account, session, UUID.randomUUID(), codeNow(key(pending)));
      assertThat(answer(ConfirmEnrolment.OPERATION.ask(bus, other)).outcome()).isEqualTo(Outcome.NOT_PENDING);
      assertThat(count()).isZero();
    }

    @Test
    void livesTenMinutesAfterItsLastShowing() {
      PendingKey pending = begin();
      CLOCK.pass(Duration.ofMinutes(9));
      assertThat(begin().id()).isEqualTo(pending.id());
      CLOCK.pass(Duration.ofMinutes(9));
      assertThat(shown()).contains(pending);
      CLOCK.pass(Duration.ofMinutes(9));
      assertThat(shown()).contains(pending);
      CLOCK.pass(Duration.ofSeconds(9));
      assertThat(shown()).as("too soon to be written again").contains(pending);
      CLOCK.pass(Duration.ofMinutes(10).minusSeconds(10));
      assertThat(shown()).contains(pending);
      CLOCK.pass(Duration.ofMinutes(10));
      assertThat(shown()).isEmpty();
      assertThat(confirm(pending, codeNow(key(pending)))).isEqualTo(Outcome.NOT_PENDING);
      assertThat(begin().id()).isNotEqualTo(pending.id());
    }

    @Test
    void isDroppedWhenCancelled() {
      PendingKey pending = begin();
      answer(CancelEnrolment.OPERATION.ask(bus, new CancelEnrolment(account, session)));
      assertThat(confirm(pending, codeNow(key(pending)))).isEqualTo(Outcome.NOT_PENDING);
    }

    @Test
    void bearsTenTriesAndCountsNoMalformedOne() {
      PendingKey pending = begin();
      for (int i = 0; i < 9; i++) {
        assertThat(confirm(pending, wrong(key(pending)))).isEqualTo(Outcome.WRONG);
        assertThat(confirm(pending, Secret.of("12345"))).isEqualTo(Outcome.MALFORMED);
      }
      assertThat(begin().misses()).isEqualTo(9);
      assertThat(confirm(pending, wrong(key(pending)))).isEqualTo(Outcome.TRIES_SPENT);
      assertThat(confirm(pending, codeNow(key(pending)))).isEqualTo(Outcome.NOT_PENDING);
    }

    @Test
    void countsARepeatedTryOnce() {
      PendingKey pending = begin();
      UUID operationId = UUID.randomUUID();
      confirm(operationId, pending, wrong(key(pending)));
      confirm(operationId, pending, wrong(key(pending)));
      assertThat(begin().misses()).isEqualTo(1);
    }

    @Test
    void tellsHowFarTheClockSeemsOff() {
      PendingKey pending = begin();
      TotpKey key = key(pending);
      Secret late = key.codeAt(key.stepAt(CLOCK.instant()) - 4);
      assertThat(confirm(UUID.randomUUID(), pending, late).clockOffset()).contains(Duration.ofSeconds(-120));
    }

    @Test
    void spendsTheConfirmingStep() {
      PendingKey pending = begin();
      Secret code = codeNow(key(pending));
      assertThat(confirm(pending, code)).isEqualTo(Outcome.CONFIRMED);
      assertThat(verify(code)).isEqualTo(Verdict.SPENT);
      assertThat(remove(code)).isEqualTo(Verdict.SPENT);
    }

    @Test
    void answersARepeatedConfirmationAlike() {
      PendingKey pending = begin();
      UUID operationId = UUID.randomUUID();
      Secret code = codeNow(key(pending));
      assertThat(confirm(operationId, pending, code).outcome()).isEqualTo(Outcome.CONFIRMED);
      assertThat(confirm(operationId, pending, code).outcome()).isEqualTo(Outcome.CONFIRMED);
      assertThat(confirm(pending, code)).isEqualTo(Outcome.ALREADY_ENROLLED);
      assertThat(count()).isEqualTo(1);
    }
  }

  @Nested
  class OnceEnrolled {
    @Test
    void takesACodeOnceAndNoneBeforeIt() {
      TotpKey key = enrolled();
      long step = key.stepAt(CLOCK.instant());
      assertThat(verify(key.codeAt(step))).isEqualTo(Verdict.ACCEPTED);
      assertThat(verify(key.codeAt(step))).isEqualTo(Verdict.SPENT);
      assertThat(verify(key.codeAt(step - 1))).isEqualTo(Verdict.SPENT);
      assertThat(verify(key.codeAt(step + 1))).isEqualTo(Verdict.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void refusesACodeFromTwoStepsAway(int steps) {
      TotpKey key = enrolled();
      assertThat(verify(key.codeAt(key.stepAt(CLOCK.instant()) + steps))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void answersARepeatedQuestionAlikeAndCountsItOnce() {
      TotpKey key = enrolled();
      UUID right = UUID.randomUUID();
      assertThat(verify(right, codeNow(key)).verdict()).isEqualTo(Verdict.ACCEPTED);
      assertThat(verify(right, codeNow(key)).verdict()).isEqualTo(Verdict.ACCEPTED);
      UUID missed = UUID.randomUUID();
      for (int i = 0; i < 20; i++) {
        assertThat(verify(missed, wrong(key)).verdict()).isEqualTo(Verdict.WRONG);
      }
      CLOCK.pass(Duration.ofSeconds(60));
      assertThat(verify(codeNow(key))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void waitsAfterFiveWrongCodesLongerEachTime() {
      TotpKey key = enrolled();
      for (int i = 0; i < 5; i++) {
        assertThat(verify(wrong(key))).isEqualTo(Verdict.WRONG);
      }
      CodeVerdict wait = verify(UUID.randomUUID(), codeNow(key));
      assertThat(wait.verdict()).isEqualTo(Verdict.WAIT);
      assertThat(wait.retryAfter()).isEqualTo(Duration.ofSeconds(30));
      CLOCK.pass(Duration.ofSeconds(30));
      assertThat(verify(wrong(key))).isEqualTo(Verdict.WRONG);
      assertThat(verify(UUID.randomUUID(), codeNow(key)).retryAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void refusesTheRightCodeLikeAWrongOneDuringAWait() {
      TotpKey key = enrolled();
      for (int i = 0; i < 5; i++) {
        verify(wrong(key));
      }
      assertThat(verify(UUID.randomUUID(), codeNow(key))).isEqualTo(verify(UUID.randomUUID(), wrong(key)));
      assertThat(remove(codeNow(key))).isEqualTo(Verdict.WAIT);
      CLOCK.pass(Duration.ofSeconds(30));
      assertThat(verify(codeNow(key))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void clearsTheWaitingButNotTheCapsWithARightCode() {
      TotpKey key = enrolled();
      for (int round = 0; round < 5; round++) {
        assertThat(verifyAtKnownBrowser(wrong(key)).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(verifyAtKnownBrowser(wrong(key)).verdict()).isEqualTo(Verdict.WRONG);
        if (round < 4) {
          assertThat(verifyAtKnownBrowser(codeNow(key)).verdict()).isEqualTo(Verdict.ACCEPTED);
        }
        CLOCK.pass(Duration.ofMinutes(2));
      }
      CodeVerdict capped = verifyAtKnownBrowser(codeNow(key));
      assertThat(capped.verdict()).isEqualTo(Verdict.WAIT);
      assertThat(capped.retryAfter()).isEqualTo(Duration.ofHours(24).minusMinutes(10));
    }

    @Test
    void bearsFortyWrongCodesInThirtyDays() {
      TotpKey key = enrolled();
      for (int i = 0; i < 40; i++) {
        assertThat(verifyAtKnownBrowser(wrong(key)).verdict()).isEqualTo(Verdict.WRONG);
        CLOCK.pass(Duration.ofHours(3));
      }
      CodeVerdict capped = verifyAtKnownBrowser(codeNow(key));
      assertThat(capped.verdict()).isEqualTo(Verdict.WAIT);
      assertThat(capped.retryAfter()).isEqualTo(Duration.ofDays(30).minusHours(120));
      CLOCK.pass(capped.retryAfter());
      assertThat(verify(codeNow(key))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void chargesNeitherSpentNorMalformedCodes() {
      TotpKey key = enrolled();
      verify(codeNow(key));
      for (int i = 0; i < 20; i++) {
        assertThat(verify(codeNow(key))).isEqualTo(Verdict.SPENT);
        assertThat(verify(Secret.of("1234567"))).isEqualTo(Verdict.MALFORMED);
      }
      CLOCK.pass(Duration.ofSeconds(30));
      assertThat(verify(codeNow(key))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void isTurnedOffByACodeOnce() {
      TotpKey key = enrolled();
      assertThat(remove(wrong(key))).isEqualTo(Verdict.WRONG);
      Secret code = codeNow(key);
      UUID operationId = UUID.randomUUID();
      RemoveAuthenticators question = new RemoveAuthenticators(operationId, account, code);
      assertThat(answer(RemoveAuthenticators.OPERATION.ask(bus, question)).verdict()).isEqualTo(Verdict.ACCEPTED);
      assertThat(answer(RemoveAuthenticators.OPERATION.ask(bus, question)).verdict()).isEqualTo(Verdict.ACCEPTED);
      assertThat(count()).isZero();
      assertThat(remove(code)).isEqualTo(Verdict.NOT_ENROLLED);
    }

    @Test
    void givesANewKeyWhenTurnedOnAgain() {
      TotpKey old = enrolled();
      assertThat(remove(codeNow(old))).isEqualTo(Verdict.ACCEPTED);
      TotpKey present = enrolled();
      assertThat(present.key()).isNotEqualTo(old.key());
      assertThat(verify(codeNow(old))).isEqualTo(Verdict.WRONG);
      assertThat(verify(codeNow(present))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void isResetByTheOperatorWithoutACode() {
      enrolled();
      ResetAuthenticators question = new ResetAuthenticators(UUID.randomUUID(), account);
      assertThat(answer(ResetAuthenticators.OPERATION.ask(bus, question)).outcome())
          .isEqualTo(ResetAuthenticators.Outcome.REMOVED);
      assertThat(answer(ResetAuthenticators.OPERATION.ask(bus, question)).outcome())
          .isEqualTo(ResetAuthenticators.Outcome.REMOVED);
      assertThat(answer(ResetAuthenticators.OPERATION.ask(
          bus, new ResetAuthenticators(UUID.randomUUID(), account))).outcome())
          .isEqualTo(ResetAuthenticators.Outcome.NOT_ENROLLED);
      assertThat(count()).isZero();
    }
  }

  @Nested
  class ForAnUndo {
    private ResetAuthenticators.Outcome undo(Instant guessedSince) {
      return answer(ResetAuthenticators.OPERATION.ask(
          bus, new ResetAuthenticators(UUID.randomUUID(), account, Optional.of(guessedSince)))).outcome();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAAA-AAAAA-AAAAA-AAAAA"})
    void isNotRemovedOnceFiveWrongCodesWereEntered(String recoveryCode) {
      TotpKey key = enrolled();
      Instant since = CLOCK.instant();
      for (int i = 0; i < 5; i++) {
        assertThat(verify(recoveryCode.isEmpty() ? wrong(key) : Secret.of(recoveryCode))).isEqualTo(Verdict.WRONG);
      }
      assertThat(undo(since)).isEqualTo(ResetAuthenticators.Outcome.GUESSED_AT);
      assertThat(count()).isEqualTo(1);
      assertThat(undo(since.plusMillis(1))).as("those before do not count")
          .isEqualTo(ResetAuthenticators.Outcome.REMOVED);
    }

    @Test
    void isRemovedAfterFewerAndAnswersARepeatedQuestionAlike() {
      TotpKey key = enrolled();
      for (int i = 0; i < 4; i++) {
        verify(wrong(key));
      }
      ResetAuthenticators question =
          new ResetAuthenticators(UUID.randomUUID(), account, Optional.of(CLOCK.instant()));
      for (int time = 1; time <= 2; time++) {
        assertThat(answer(ResetAuthenticators.OPERATION.ask(bus, question)).outcome())
            .isEqualTo(ResetAuthenticators.Outcome.REMOVED);
      }
    }
  }

  @Nested
  class WhenAnAnswerWasLost {
    private boolean settle(UUID operationId) {
      return answer(SettleOperation.OPERATION.ask(bus, new SettleOperation(operationId, account))).done();
    }

    @Test
    void tellsWhatWasDone() {
      PendingKey pending = begin();
      UUID operationId = UUID.randomUUID();
      confirm(operationId, pending, codeNow(key(pending)));
      assertThat(settle(operationId)).isTrue();
      assertThat(count()).isEqualTo(1);
    }

    @Test
    void givesUpWhatWasNotDone() {
      PendingKey pending = begin();
      UUID operationId = UUID.randomUUID();
      assertThat(settle(operationId)).isFalse();
      assertThat(confirm(operationId, pending, codeNow(key(pending))).outcome()).isEqualTo(Outcome.GIVEN_UP);
      assertThat(count()).isZero();
    }

    @Test
    void givesUpARemovalThatHasNotArrived() {
      TotpKey key = enrolled();
      UUID operationId = UUID.randomUUID();
      assertThat(settle(operationId)).isFalse();
      RemoveAuthenticators late = new RemoveAuthenticators(operationId, account, codeNow(key));
      assertThat(answer(RemoveAuthenticators.OPERATION.ask(bus, late)).verdict()).isEqualTo(Verdict.GIVEN_UP);
      assertThat(count()).isEqualTo(1);
    }
  }

  @Test
  void keepsNoKeyInClear() {
    TotpKey key = enrolled();
    PendingKey pending = answer(BeginEnrolment.OPERATION.ask(bus, new BeginEnrolment(UUID.randomUUID(), session)));
    String tables = database.dump(Schema.TOTP);
    assertThat(tables).contains(account.toString()).contains(pending.id().toString());
    for (TotpKey secret : List.of(key, key(pending))) {
      assertThat(tables).doesNotContain(HexFormat.of().formatHex(secret.key().revealBytes()));
      assertThat(tables).doesNotContain(secret.base32().revealText().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void opensNoKeyThatWasMovedToAnotherAccount() {
    TotpKey key = enrolled();
    UUID thief = UUID.randomUUID();
    database.execute("UPDATE totp.authenticator SET account_id = '" + thief + "' WHERE account_id = '" + account + "'");
    assertThatThrownBy(() -> answer(VerifyCode.OPERATION.ask(
        bus, new VerifyCode(UUID.randomUUID(), thief, codeNow(key))))).isInstanceOf(Failed.class);
  }
}
