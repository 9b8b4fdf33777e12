package org.example.elsewhere;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Limits;
import dev.ally.contract.BeginEnrolment;
import dev.ally.contract.CodeVerdict.Verdict;
import dev.ally.contract.ConfirmEnrolment;
import dev.ally.contract.PendingKey;
import dev.ally.contract.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.TestDatabase;
import dev.ally.harness.PhoneApp;
import dev.ally.harness.WatchedVertx;
import dev.ally.totp.TotpVerticle;
import io.vertx.core.eventbus.EventBus;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One verticle in somebody's own Vert.x, asked by the classes of the contract. */
class TotpAsLibraryTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();

  @Test
  void aVerticleIsDeployedAndAsked() {
    try (TestDatabase database = TestDatabase.create()) {
      Keyring keys = Keyring.parse(List.of(Keyring.generateLine(random)));
      answer(WATCHED.vertx().deployVerticle(new TotpVerticle(
          database.pool(WATCHED.vertx(), Schema.TOTP), keys, Limits.PROMISED, clock, random)));
      EventBus bus = WATCHED.vertx().eventBus();
      UUID account = UUID.randomUUID();
      UUID session = UUID.randomUUID();

      PendingKey pending = answer(BeginEnrolment.OPERATION.ask(bus, new BeginEnrolment(account, session)));
      PhoneApp app = new PhoneApp(pending.key().revealText());
      assertThat(answer(ConfirmEnrolment.OPERATION.ask(bus, new ConfirmEnrolment(
          UUID.randomUUID(), account, session, pending.id(), Secret.of(app.codeAt(clock.instant()))))).outcome())
          .isEqualTo(ConfirmEnrolment.Outcome.CONFIRMED);
      assertThat(answer(VerifyCode.OPERATION.ask(bus, new VerifyCode(
          UUID.randomUUID(), account, Secret.of(app.codeAt(clock.instant().plusSeconds(30)))))).verdict())
          .isEqualTo(Verdict.ACCEPTED);
    }
  }
}
