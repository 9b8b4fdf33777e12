package dev.ally.contract.cluster;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.contract.Bus;
import dev.ally.contract.CodeVerdict;
import dev.ally.contract.CodeVerdict.Verdict;
import dev.ally.contract.CreateAccount;
import dev.ally.contract.Failed;
import dev.ally.contract.FindSession;
import dev.ally.contract.NewAccount;
import dev.ally.contract.Role;
import dev.ally.contract.Unavailable;
import dev.ally.contract.VerifyCode;
import dev.ally.crypto.AgreedKeys;
import dev.ally.crypto.Secret;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several nodes' buses on one event bus: who is asked, who is asked next, and who is believed. */
class ClusteredBusTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CodeVerdict ACCEPTED = new CodeVerdict(Verdict.ACCEPTED, Duration.ZERO);

  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private final Map<Role, KeyPair> lasting = new EnumMap<>(Role.class);
  private final Map<String, List<String>> serving = new ConcurrentHashMap<>();
  private final List<Bus.Served> served = new ArrayList<>();
  private final VerifyCode question = new VerifyCode(UUID.randomUUID(), UUID.randomUUID(), Secret.of("123456"));

  ClusteredBusTest() {
    for (Role role : Role.values()) {
      lasting.put(role, AgreedKeys.generate(RANDOM));
    }
  }

  @AfterEach
  void unregister() {
    served.forEach(one -> answer(one.unregister()));
  }

  /** A node as the list of all says it is. */
  private record Listed(String self, Map<String, List<String>> all) implements Nodes {
    @Override
    public Future<List<String>> serving(String address) {
      return Future.succeededFuture(all.getOrDefault(address, List.of()));
    }

    @Override
    public List<String> remembered(String address) {
      return List.of();
    }

    @Override
    public Future<Void> withdraw(Set<String> addresses) {
      addresses.forEach(address -> all.computeIfPresent(address, (a, nodes) -> {
        List<String> left = new ArrayList<>(nodes);
        left.remove(self);
        return left;
      }));
      return Future.succeededFuture();
    }
  }

  private ClusteredBus node(String name, Role role) {
    Map<Role, PublicKey> known = new EnumMap<>(Role.class);
    lasting.forEach((other, keys) -> known.put(other, keys.getPublic()));
    return new ClusteredBus(
        WATCHED.vertx(), new Listed(name, serving), new RoleKeys(Map.of(role, lasting.get(role)), known), clock, RANDOM);
  }

  private ClusteredBus totp(String name, Function<VerifyCode, Future<CodeVerdict>> service) {
    ClusteredBus bus = node(name, Role.TOTP);
    served.add(answer(VerifyCode.OPERATION.serve(bus, service)));
    serving.computeIfAbsent(VerifyCode.OPERATION.address(), a -> new CopyOnWriteArrayList<>()).add(name);
    return bus;
  }

  private CodeVerdict ask(Bus bus) {
    return answer(VerifyCode.OPERATION.ask(bus, question));
  }

  @Test
  void aQuestionIsAnswered() {
    totp("t1", asked -> Future.succeededFuture(asked.equals(question) ? ACCEPTED : null));
    assertThat(ask(node("a1", Role.ACCOUNT))).isEqualTo(ACCEPTED);
  }

  @Test
  void aNodeThatHangsIsLeftForAnotherAndThenAvoided() {
    AtomicInteger hanging = new AtomicInteger();
    totp("t1", asked -> {
      hanging.incrementAndGet();
      return Future.future(never -> {});
    });
    totp("t2", asked -> Future.succeededFuture(ACCEPTED));
    ClusteredBus account = node("a1", Role.ACCOUNT);
    for (int i = 0; i < 12; i++) {
      assertThat(ask(account)).isEqualTo(ACCEPTED);
    }
    assertThat(hanging.get()).isEqualTo(1);
    assertThat(account.askedAgain()).isEqualTo(1);
  }

  @Test
  void aNodeThatIsGoneAndStillOnTheListIsLeftForAnother() {
    totp("t2", asked -> Future.succeededFuture(ACCEPTED));
    serving.get(VerifyCode.OPERATION.address()).add("t1");
    ClusteredBus account = node("a1", Role.ACCOUNT);
    for (int i = 0; i < 8; i++) {
      assertThat(ask(account)).isEqualTo(ACCEPTED);
    }
  }

  @Test
  void withoutAnybodyItIsUnavailable() {
    assertThatThrownBy(() -> ask(node("a1", Role.ACCOUNT))).isInstanceOf(Unavailable.class).hasMessageContaining("nobody");
  }

  @Test
  void whenNobodyAnswersTheAskerWaitsNoLongerThanItsTime() {
    for (String name : List.of("t1", "t2", "t3", "t4")) {
      totp(name, asked -> Future.future(never -> {}));
    }
    ClusteredBus account = node("a1", Role.ACCOUNT);
    long begin = System.nanoTime();
    assertThatThrownBy(() -> ask(account)).isInstanceOf(Unavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1900));
  }

  @Test
  void aDefectIsNotAskedAgainAndAnUnavailableNodeIsLeftForAnother() {
    totp("t1", asked -> Future.failedFuture(new IllegalStateException("a defect")));
    ClusteredBus account = node("a1", Role.ACCOUNT);
    assertThatThrownBy(() -> ask(account)).isInstanceOf(Failed.class);
    assertThat(account.askedAgain()).isZero();

    serving.clear();
    totp("t3", asked -> Future.failedFuture(new Unavailable("away", Duration.ofSeconds(7))));
    assertThatThrownBy(() -> ask(account)).isInstanceOfSatisfying(
        Unavailable.class, away -> assertThat(away.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    totp("t4", asked -> Future.succeededFuture(ACCEPTED));
    for (int i = 0; i < 8; i++) {
      assertThat(ask(account)).isEqualTo(ACCEPTED);
    }
  }

  @Test
  void webCannotAskTotp() {
    AtomicInteger asked = new AtomicInteger();
    totp("t1", any -> {
      asked.incrementAndGet();
      return Future.succeededFuture(ACCEPTED);
    });
    ClusteredBus web = node("w1", Role.WEB);
    assertThatThrownBy(() -> ask(web)).isInstanceOf(Failed.class);

    // With the keys it has in the place of those it has not.
    RoleKeys posing = new RoleKeys(Map.of(Role.ACCOUNT, lasting.get(Role.WEB)),
        Map.of(Role.TOTP, lasting.get(Role.TOTP).getPublic()));
    ClusteredBus posingAsAccount = new ClusteredBus(WATCHED.vertx(), new Listed("w1", serving), posing, clock, RANDOM);
    assertThatThrownBy(() -> ask(posingAsAccount)).isInstanceOf(Unavailable.class);
    assertThat(asked.get()).isZero();
  }

  @Test
  void webCannotServeAccount() {
    RoleKeys posing = new RoleKeys(Map.of(Role.ACCOUNT, lasting.get(Role.WEB)),
        Map.of(Role.WEB, lasting.get(Role.WEB).getPublic()));
    ClusteredBus intruder = new ClusteredBus(WATCHED.vertx(), new Listed("w2", serving), posing, clock, RANDOM);
    AtomicInteger read = new AtomicInteger();
    served.add(answer(FindSession.OPERATION.serve(intruder, asked -> {
      read.incrementAndGet();
      return Future.succeededFuture(new FindSession.Answer(Optional.empty()));
    })));
    serving.put(FindSession.OPERATION.address(), List.of("w2"));
    ClusteredBus web = node("w1", Role.WEB);
    assertThatThrownBy(() -> answer(FindSession.OPERATION.ask(web, new FindSession(Secret.of("s")))))
        .isInstanceOf(Unavailable.class);
    assertThat(read.get()).isZero();
  }

  @Test
  void anAnswerOfSomebodyElseIsNotBelieved() {
    var forger = WATCHED.vertx().eventBus().<Buffer>consumer(VerifyCode.OPERATION.address() + "@t1");
    forger.handler(message -> message.reply(Buffer.buffer("{\"verdict\":\"ACCEPTED\"}")));
    answer(forger.completion());
    serving.put(VerifyCode.OPERATION.address(), List.of("t1"));
    assertThatThrownBy(() -> ask(node("a1", Role.ACCOUNT))).isInstanceOf(Unavailable.class);
    answer(forger.unregister());
  }

  @Test
  void aQuestionThatIsHeardAndSentAgainIsAnsweredOnce() {
    List<Buffer> heard = new CopyOnWriteArrayList<>();
    AtomicInteger done = new AtomicInteger();
    totp("t1", asked -> {
      done.incrementAndGet();
      return Future.succeededFuture(ACCEPTED);
    });
    totp("t2", asked -> Future.succeededFuture(ACCEPTED));
    serving.put(VerifyCode.OPERATION.address(), List.of("t1"));
    WATCHED.vertx().eventBus().<Buffer>addOutboundInterceptor(delivery -> {
      if (delivery.message().address().endsWith("@t1")) {
        heard.add(delivery.message().body());
      }
      delivery.next();
    });
    ask(node("a1", Role.ACCOUNT));
    Buffer question = heard.get(0);
    for (String address : List.of("@t1", "@t2")) {
      assertThatThrownBy(() -> answer(WATCHED.vertx().eventBus().request(
          VerifyCode.OPERATION.address() + address, question, new DeliveryOptions().setSendTimeout(200))));
    }
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void whatAnOperatorAsksDoesNotLeaveTheProcess() {
    ClusteredBus account = node("a1", Role.ACCOUNT);
    AtomicInteger made = new AtomicInteger();
    served.add(answer(CreateAccount.OPERATION.serve(account, asked -> {
      made.incrementAndGet();
      return Future.succeededFuture(new NewAccount.Answer(Set.of()));
    })));
    CreateAccount question =
        new CreateAccount(UUID.randomUUID(), new NewAccount("a@example.org", "Ada", Secret.of("long enough")));
    assertThatThrownBy(() -> answer(CreateAccount.OPERATION.ask(account, question))).isInstanceOf(Failed.class);
    assertThatThrownBy(() -> answer(CreateAccount.OPERATION.ask(WATCHED.vertx().eventBus(), question)))
        .isInstanceOf(Unavailable.class);
    assertThat(made.get()).isZero();
  }

  @Test
  void aNodeThatDrainsIsAskedNoMoreAndFinishesWhatItHas() {
    List<Promise<CodeVerdict>> inHand = new CopyOnWriteArrayList<>();
    ClusteredBus leaving = totp("t1", asked -> {
      Promise<CodeVerdict> promise = Promise.promise();
      inHand.add(promise);
      return promise.future();
    });
    ClusteredBus account = node("a1", Role.ACCOUNT);
    Future<CodeVerdict> last = VerifyCode.OPERATION.ask(account, question);
    awaitTrue(() -> !inHand.isEmpty());
    Future<Void> drained = leaving.drain(Duration.ofSeconds(5));
    assertThatThrownBy(() -> ask(account)).isInstanceOf(Unavailable.class).hasMessageContaining("nobody");
    assertThat(drained.isComplete()).isFalse();
    inHand.get(0).complete(ACCEPTED);
    assertThat(answer(last)).isEqualTo(ACCEPTED);
    answer(drained);
  }

  private static void awaitTrue(BooleanSupplier so) {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
