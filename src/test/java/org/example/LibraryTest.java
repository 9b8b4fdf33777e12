package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.PostgresLogin;
import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Pools;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.Answers;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.totp.TotpVerticle;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A Vert.x program of another author, which has its own accounts and takes the second factor from here. */
class LibraryTest {
  private final Vertx vertx = Vertx.vertx();
  private final UUID account = UUID.randomUUID();

  @Test
  void asksForASecondFactorThroughTheContractsAlone() {
    SecureRandom random = new SecureRandom();
    try (TestDatabase database = TestDatabase.create()) {
      Pool pool = Pools.open(vertx, PostgresLogin.of(database.totpUri()), "totp", 8);
      Keyring keys = Keyring.parse(List.of(Keyring.generateLine(random)));
      Answers.answer(vertx.deployVerticle(
          new TotpVerticle(pool, keys, Clock.systemUTC(), random)));

      UUID session = UUID.randomUUID();
      PendingKey pending = Answers.answer(
          BeginEnrolment.OPERATION.ask(vertx.eventBus(), new BeginEnrolment(account, session)));
      AuthenticatorApp app = new AuthenticatorApp(pending.key().revealText());
      Answers.answer(ConfirmEnrolment.OPERATION.ask(vertx.eventBus(), new ConfirmEnrolment(
          UUID.randomUUID(), account, session, pending.id(), Secret.of(app.codeAt(Instant.now().minusSeconds(30))))));

      Secret code = Secret.of(app.codeAt(Instant.now()));
      assertThat(verify(code)).isEqualTo(CodeVerdict.Verdict.ACCEPTED);
      assertThat(verify(code)).isEqualTo(CodeVerdict.Verdict.SPENT);
      Answers.answer(vertx.close());
    }
  }

  private CodeVerdict.Verdict verify(Secret code) {
    return Answers.answer(VerifyCode.OPERATION.ask(
        vertx.eventBus(), new VerifyCode(UUID.randomUUID(), account, code))).verdict();
  }
}
