package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.PendingKey;
import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.FindRecoveryCodes;
import dev.ally.contract.totp.KeepRecoveryCodes;
import dev.ally.contract.totp.RemoveAuthenticator;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.RenameAuthenticator;
import dev.ally.contract.totp.RenewRecoveryCodes;
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
import dev.ally.totp.rules.RecoveryCode;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Recovery codes and several authenticators, over the bus, by two nodes on real PostgreSQL. */
class RecoveryTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  private static final SetClock CLOCK = new SetClock(START);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static TestDatabase database;
  private static EventBus bus;

  private final UUID account = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();
  private TotpKey key;
  private List<Secret> codes;

  @BeforeAll
  static void deploy() {
    database = TestDatabase.create();
    bus = WATCHED.vertx().eventBus();
    Keyring keyring = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
    for (int node = 0; node < 2; node++) {
      answer(WATCHED.vertx().deployVerticle(new TotpVerticle(
          database.pool(WATCHED.vertx(), Schema.TOTP), keyring, CLOCK, RANDOM, Optional.empty(),
          () -> Future.succeededFuture(CLOCK.instant()))));
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void enrol() {
    CLOCK.set(START);
    PendingKey pending = answer(BeginEnrolment.OPERATION.ask(bus, new BeginEnrolment(account, session)));
    key = confirm(pending);
    codes = shown(session).orElseThrow().codes();
  }

  private TotpKey confirm(PendingKey pending) {
    TotpKey linked = AppKey.of(pending);
    assertThat(answer(ConfirmEnrolment.OPERATION.ask(bus, new ConfirmEnrolment(
        UUID.randomUUID(), account, session, pending.id(), now(linked)))).outcome())
        .isEqualTo(ConfirmEnrolment.Outcome.CONFIRMED);
    CLOCK.pass(Duration.ofMinutes(2));
    return linked;
  }

  private static Secret now(TotpKey key) {
    return AppKey.codeAt(key, CLOCK.instant());
  }

  private Optional<ShownRecoveryCodes> shown(UUID toSession) {
    return answer(FindRecoveryCodes.OPERATION.ask(bus, new FindRecoveryCodes(account, toSession))).shown();
  }

  private Future<CodeVerdict> verifying(Secret code) {
    return VerifyCode.OPERATION.ask(bus, new VerifyCode(UUID.randomUUID(), account, code));
  }

  private Verdict verifyAtKnownBrowser(Secret code) {
    return answer(VerifyCode.OPERATION.ask(bus, new VerifyCode(UUID.randomUUID(), account, code, true))).verdict();
  }

  private Verdict verify(Secret code) {
    return answer(verifying(code)).verdict();
  }

  private FindAuthenticators.Answer found() {
    return answer(FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(account)));
  }

  private Verdict renew(Secret code) {
    return answer(RenewRecoveryCodes.OPERATION.ask(
        bus, new RenewRecoveryCodes(UUID.randomUUID(), account, session, code))).verdict();
  }

  private Verdict beginFurther(Secret code, Optional<UUID> replaces) {
    return beginFurther(code, Optional.empty(), replaces);
  }

  private Verdict beginFurther(Secret code, Optional<Boolean> byRecoveryCode, Optional<UUID> replaces) {
    return answer(BeginFurtherEnrolment.OPERATION.ask(bus, new BeginFurtherEnrolment(
        UUID.randomUUID(), account, session, code, byRecoveryCode, "Work phone", replaces))).verdict();
  }

  private PendingKey pending() {
    return answer(ShowEnrolment.OPERATION.ask(bus, new ShowEnrolment(account, session))).pending().orElseThrow();
  }

  private Verdict removeOne(UUID id, Secret code) {
    return answer(RemoveAuthenticator.OPERATION.ask(
        bus, new RemoveAuthenticator(UUID.randomUUID(), account, id, code))).verdict();
  }

  private static Secret wrongRecoveryCode(int number) {
    return Secret.of("A".repeat(10) + "34679CDEFH".charAt(number % 10) + "34679CDEFH".charAt(number / 10 % 10) + "AAAAAAAA");
  }

  private long mine(String table) {
    return database.count("totp." + table + " WHERE account_id = '" + account + "'");
  }

  private static <A> List<A> all(Stream<Future<A>> asked) {
    List<Future<A>> futures = asked.toList();
    return answer(Future.all(futures)).<A>list();
  }

  @Nested
  class RecoveryCodes {
    @Test
    void areTenAndEachOpensOnceInAnyOrder() {
      assertThat(codes).hasSize(10).doesNotHaveDuplicates();
      for (int i : new int[] {9, 0, 5}) {
        CodeVerdict verdict = answer(verifying(codes.get(i)));
        assertThat(verdict.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(verdict.recoveryCode()).isTrue();
        assertThat(verify(codes.get(i))).isEqualTo(Verdict.SPENT);
      }
      assertThat(found().recoveryCodes()).isEqualTo(7);
    }

    @Test
    void usedByThirtyAtOnceOpenForOne() {
      for (int round = 0; round < 5; round++) {
        Secret code = codes.get(round);
        List<CodeVerdict> verdicts = all(Stream.generate(() -> verifying(code)).limit(30));
        assertThat(verdicts).filteredOn(verdict -> verdict.verdict() == Verdict.ACCEPTED).hasSize(1);
        assertThat(found().recoveryCodes()).isEqualTo(9 - round);
      }
    }

    @Test
    void asAQuestionAskedAgainAreSpentOnceAndGiveTheSameAnswer() {
      VerifyCode question = new VerifyCode(UUID.randomUUID(), account, codes.get(0));
      for (int i = 0; i < 3; i++) {
        assertThat(answer(VerifyCode.OPERATION.ask(bus, question)))
            .isEqualTo(CodeVerdict.of(Verdict.ACCEPTED).byRecoveryCode());
      }
      assertThat(found().recoveryCodes()).isEqualTo(9);
    }

    @Test
    void haveABudgetOfTheirOwnAsTightAsTheCodes() {
      for (int i = 0; i < 5; i++) {
        assertThat(verify(wrongRecoveryCode(i))).isEqualTo(Verdict.WRONG);
      }
      CodeVerdict waiting = answer(verifying(codes.get(0)));
      assertThat(waiting.verdict()).as("the right one, while it waits").isEqualTo(Verdict.WAIT);
      assertThat(waiting.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
      assertThat(found().recoveryCodes()).isEqualTo(10);
      assertThat(verify(now(key))).as("a code of the app").isEqualTo(Verdict.ACCEPTED);
      CLOCK.pass(Duration.ofSeconds(30));
      assertThat(verify(codes.get(0))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void areRefusedForADayAfterTenWrongOnes() {
      for (int i = 0; i < 10; i++) {
        assertThat(verifyAtKnownBrowser(wrongRecoveryCode(i))).isEqualTo(Verdict.WRONG);
        CLOCK.pass(Duration.ofHours(1));
      }
      assertThat(verifyAtKnownBrowser(codes.get(0))).isEqualTo(Verdict.WAIT);
      CLOCK.pass(Duration.ofHours(14));
      assertThat(verifyAtKnownBrowser(codes.get(0))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void areNotCountedWhenTheyAreNone() {
      for (int i = 0; i < 20; i++) {
        assertThat(verify(Secret.of("AAAA-" + i))).isEqualTo(Verdict.MALFORMED);
      }
      assertThat(mine("recovery_budget")).isZero();
    }

    @Test
    void areWrongForAnotherAccount() {
      UUID other = UUID.randomUUID();
      assertThat(answer(VerifyCode.OPERATION.ask(bus, new VerifyCode(UUID.randomUUID(), other, codes.get(0))))
          .verdict()).isEqualTo(Verdict.NOT_ENROLLED);
    }

    @Test
    void standNowhereInClear() {
      String rows = database.dump(Schema.TOTP);
      assertThat(codes).isNotEmpty().allSatisfy(code -> {
        String letters = code.revealText().replace("-", "");
        assertThat(rows)
            .doesNotContainIgnoringCase(code.revealText()).doesNotContainIgnoringCase(letters)
            .doesNotContain(HexFormat.of().formatHex(code.revealBytes()))
            .doesNotContain(HexFormat.of().formatHex(letters.getBytes(StandardCharsets.US_ASCII)))
            .as("its hash").doesNotContain(HexFormat.of().formatHex(RecoveryCode.typed(code).orElseThrow().hash()));
      });
    }

    @Test
    void turnTheSecondFactorOffAndDieWithIt() {
      assertThat(answer(RemoveAuthenticators.OPERATION.ask(
          bus, new RemoveAuthenticators(UUID.randomUUID(), account, codes.get(3)))).verdict())
          .isEqualTo(Verdict.ACCEPTED);
      assertThat(found().enrolled()).isFalse();
      assertThat(mine("recovery_code") + mine("shown_recovery_codes")).isZero();
      assertThat(verify(codes.get(4))).isEqualTo(Verdict.NOT_ENROLLED);
    }

    @Test
    void dieWithAReset() {
      answer(ResetAuthenticators.OPERATION.ask(bus, new ResetAuthenticators(UUID.randomUUID(), account)));
      assertThat(mine("recovery_code") + mine("shown_recovery_codes")).isZero();
    }
  }

  @Nested
  class Shown {
    @Test
    void toTheirSessionAloneAndForTenMinutes() {
      assertThat(shown(UUID.randomUUID())).isEmpty();
      CLOCK.pass(Duration.ofMinutes(7));
      assertThat(shown(session).orElseThrow().codes()).isEqualTo(codes);
      CLOCK.pass(Duration.ofMinutes(10));
      assertThat(shown(session)).isEmpty();
      assertThat(verify(codes.get(0))).as("they work all the same").isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void nowhereOnceTheOneThatIsAskedForWasTypedBack() {
      int asked = shown(session).orElseThrow().asked();
      assertThat(keep(codes.get(asked % 10))).isEqualTo(KeepRecoveryCodes.Outcome.WRONG);
      assertThat(shown(session)).isPresent();
      assertThat(keep(codes.get(asked - 1))).isEqualTo(KeepRecoveryCodes.Outcome.KEPT);
      assertThat(shown(session)).isEmpty();
      assertThat(keep(codes.get(asked - 1))).isEqualTo(KeepRecoveryCodes.Outcome.NOT_SHOWN);
      assertThat(found().recoveryCodes()).isEqualTo(10);
    }

    @Test
    void areUnsavedUntilThenAndAnewWhenTheyAreReplaced() {
      CLOCK.pass(Duration.ofMinutes(10));
      assertThat(found().recoveryCodesUnsaved()).as("however long ago they were shown").isTrue();
      assertThat(renew(now(key))).isEqualTo(Verdict.ACCEPTED);
      assertThat(found().recoveryCodesUnsaved()).isTrue();
      ShownRecoveryCodes shown = shown(session).orElseThrow();
      assertThat(keep(shown.codes().get(shown.asked() - 1))).isEqualTo(KeepRecoveryCodes.Outcome.KEPT);
      assertThat(found().recoveryCodesUnsaved()).isFalse();
    }

    private KeepRecoveryCodes.Outcome keep(Secret typed) {
      return answer(KeepRecoveryCodes.OPERATION.ask(bus, new KeepRecoveryCodes(account, session, typed))).outcome();
    }
  }

  @Nested
  class Renewed {
    @Test
    void killAllEarlierOnes() {
      assertThat(renew(now(key))).isEqualTo(Verdict.ACCEPTED);
      List<Secret> newer = shown(session).orElseThrow().codes();
      assertThat(newer).doesNotContainAnyElementsOf(codes);
      assertThat(verify(codes.get(0))).isEqualTo(Verdict.WRONG);
      assertThat(verify(newer.get(0))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void needACodeOfTheAppThatIsNotSpent() {
      assertThat(renew(codes.get(0))).as("a recovery code").isEqualTo(Verdict.MALFORMED);
      Secret code = now(key);
      assertThat(verify(code)).isEqualTo(Verdict.ACCEPTED);
      assertThat(renew(code)).isEqualTo(Verdict.SPENT);
      assertThat(verify(codes.get(0))).isEqualTo(Verdict.ACCEPTED);
    }
  }

  @Nested
  class Authenticators {
    private TotpKey add(Secret proof) {
      assertThat(beginFurther(proof, Optional.empty())).isEqualTo(Verdict.ACCEPTED);
      assertThat(pending().purpose()).isEqualTo(PendingKey.Purpose.ADD);
      return confirm(pending());
    }

    private UUID id(int which) {
      return found().authenticators().get(which).id();
    }

    @Test
    void areAddedWithTheProofOfAPresentOneAndAllOpen() {
      TotpKey second = add(now(key));
      assertThat(found().authenticators()).extracting(LinkedAuthenticator::name)
          .containsExactly("", "Work phone");
      assertThat(verify(now(key))).isEqualTo(Verdict.ACCEPTED);
      assertThat(verify(now(second))).isEqualTo(Verdict.ACCEPTED);
      assertThat(found().recoveryCodes()).as("the codes stay").isEqualTo(10);
    }

    @Test
    void areRenamedWhileTheyAreTheAccountsOwn() {
      UUID first = id(0);
      assertThat(rename(account, first)).isTrue();
      assertThat(found().authenticators()).extracting(LinkedAuthenticator::name).containsExactly("Old phone");
      assertThat(verify(now(key))).isEqualTo(Verdict.ACCEPTED);
      assertThat(rename(UUID.randomUUID(), first)).isFalse();
      assertThat(rename(account, UUID.randomUUID())).isFalse();
    }

    private static boolean rename(UUID whose, UUID which) {
      return answer(RenameAuthenticator.OPERATION.ask(bus, new RenameAuthenticator(whose, which, "Old phone"))).renamed();
    }

    @Test
    void areNotAddedWithoutAProof() {
      assertThat(beginFurther(wrong(), Optional.empty())).isEqualTo(Verdict.WRONG);
      assertThat(answer(ShowEnrolment.OPERATION.ask(bus, new ShowEnrolment(account, session))).pending()).isEmpty();
    }

    private Secret wrong() {
      return AppKey.wrongAt(key, CLOCK.instant());
    }

    @Test
    void areGuessedAgainstTheBudgetOfLogin() {
      add(now(key));
      UUID first = id(0);
      assertThat(beginFurther(wrong(), Optional.empty())).isEqualTo(Verdict.WRONG);
      assertThat(beginFurther(wrong(), Optional.of(first))).isEqualTo(Verdict.WRONG);
      assertThat(removeOne(first, wrong())).isEqualTo(Verdict.WRONG);
      assertThat(renew(wrong())).isEqualTo(Verdict.WRONG);
      assertThat(verify(wrong())).isEqualTo(Verdict.WRONG);
      assertThat(verify(now(key))).isEqualTo(Verdict.WAIT);
      assertThat(beginFurther(now(key), Optional.empty())).isEqualTo(Verdict.WAIT);
      assertThat(beginFurther(now(key), Optional.of(first))).isEqualTo(Verdict.WAIT);
      assertThat(removeOne(first, now(key))).isEqualTo(Verdict.WAIT);
      assertThat(renew(now(key))).isEqualTo(Verdict.WAIT);
    }

    @Test
    void areFiveAtMost() {
      for (int i = 0; i < 4; i++) {
        add(now(key));
      }
      Secret unspent = now(key);
      assertThat(beginFurther(unspent, Optional.empty())).isEqualTo(Verdict.NOT_ENROLLED);
      assertThat(verify(unspent)).as("no code was spent for it").isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void areSettledWithAWordOfTheRecoveryCodeThatWasUsed() {
      assertThat(settledAfter(codes.get(0))).isEqualTo(new SettleOperation.Answer(true, true));
      assertThat(settledAfter(now(key))).isEqualTo(new SettleOperation.Answer(true, false));
      assertThat(settledAfter(wrongRecoveryCode(0))).isEqualTo(new SettleOperation.Answer(false, false));
    }

    private SettleOperation.Answer settledAfter(Secret code) {
      UUID operationId = UUID.randomUUID();
      answer(VerifyCode.OPERATION.ask(bus, new VerifyCode(operationId, account, code)));
      return answer(SettleOperation.OPERATION.ask(bus, new SettleOperation(operationId, account)));
    }

    @Test
    void areChangedByNoOtherKindOfCodeThanIsSaid() {
      assertThat(beginFurther(codes.get(0), Optional.of(false), Optional.empty())).isEqualTo(Verdict.MALFORMED);
      assertThat(beginFurther(now(key), Optional.of(true), Optional.empty())).isEqualTo(Verdict.MALFORMED);
      assertThat(beginFurther(codes.get(0), Optional.of(true), Optional.empty())).isEqualTo(Verdict.ACCEPTED);
      assertThat(beginFurther(now(key), Optional.of(false), Optional.empty())).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void areReplacedWithoutAnUnprotectedMoment() {
      UUID old = id(0);
      assertThat(beginFurther(codes.get(0), Optional.of(old))).isEqualTo(Verdict.ACCEPTED);
      assertThat(verify(now(key))).as("until the new one is confirmed").isEqualTo(Verdict.ACCEPTED);
      TotpKey second = confirm(pending());
      assertThat(found().authenticators()).hasSize(1).noneMatch(one -> one.id().equals(old));
      assertThat(verify(now(key))).isEqualTo(Verdict.WRONG);
      assertThat(verify(now(second))).isEqualTo(Verdict.ACCEPTED);
      assertThat(found().recoveryCodes()).isEqualTo(9);
    }

    private Verdict beginRecovered(Optional<UUID> replaces) {
      return answer(BeginFurtherEnrolment.OPERATION.ask(bus, new BeginFurtherEnrolment(
          UUID.randomUUID(), account, session, Secret.empty(), Optional.of(false), "New phone", replaces, true, true)))
          .verdict();
    }

    @Test
    void areReplacedOnceByTheRecoveryCodeOfALogin() {
      UUID old = id(0);
      assertThat(beginRecovered(Optional.of(old))).as("none was used").isEqualTo(Verdict.MALFORMED);
      assertThat(verify(codes.get(0))).isEqualTo(Verdict.ACCEPTED);
      CLOCK.pass(Duration.ofMinutes(10).minusMillis(1));
      assertThat(beginRecovered(Optional.of(UUID.randomUUID()))).as("another's").isEqualTo(Verdict.NOT_ENROLLED);
      assertThat(beginRecovered(Optional.of(old))).isEqualTo(Verdict.ACCEPTED);

      CLOCK.set(CLOCK.instant().minus(Duration.ofMinutes(5)));
      TotpKey second = confirm(pending());

      assertThat(found().authenticators()).hasSize(1).noneMatch(one -> one.id().equals(old));
      assertThat(verify(now(second))).isEqualTo(Verdict.ACCEPTED);
      assertThat(found().recoveryCodes()).isEqualTo(9);
      assertThat(beginRecovered(Optional.of(id(0)))).as("it is used up").isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void areNeitherReplacedByOneThatWasUsedTenMinutesAgoNorAddedByAny() {
      assertThat(verify(codes.get(0))).isEqualTo(Verdict.ACCEPTED);
      assertThat(beginRecovered(Optional.empty())).isEqualTo(Verdict.MALFORMED);
      CLOCK.pass(Duration.ofMinutes(10));
      assertThat(beginRecovered(Optional.of(id(0)))).isEqualTo(Verdict.MALFORMED);
      assertThat(answer(ShowEnrolment.OPERATION.ask(bus, new ShowEnrolment(account, session))).pending()).isEmpty();
    }

    @Test
    void keepTheirPendingKeyWhenAskedAgainForTheRecoveryCodeOfALogin() {
      assertThat(verify(codes.get(0))).isEqualTo(Verdict.ACCEPTED);
      BeginFurtherEnrolment question = new BeginFurtherEnrolment(
          UUID.randomUUID(), account, session, Secret.empty(), Optional.of(false), "", Optional.of(id(0)), true, true);
      assertThat(answer(BeginFurtherEnrolment.OPERATION.ask(bus, question)).verdict()).isEqualTo(Verdict.ACCEPTED);
      UUID shown = pending().id();
      assertThat(answer(BeginFurtherEnrolment.OPERATION.ask(bus, question)).verdict()).isEqualTo(Verdict.ACCEPTED);
      assertThat(pending().id()).isEqualTo(shown);
    }

    @Test
    void areNotReplacedOnceTheyAreGone() {
      TotpKey second = add(now(key));
      assertThat(beginFurther(now(second), Optional.of(id(0)))).isEqualTo(Verdict.ACCEPTED);
      PendingKey pending = pending();
      CLOCK.pass(Duration.ofMinutes(1));
      assertThat(removeOne(id(0), now(second))).isEqualTo(Verdict.ACCEPTED);
      TotpKey third = AppKey.of(pending);
      assertThat(answer(ConfirmEnrolment.OPERATION.ask(bus, new ConfirmEnrolment(
          UUID.randomUUID(), account, session, pending.id(), now(third)))).outcome())
          .isNotEqualTo(ConfirmEnrolment.Outcome.CONFIRMED);
      assertThat(found().authenticators()).hasSize(1);
    }

    @Test
    void areRemovedAloneButNeverTheLast() {
      TotpKey second = add(now(key));
      assertThat(removeOne(UUID.randomUUID(), now(second))).isEqualTo(Verdict.NOT_ENROLLED);
      assertThat(removeOne(id(0), now(second))).isEqualTo(Verdict.ACCEPTED);
      assertThat(verify(now(key))).isEqualTo(Verdict.WRONG);
      CLOCK.pass(Duration.ofMinutes(2));
      assertThat(removeOne(id(0), now(second))).isEqualTo(Verdict.NOT_ENROLLED);
      assertThat(verify(now(second))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void removedByTwoAtOnceLeaveOne() {
      for (int round = 0; round < 10; round++) {
        TotpKey second = add(now(key));
        // A code of an app dies with its authenticator; of two recovery codes both may be right.
        Secret one = round % 2 == 0 ? now(key) : codes.get(round);
        Secret other = round % 2 == 0 ? now(second) : codes.get(round - 1);
        List<LinkedAuthenticator> both = found().authenticators();
        all(Stream.of(
            RemoveAuthenticator.OPERATION.ask(bus, new RemoveAuthenticator(
                UUID.randomUUID(), account, both.get(0).id(), other)),
            RemoveAuthenticator.OPERATION.ask(bus, new RemoveAuthenticator(
                UUID.randomUUID(), account, both.get(1).id(), one))));
        assertThat(found().authenticators()).hasSize(1);
        key = found().authenticators().get(0).id().equals(both.get(0).id()) ? key : second;
        CLOCK.pass(Duration.ofMinutes(2));
      }
    }

    @Test
    void theirPendingKeyGoesWhenTheSecondFactorIsTurnedOff() {
      assertThat(beginFurther(now(key), Optional.empty())).isEqualTo(Verdict.ACCEPTED);
      CLOCK.pass(Duration.ofMinutes(1));
      answer(RemoveAuthenticators.OPERATION.ask(
          bus, new RemoveAuthenticators(UUID.randomUUID(), account, now(key))));
      assertThat(mine("pending_key")).isZero();
    }
  }
}
