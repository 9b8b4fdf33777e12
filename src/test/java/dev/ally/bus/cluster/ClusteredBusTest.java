package dev.ally.bus.cluster;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.Failed;
import dev.ally.bus.Greeting;
import dev.ally.bus.Role;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.AgreedKeys;
import dev.ally.crypto.Secret;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several nodes' buses on one event bus: who is asked, who is asked next, and who is believed. */
class ClusteredBusTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CodeVerdict ACCEPTED = CodeVerdict.of(Verdict.ACCEPTED);
  private static final LogIn.Answer SIGNED_IN = LogIn.Answer.of(LogIn.Outcome.SIGNED_IN);
  private static final LogIn LOG_IN = new LogIn(
      UUID.randomUUID(), "ada@example.org", Secret.of("a password"),
      new RequestInfo("192.0.2.1", "a browser", Secret.of("b")), Secret.of("t"), Secret.empty());

  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private final Map<Role, KeyPair> staticKeys = new EnumMap<>(Role.class);
  private final List<String> nodes = new CopyOnWriteArrayList<>();
  private final List<Bus.Served> served = new ArrayList<>();
  private final VerifyCode question = new VerifyCode(UUID.randomUUID(), UUID.randomUUID(), Secret.of("123456"));

  ClusteredBusTest() {
    for (Role role : Role.values()) {
      staticKeys.put(role, AgreedKeys.generate(RANDOM));
    }
  }

  @AfterEach
  void unregister() {
    served.forEach(one -> answer(one.unregister()));
  }

  /** A node that sees all that the test has made, and those that it made up. */
  private record Seen(String self, List<String> all) implements Nodes {
    @Override
    public List<String> with(Role role) {
      return all.stream().filter(node -> Role.isOf(node, role)).toList();
    }
  }

  private ClusteredBus node(String name, Role role) {
    return node(name, keysOf(role));
  }

  private RoleKeys keysOf(Role role) {
    Map<Role, PublicKey> known = new EnumMap<>(Role.class);
    staticKeys.forEach((other, keys) -> known.put(other, keys.getPublic()));
    return new RoleKeys(Map.of(role, staticKeys.get(role)), known);
  }

  private ClusteredBus node(String name, RoleKeys keys) {
    return new ClusteredBus(WATCHED.vertx(), new Seen(name, nodes), keys, clock, RANDOM);
  }

  /** An account that has greeted every totp there is. */
  private ClusteredBus account() {
    ClusteredBus account = node("account-1/here:1", Role.ACCOUNT);
    greeted(account, Greeting.TOTP);
    return account;
  }

  /** A node that does not answer a greeting is waited for. */
  private static void greeted(ClusteredBus bus, BusOperation<Greeting, Greeting.Answer> greeting) {
    bus.greet(greeting).toCompletionStage().toCompletableFuture().exceptionally(silent -> null).join();
  }

  private ClusteredBus totp(String name, Function<VerifyCode, Future<CodeVerdict>> service) {
    String node = "totp-" + name + "/here:1";
    ClusteredBus bus = node(node, Role.TOTP);
    served.add(answer(bus.answerGreetings(Greeting.TOTP)));
    served.add(answer(VerifyCode.OPERATION.serve(bus, service)));
    nodes.add(node);
    return bus;
  }

  private CodeVerdict ask(Bus bus) {
    return answer(VerifyCode.OPERATION.ask(bus, question));
  }

  @Test
  void aQuestionIsAnswered() {
    totp("t1", asked -> Future.succeededFuture(asked.equals(question) ? ACCEPTED : null));
    assertThat(ask(account())).isEqualTo(ACCEPTED);
  }

  @Test
  void aNodeThatHangsIsLeftForAnotherAndThenAvoided() {
    AtomicInteger hanging = new AtomicInteger();
    totp("t1", asked -> {
      hanging.incrementAndGet();
      return Future.future(never -> {});
    });
    totp("t2", asked -> Future.succeededFuture(ACCEPTED));
    ClusteredBus account = account();
    for (int i = 0; i < 12; i++) {
      assertThat(ask(account)).isEqualTo(ACCEPTED);
    }
    assertThat(hanging.get()).isEqualTo(1);
    assertThat(account.askedAgain()).isEqualTo(1);
  }

  @Test
  void aNodeThatWentAfterItWasGreetedIsLeftForAnother() {
    totp("t1", asked -> Future.succeededFuture(ACCEPTED));
    List<Bus.Served> first = List.copyOf(served);
    totp("t2", asked -> Future.succeededFuture(ACCEPTED));
    ClusteredBus account = account();
    first.forEach(one -> answer(one.unregister()));
    for (int i = 0; i < 8; i++) {
      assertThat(ask(account)).isEqualTo(ACCEPTED);
    }
  }

  @Test
  void withoutAnybodyItIsUnavailable() {
    assertThatThrownBy(() -> ask(account())).isInstanceOf(Unavailable.class).hasMessageContaining("no node serves");
  }

  @Test
  void whenNobodyAnswersTheAskerWaitsNoLongerThanItsTime() {
    for (String name : List.of("t1", "t2", "t3", "t4")) {
      totp(name, asked -> Future.future(never -> {}));
    }
    ClusteredBus account = account();
    long begin = System.nanoTime();
    assertThatThrownBy(() -> ask(account)).isInstanceOf(Unavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1900));
  }

  @Test
  void aDefectIsNotAskedAgainAndAnUnavailableNodeIsLeftForAnother() {
    totp("t1", asked -> Future.failedFuture(new IllegalStateException("a defect")));
    ClusteredBus account = account();
    assertThatThrownBy(() -> ask(account)).isInstanceOf(Failed.class);
    assertThat(account.askedAgain()).isZero();

    served.forEach(one -> answer(one.unregister()));
    served.clear();
    nodes.clear();
    totp("t3", asked -> Future.failedFuture(new Unavailable("away", Duration.ofSeconds(7))));
    ClusteredBus another = account();
    assertThatThrownBy(() -> ask(another)).isInstanceOfSatisfying(
        Unavailable.class, away -> assertThat(away.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    totp("t4", asked -> Future.succeededFuture(ACCEPTED));
    greeted(another, Greeting.TOTP);
    for (int i = 0; i < 8; i++) {
      assertThat(ask(another)).isEqualTo(ACCEPTED);
    }
  }

  @Test
  void webCannotAskTotp() {
    AtomicInteger asked = new AtomicInteger();
    totp("t1", any -> {
      asked.incrementAndGet();
      return Future.succeededFuture(ACCEPTED);
    });
    ClusteredBus web = node("web-1/here:1", Role.WEB);
    assertThatThrownBy(() -> ask(web)).isInstanceOf(Unavailable.class);

    // With the keys it has in the place of those it has not.
    RoleKeys posing = new RoleKeys(Map.of(Role.ACCOUNT, staticKeys.get(Role.WEB)),
        Map.of(Role.TOTP, staticKeys.get(Role.TOTP).getPublic()));
    ClusteredBus posingAsAccount = node("account-2/here:1", posing);
    greeted(posingAsAccount, Greeting.TOTP);
    assertThatThrownBy(() -> ask(posingAsAccount)).isInstanceOf(Unavailable.class);
    AskerSeal seal = new AskerSeal(posing, "account-2/here:1", clock, RANDOM);
    String address = VerifyCode.OPERATION.address() + "@totp-t1/here:1";
    byte[] json = VerifyCode.OPERATION.question().write().apply(question).toBuffer().getBytes();
    assertThatThrownBy(() -> answer(WATCHED.vertx().eventBus().request(
        address, Buffer.buffer(seal.seal(VerifyCode.OPERATION.way(), address, json).message()),
        new DeliveryOptions().setSendTimeout(300))));
    assertThat(asked.get()).isZero();
  }

  /** The key directories of a cluster that was made before there was oidc. */
  @Test
  void aNodeThatLacksTheKeyOfARoleWorksWithoutIt() {
    Map<Role, PublicKey> known = new EnumMap<>(Role.class);
    List.of(Role.WEB, Role.ACCOUNT, Role.TOTP).forEach(role -> known.put(role, staticKeys.get(role).getPublic()));
    RoleKeys older = new RoleKeys(Map.of(Role.ACCOUNT, staticKeys.get(Role.ACCOUNT)), known);
    ClusteredBus account = node("account-1/here:1", older);
    nodes.add("account-1/here:1");
    answer(account.open(Set.of(Role.ACCOUNT)));
    nodes.add("oidc-1/here:1");
    answer(account.isKnown());

    ClusteredBus whole = node("account-2/here:1", Role.ACCOUNT);
    nodes.add("account-2/here:1");
    answer(whole.open(Set.of(Role.ACCOUNT)));
    assertThatThrownBy(() -> answer(whole.isKnown())).hasMessageContaining("oidc-1/here:1 has not connected");
    ClusteredBus oidc = node("oidc-1/here:1", Role.OIDC);
    greeted(oidc, Greeting.ACCOUNT_OF_OIDC);
    answer(whole.isKnown());
    answer(oidc.reaches(Greeting.ACCOUNT_OF_OIDC));

    ClusteredBus web = node("web-1/here:1", new RoleKeys(Map.of(Role.WEB, staticKeys.get(Role.WEB)), known));
    answer(web.open(Set.of(Role.WEB)));
    assertThatThrownBy(() -> answer(web.reaches(Greeting.OIDC))).hasMessageContaining("no node serves oidc");
  }

  @Test
  void webCannotServeAccount() {
    RoleKeys posing = new RoleKeys(Map.of(Role.ACCOUNT, staticKeys.get(Role.WEB)),
        Map.of(Role.WEB, staticKeys.get(Role.WEB).getPublic()));
    ClusteredBus intruder = node("account-w2/here:1", posing);
    AtomicInteger read = new AtomicInteger();
    served.add(answer(intruder.answerGreetings(Greeting.ACCOUNT)));
    served.add(answer(FindSession.OPERATION.serve(intruder, asked -> {
      read.incrementAndGet();
      return Future.succeededFuture(new FindSession.Answer(Optional.empty()));
    })));
    nodes.add("account-w2/here:1");
    ClusteredBus web = node("web-1/here:1", Role.WEB);
    greeted(web, Greeting.ACCOUNT);
    assertThatThrownBy(() -> answer(FindSession.OPERATION.ask(web, new FindSession(Secret.of("s")))))
        .isInstanceOf(Unavailable.class);
    assertThat(read.get()).isZero();
  }

  @Test
  void anAnswerOfSomebodyElseIsNotBelieved() {
    totp("t1", asked -> Future.future(never -> {}));
    ClusteredBus account = account();
    served.forEach(one -> answer(one.unregister()));
    served.clear();
    var forger = WATCHED.vertx().eventBus().<Buffer>consumer(VerifyCode.OPERATION.address() + "@totp-t1/here:1");
    byte[] forged = AnswerFrame.of(VerifyCode.OPERATION.answer().write().apply(ACCEPTED));
    forger.handler(message -> message.reply(Buffer.buffer(forged)));
    answer(forger.completion());
    assertThatThrownBy(() -> ask(account)).isInstanceOf(Unavailable.class);
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
    nodes.remove("totp-t2/here:1");
    WATCHED.vertx().eventBus().<Buffer>addOutboundInterceptor(delivery -> {
      if (delivery.message().address().equals(VerifyCode.OPERATION.address() + "@totp-t1/here:1")) {
        heard.add(delivery.message().body());
      }
      delivery.next();
    });
    ask(account());
    Buffer question = heard.get(0);
    for (String address : List.of("@totp-t1/here:1", "@totp-t2/here:1")) {
      assertThatThrownBy(() -> answer(WATCHED.vertx().eventBus().request(
          VerifyCode.OPERATION.address() + address, question, new DeliveryOptions().setSendTimeout(200))));
    }
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void whatAnOperatorAsksDoesNotLeaveTheProcess() {
    ClusteredBus account = account();
    AtomicInteger made = new AtomicInteger();
    served.add(answer(CreateAccount.OPERATION.serve(account, asked -> {
      made.incrementAndGet();
      return Future.succeededFuture(new NewAccount.Answer(Set.of()));
    })));
    served.add(answer(MakeResetLink.OPERATION.serve(account, asked -> {
      made.incrementAndGet();
      return Future.succeededFuture(MakeResetLink.Answer.of(MakeResetLink.Outcome.NO_ACCOUNT));
    })));
    MakeResetLink link = new MakeResetLink("a@example.org", Secret.of("a token"));
    assertThatThrownBy(() -> answer(MakeResetLink.OPERATION.ask(account, link))).isInstanceOf(Failed.class);
    CreateAccount question =
        new CreateAccount(UUID.randomUUID(), new NewAccount("a@example.org", "Ada", Secret.of("long enough")));
    assertThatThrownBy(() -> answer(CreateAccount.OPERATION.ask(account, question))).isInstanceOf(Failed.class);
    assertThatThrownBy(() -> answer(CreateAccount.OPERATION.ask(WATCHED.vertx().eventBus(), question)))
        .isInstanceOf(Unavailable.class);
    for (BusOperation<?, ?> operation : List.of(CreateAccount.OPERATION, MakeResetLink.OPERATION)) {
      assertThatThrownBy(() -> answer(WATCHED.vertx().eventBus().request(
          operation.address() + "@account-1/here:1", Buffer.buffer(), new DeliveryOptions().setSendTimeout(300))))
          .isInstanceOfSatisfying(ReplyException.class,
              unheard -> assertThat(unheard.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
    }
    assertThat(made.get()).isZero();
  }

  @Test
  void aNodeThatDrainsIsAskedNoMoreAndFinishesWhatItHas() {
    List<Promise<CodeVerdict>> unanswered = new CopyOnWriteArrayList<>();
    ClusteredBus leaving = totp("t1", asked -> {
      Promise<CodeVerdict> promise = Promise.promise();
      unanswered.add(promise);
      return promise.future();
    });
    ClusteredBus account = account();
    Future<CodeVerdict> last = VerifyCode.OPERATION.ask(account, question);
    awaitTrue(() -> !unanswered.isEmpty());
    Future<Void> drained = leaving.drain(Duration.ofSeconds(5));
    greeted(account, Greeting.TOTP);
    Future<CodeVerdict> later = VerifyCode.OPERATION.ask(account, question);
    assertThat(drained.isComplete()).isFalse();
    unanswered.get(0).complete(ACCEPTED);
    assertThat(answer(last)).isEqualTo(ACCEPTED);
    answer(drained);
    assertThatThrownBy(() -> answer(later)).isInstanceOf(Unavailable.class).hasMessageContaining("no node serves");
  }

  /** On a busy machine another node would not answer sooner. */
  @Test
  void anAnswerThatComesLateCounts() {
    List<Promise<CodeVerdict>> slow = new CopyOnWriteArrayList<>();
    for (String name : List.of("t1", "t2")) {
      totp(name, asked -> {
        Promise<CodeVerdict> promise = Promise.promise();
        slow.add(promise);
        return promise.future();
      });
    }
    Future<CodeVerdict> answer = VerifyCode.OPERATION.ask(account(), question);
    awaitTrue(() -> slow.size() == 2);
    slow.get(0).complete(ACCEPTED);
    assertThat(answer(answer)).isEqualTo(ACCEPTED);
  }

  @Test
  void aQuestionWaitsForANodeThatAppears() {
    ClusteredBus account = account();
    Future<CodeVerdict> answer = VerifyCode.OPERATION.ask(account, question);
    totp("t1", asked -> Future.succeededFuture(ACCEPTED));
    greeted(account, Greeting.TOTP);
    assertThat(answer(answer)).isEqualTo(ACCEPTED);
  }

  @Test
  void aNodeIsKnownOnceAllWhoMayAskItKnowAllThatItServes() {
    nodes.add("account-1/here:1");
    nodes.add("account-2/here:1");
    nodes.add("web-1/here:1");
    ClusteredBus totp = totp("t1", asked -> Future.succeededFuture(ACCEPTED));
    greeted(node("account-1/here:1", Role.ACCOUNT), Greeting.TOTP);
    assertThatThrownBy(() -> answer(totp.isKnown())).hasMessageContaining("account-2");
    greeted(node("account-2/here:1", Role.ACCOUNT), Greeting.TOTP);
    answer(totp.isKnown());
    served.add(answer(FindAuthenticators.OPERATION.serve(totp, asked -> Future.failedFuture("unused"))));
    assertThatThrownBy(() -> answer(totp.isKnown())).hasMessageContaining("account-");
    nodes.removeIf(node -> node.startsWith("account"));
    answer(totp.isKnown());
  }

  @Test
  void aNodeThatLeavesWaitsUntilAllWhoMayAskItKnow() {
    nodes.add("account-1/here:1");
    ClusteredBus totp = totp("t1", asked -> Future.succeededFuture(ACCEPTED));
    ClusteredBus account = account();
    Future<Void> drained = totp.drain(Duration.ofSeconds(5));
    assertThat(ask(account)).isEqualTo(ACCEPTED);
    assertThat(drained.isComplete()).isFalse();
    greeted(account, Greeting.TOTP);
    answer(drained);
  }

  /** A node of {@code account} that serves logins on an event loop. */
  private ClusteredBus accountServing(String name, BiFunction<LogIn, Asker, Future<LogIn.Answer>> service) {
    String node = "account-" + name + "/here:1";
    ClusteredBus bus = node(node, Role.ACCOUNT);
    Promise<Bus.Served> serving = Promise.promise();
    served.add(answer(bus.answerGreetings(Greeting.ACCOUNT)));
    WATCHED.vertx().runOnContext(now -> LogIn.OPERATION.serve(bus, service).onComplete(serving));
    served.add(answer(serving.future()));
    nodes.add(node);
    return bus;
  }

  private ClusteredBus web() {
    ClusteredBus web = node("web-1/here:1", Role.WEB);
    greeted(web, Greeting.ACCOUNT);
    return web;
  }

  /** Answers when the question has come so many times, by whatever node. */
  private void answerAfter(int times, Promise<LogIn.Answer> answer) {
    AtomicInteger asked = new AtomicInteger();
    Handler<DeliveryContext<Object>> counting = delivery -> {
      if (delivery.message().address().startsWith(LogIn.OPERATION.address()) && asked.incrementAndGet() == times) {
        answer.complete(SIGNED_IN);
      }
      delivery.next();
    };
    WATCHED.vertx().eventBus().addInboundInterceptor(counting);
    answer.future().onComplete(done -> WATCHED.vertx().eventBus().removeInboundInterceptor(counting));
  }

  @Test
  void aNodeThatWorksOnAQuestionIsAskedAgainAndNoOther() {
    List<LogIn> served = new CopyOnWriteArrayList<>();
    Promise<LogIn.Answer> answer = Promise.promise();
    for (String name : List.of("a1", "a2")) {
      accountServing(name, (asked, asker) -> {
        served.add(asked);
        return answer.future();
      });
    }
    answerAfter(4, answer);
    ClusteredBus web = web();
    assertThat(answer(LogIn.OPERATION.ask(web, LOG_IN))).isEqualTo(SIGNED_IN);
    assertThat(served).containsExactly(LOG_IN);
    assertThat(web.askedAgain()).isZero();
  }

  @Test
  void aNodeThatFallsSilentWhileItWorksOnAQuestionIsLeftForAnother() {
    List<String> asked = new CopyOnWriteArrayList<>();
    List<Asker> askers = new CopyOnWriteArrayList<>();
    Map<String, Bus.Served> logins = new HashMap<>();
    for (String name : List.of("a1", "a2")) {
      accountServing(name, (question, asker) -> {
        assertThat(question).isEqualTo(LOG_IN);
        asked.add(name);
        askers.add(asker);
        return asked.size() == 1 ? Future.future(never -> {}) : Future.succeededFuture(SIGNED_IN);
      });
      logins.put(name, served.get(served.size() - 1));
    }
    AtomicInteger told = new AtomicInteger();
    Future<LogIn.Answer> asking = LogIn.OPERATION.ask(web(), LOG_IN, () -> {
      // It was told that the question is in progress.
      if (told.getAndIncrement() == 0) {
        logins.get(asked.get(0)).unregister();
      }
      return false;
    });
    assertThat(answer(asking)).isEqualTo(SIGNED_IN);
    assertThat(asked).containsExactlyInAnyOrder("a1", "a2");
    answer(askers.get(0).gone());
  }

  @Test
  void aQuestionIsNotAskedOfAnotherNodeWhenNobodyWaitsForIt() {
    List<LogIn> served = new CopyOnWriteArrayList<>();
    for (String name : List.of("a1", "a2")) {
      accountServing(name, (asked, asker) -> {
        served.add(asked);
        return Future.future(never -> {});
      });
    }
    ClusteredBus web = web();
    assertThatThrownBy(() -> answer(LogIn.OPERATION.ask(web, LOG_IN, () -> true))).isInstanceOf(Unavailable.class);
    assertThat(served).hasSize(1);
  }

  @Test
  void aNodeOfTheVersionBeforeIsToldNothingThatItCannotRead() {
    List<Asker> askers = new CopyOnWriteArrayList<>();
    Promise<LogIn.Answer> answer = Promise.promise();
    accountServing("a1", (asked, asker) -> {
      askers.add(asker);
      return answer.future();
    });
    AskerSeal seal = new AskerSeal(keysOf(Role.WEB), "web-1/here:1", clock, RANDOM);
    String address = LogIn.OPERATION.address() + "@account-a1/here:1";
    byte[] json = LogIn.OPERATION.question().write().apply(LOG_IN).toBuffer().getBytes();
    AskerSeal.Asked question = seal.seal(LogIn.OPERATION.way(), address, json);
    Future<Message<Buffer>> old = WATCHED.vertx().eventBus().request(
        address, Buffer.buffer(question.message()), new DeliveryOptions().setSendTimeout(30_000));
    awaitTrue(() -> !askers.isEmpty());
    assertThat(askers.get(0).patience()).isEqualTo(Duration.ofMillis(1_100));
    answerAfter(2, answer);
    assertThat(answer(LogIn.OPERATION.ask(web(), LOG_IN))).as("told meanwhile that it is in progress")
        .isEqualTo(SIGNED_IN);
    assertThat(answer(AnswerFrame.read(question.open(answer(old).body().getBytes()), address)))
        .isEqualTo(LogIn.OPERATION.answer().write().apply(SIGNED_IN));
  }

  @Test
  void aNodeThatDrainsFinishesWhatIsInProgress() {
    Promise<LogIn.Answer> answer = Promise.promise();
    ClusteredBus leaving = accountServing("a1", (asked, asker) -> answer.future());
    AtomicReference<Future<Void>> drained = new AtomicReference<>();
    AtomicInteger told = new AtomicInteger();
    Future<LogIn.Answer> last = LogIn.OPERATION.ask(web(), LOG_IN, () -> {
      switch (told.getAndIncrement()) {
        // From a thread, and so an event loop, of its own.
        case 0 -> drained.set(CompletableFuture.supplyAsync(() -> leaving.drain(Duration.ofSeconds(20))).join());
        // Longer than everybody is told.
        case 4 -> answer.complete(SIGNED_IN);
        // Until it is asked again, no answer is owed.
        default -> assertThat(drained.get()).matches(leaves -> !isOverWithin(leaves, Duration.ofMillis(200)));
      }
      return false;
    });
    assertThat(answer(last)).isEqualTo(SIGNED_IN);
    answer(drained.get());
  }

  private static boolean isOverWithin(Future<?> future, Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!future.isComplete() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return future.isComplete();
  }

  private static void awaitTrue(BooleanSupplier so) {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
