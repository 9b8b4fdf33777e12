package dev.ally.account;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.database.Schema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountRehearsalTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  /** Each round asks totp twice: whether a code is needed, and whether it is right. */
  @Test
  void aNodeLogsInManyTimesBeforeItServesAndLeavesNothingBehind() {
    AtomicInteger asked = new AtomicInteger();
    ALLY.account();
    String before = ALLY.database.dump(Schema.ACCOUNT);
    Vertx other = Vertx.vertx();
    try {
      FakeTotp totp = new FakeTotp();
      totp.meanwhile = account -> {
        asked.incrementAndGet();
        return Future.succeededFuture();
      };
      totp.serve(other.eventBus());
      answer(other.deployVerticle(new AccountVerticle(
          ALLY.database.pool(other, Schema.ACCOUNT), ALLY.keyring, AccountFixture.SETTINGS, ALLY.clock,
          AccountFixture.RANDOM, Optional.of(Bus.local(other)), Optional.empty())));
    } finally {
      answer(other.close());
    }
    assertThat(asked.get()).isPositive().isEven();
    assertThat(ALLY.database.dump(Schema.ACCOUNT)).isEqualTo(before);
  }

  @Test
  void aNodeStartsWithoutTotp() {
    Vertx other = Vertx.vertx();
    try {
      answer(other.deployVerticle(new AccountVerticle(
          ALLY.database.pool(other, Schema.ACCOUNT), ALLY.keyring, AccountFixture.SETTINGS, ALLY.clock,
          AccountFixture.RANDOM, Optional.of(Bus.local(other)), Optional.empty())));
    } finally {
      answer(other.close());
    }
  }
}
