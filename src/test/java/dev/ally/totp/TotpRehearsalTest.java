package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.bus.RehearsalBus;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.database.Rehearsal;
import dev.ally.database.Schema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TotpRehearsalTest {
  @RegisterExtension static final StoresFixture STORES = new StoresFixture();
  private static final String ACCEPTED = "SELECT count(*) FROM totp.operation WHERE outcome = 'ACCEPTED'";

  @Test
  void aNodeVerifiesManyCodesBeforeItServesAndLeavesNothingBehind() {
    SecureRandom random = new SecureRandom();
    Vertx vertx = Vertx.vertx();
    try {
      Pool pool = STORES.database.pool(vertx, Schema.TOTP);
      TotpVerticle totp = new TotpVerticle(
          pool, STORES.keyring, STORES.clock, random, Optional.of(new RehearsalBus(Bus.local(vertx))),
          () -> Future.succeededFuture(STORES.clock.instant()));
      String before = STORES.database.dump(Schema.TOTP);
      long accepted = answer(Rehearsal.of(pool, one -> totp.rehearse(one)
          .compose(done -> one.query(ACCEPTED).execute())
          .map(rows -> rows.iterator().next().getLong(0))));
      assertThat(accepted).isPositive();
      assertThat(STORES.database.dump(Schema.TOTP)).isEqualTo(before);
    } finally {
      answer(vertx.close());
    }
  }

  /** That of an account that is rehearsed at another node. */
  @Test
  void aCodeOfAnAccountThatIsUnknownLeavesNothingBehind() {
    String before = STORES.database.dump(Schema.TOTP);
    CodeVerdict verdict = answer(VerifyCode.OPERATION.ask(
        STORES.bus, new VerifyCode(UUID.randomUUID(), UUID.randomUUID(), Secret.of("000000"))));
    assertThat(verdict.verdict()).isEqualTo(CodeVerdict.Verdict.NOT_ENROLLED);
    assertThat(STORES.database.dump(Schema.TOTP)).isEqualTo(before);
  }
}
