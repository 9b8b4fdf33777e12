package dev.ally.bus;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Questions that wait for longer than an answer may take. */
class LocalBusTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();
  private static final LogIn QUESTION = new LogIn(
      UUID.randomUUID(), "ada@example.org", Secret.of("a password"),
      new RequestInfo("192.0.2.1", "a browser", Secret.of("b")), Secret.of("t"), Secret.empty());

  private final List<Asker> askers = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Promise<LogIn.Answer> answer = Promise.promise();
  private final AtomicBoolean gone = new AtomicBoolean();
  private final Handler<DeliveryContext<Object>> counting = delivery -> {
    if (delivery.message().address().equals(LogIn.OPERATION.address()) && asked.incrementAndGet() == 3) {
      answer.complete(LogIn.Answer.of(LogIn.Outcome.SIGNED_IN));
    }
    delivery.next();
  };
  private Bus.Served served;

  @BeforeEach
  void serve() {
    Promise<Bus.Served> serving = Promise.promise();
    WATCHED.vertx().runOnContext(now -> LogIn.OPERATION.serve(Bus.local(WATCHED.vertx()), (question, asker) -> {
      askers.add(asker);
      return answer.future();
    }).onComplete(serving));
    served = answer(serving.future());
    WATCHED.vertx().eventBus().addInboundInterceptor(counting);
  }

  @AfterEach
  void unregister() {
    WATCHED.vertx().eventBus().removeInboundInterceptor(counting);
    answer(served.unregister());
  }

  private Future<LogIn.Answer> ask() {
    return LogIn.OPERATION.ask(Bus.local(WATCHED.vertx()), QUESTION, gone::get);
  }

  @Test
  void areAskedAgainUntilTheyAreAnsweredAndServedOnce() {
    assertThat(answer(ask()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(askers).hasSize(1);
  }

  @Test
  void areNotAskedAgainWhenNobodyWaitsForThem() {
    gone.set(true);
    Future<LogIn.Answer> asking = ask();
    assertThatThrownBy(() -> answer(asking)).isInstanceOf(Unavailable.class);
    answer(askers.get(0).gone());
    assertThat(asked).hasValue(1);
  }
}
