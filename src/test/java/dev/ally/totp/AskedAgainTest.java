package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Limit;
import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.harness.Orders;
import dev.ally.totp.rules.TotpKey;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that are asked again, in every order: each counts once against its budget, and gets one answer. */
class AskedAgainTest {
  @RegisterExtension static final StoresFixture TOTP = new StoresFixture();

  private static final int OPERATIONS = 3;

  private final UUID account = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();
  private final UUID[] ids = Stream.generate(UUID::randomUUID).limit(OPERATIONS).toArray(UUID[]::new);
  private PendingKey pending;
  private TotpKey key;

  @BeforeEach
  void begin() {
    pending = answer(BeginEnrolment.OPERATION.ask(TOTP.bus, new BeginEnrolment(account, session)));
    key = AppKey.of(pending);
  }

  static List<List<Integer>> orders() {
    return Orders.of(5, OPERATIONS);
  }

  private ConfirmEnrolment.Outcome confirm(UUID operationId, Secret code) {
    return answer(ConfirmEnrolment.OPERATION.ask(
        TOTP.bus, new ConfirmEnrolment(operationId, account, session, pending.id(), code))).outcome();
  }

  private CodeVerdict verify(UUID operationId, Secret code) {
    return answer(VerifyCode.OPERATION.ask(TOTP.bus, new VerifyCode(operationId, account, code)));
  }

  private long inARow(String budget) {
    return TOTP.database.count(
        "totp." + budget + ", generate_series(1, in_a_row) WHERE account_id = '" + account + "'");
  }

  private Secret right() {
    return AppKey.codeAt(key, TOTP.clock.instant());
  }

  private Secret wrong() {
    return AppKey.wrongAt(key, TOTP.clock.instant());
  }

  /** One of the operations has a code that is spent, the others wrong ones. */
  static Stream<Arguments> ordersWithOneSpent() {
    return orders().stream().flatMap(order -> order.stream().distinct().map(spent -> Arguments.of(order, spent)));
  }

  @ParameterizedTest
  @MethodSource("ordersWithOneSpent")
  void countOnceWhetherCodesAreWrongOrSpent(List<Integer> order, int spent) {
    assertThat(confirm(UUID.randomUUID(), right())).isEqualTo(ConfirmEnrolment.Outcome.CONFIRMED);
    for (int operation : order) {
      assertThat(verify(ids[operation], operation == spent ? right() : wrong()).verdict())
          .isEqualTo(operation == spent ? Verdict.SPENT : Verdict.WRONG);
    }
    long wrong = order.stream().filter(operation -> operation != spent).distinct().count();
    assertThat(TOTP.counted("guess_budget", account)).isEqualTo(wrong);
    assertThat(inARow("guess_budget")).isEqualTo(wrong);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void countOnceAtRecoveryCodes(List<Integer> order) {
    confirm(UUID.randomUUID(), right());
    for (int operation : order) {
      String letters = "CDF".substring(operation, operation + 1);
      assertThat(verify(ids[operation], Secret.of(letters.repeat(20))).verdict()).isEqualTo(Verdict.WRONG);
    }
    assertThat(TOTP.counted("recovery_budget", account)).isEqualTo(order.stream().distinct().count());
    assertThat(TOTP.counted("guess_budget", account)).isZero();
  }

  @ParameterizedTest
  @MethodSource("orders")
  void countOnceAtTheFirstConfirmation(List<Integer> order) {
    for (int operation : order) {
      assertThat(confirm(ids[operation], wrong())).isEqualTo(ConfirmEnrolment.Outcome.WRONG);
    }
    assertThat(TOTP.database.count("totp.pending_key, generate_series(1, tries) WHERE account_id = '" + account + "'"))
        .isEqualTo(order.stream().distinct().count());
  }

  /** Asked again while others wait, an operation gets its answer; nothing is given back, and nothing is looked at anew. */
  @Test
  void areAnsweredAlikeWhenNothingMoreIsLookedAt() {
    confirm(UUID.randomUUID(), right());
    TOTP.clock.pass(Duration.ofMinutes(5));
    UUID first = UUID.randomUUID();
    assertThat(verify(first, wrong()).verdict()).isEqualTo(Verdict.WRONG);
    for (int i = 1; i < Limit.CODES_BEFORE_WAIT.count(); i++) {
      verify(UUID.randomUUID(), wrong());
    }
    UUID refused = UUID.randomUUID();
    for (int i = 0; i < 20; i++) {
      assertThat(verify(refused, right()).verdict()).isEqualTo(Verdict.WAIT);
      assertThat(verify(first, right()).verdict()).isEqualTo(Verdict.WRONG);
    }
    assertThat(TOTP.counted("guess_budget", account)).isEqualTo(Limit.CODES_BEFORE_WAIT.count());
  }

  /** A request that asks again while the first one is verified has not counted it. */
  @Test
  void giveNothingBackThatAnotherRequestCounted() {
    confirm(UUID.randomUUID(), right());
    UUID operation = UUID.randomUUID();
    answer(TOTP.codes.charge(account, operation, TOTP.clock.instant(), false, 6));
    assertThat(verify(operation, right()).verdict()).isEqualTo(Verdict.SPENT);
    assertThat(TOTP.counted("guess_budget", account)).isEqualTo(1);
  }
}
