package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Unavailable;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.RemoveAuthenticator;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.RenewRecoveryCodes;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** While the clock of a node is off, the node refuses every operation that takes a code. */
class WrongClockTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final UUID ID = UUID.randomUUID();
  private static final Secret CODE = Secret.of("123456");

  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private volatile Instant databaseNow = clock.instant().plusSeconds(6);
  private EventBus bus;

  @Test
  void verifiesNothingUntilItIsRightAgain() {
    bus = WATCHED.vertx().eventBus();
    SecureRandom random = new SecureRandom();
    Keyring keyring = Keyring.parse(List.of(Keyring.generateLine(random)));
    try (TestDatabase database = TestDatabase.create()) {
      TotpVerticle totp = new TotpVerticle(
          database.pool(WATCHED.vertx(), Schema.TOTP), keyring, clock, random, Optional.empty(),
          () -> Future.succeededFuture(databaseNow));
      answer(WATCHED.vertx().deployVerticle(totp));
      assertThatThrownBy(() -> answer(totp.ready())).isInstanceOf(Unavailable.class);
      for (Future<?> asked : everythingThatTakesACode()) {
        assertThatThrownBy(() -> answer(asked)).isInstanceOf(Unavailable.class);
      }
      databaseNow = clock.instant();
      awaitReady(totp);
      assertThat(answer(verify()).verdict()).isEqualTo(Verdict.NOT_ENROLLED);
    }
  }

  private Future<CodeVerdict> verify() {
    return VerifyCode.OPERATION.ask(bus, new VerifyCode(UUID.randomUUID(), ID, CODE));
  }

  private List<Future<?>> everythingThatTakesACode() {
    return List.of(
        verify(),
        ConfirmEnrolment.OPERATION.ask(bus, new ConfirmEnrolment(UUID.randomUUID(), ID, ID, ID, CODE)),
        RemoveAuthenticators.OPERATION.ask(bus, new RemoveAuthenticators(UUID.randomUUID(), ID, CODE)),
        RemoveAuthenticator.OPERATION.ask(bus, new RemoveAuthenticator(UUID.randomUUID(), ID, ID, CODE)),
        RenewRecoveryCodes.OPERATION.ask(bus, new RenewRecoveryCodes(UUID.randomUUID(), ID, ID, CODE)),
        BeginFurtherEnrolment.OPERATION.ask(bus, new BeginFurtherEnrolment(
            UUID.randomUUID(), ID, ID, CODE, Optional.empty(), "phone", Optional.empty())));
  }

  /** Waits for the periodic comparison of the clocks. */
  private static void awaitReady(TotpVerticle totp) {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!answer(totp.ready().map(true).otherwise(false))) {
      assertThat(System.nanoTime()).as("it stays off").isLessThan(deadlineNanos);
    }
  }
}
