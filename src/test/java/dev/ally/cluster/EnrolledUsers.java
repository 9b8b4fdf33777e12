package dev.ally.cluster;

import static dev.ally.harness.Answers.answer;

import dev.ally.account.AccountVerticle;
import dev.ally.bus.Unavailable;
import dev.ally.config.Settings;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.SetClock;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.TestSettings;
import dev.ally.totp.TotpVerticle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.eventbus.EventBus;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Users with accounts and authenticators, made quickly by the verticles of this process on the fleet's database. */
final class EnrolledUsers {
  /** Their authenticators were linked so long ago that every code from now on is a new one. */
  private static final Duration AGO = Duration.ofMinutes(5);
  private static final int AT_ONCE = 4;
  private static final int ATTEMPTS = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private EnrolledUsers() {}

  /** At a browser of the fleet. */
  static List<SimulatedUser> make(Fleet fleet, int count) {
    Vertx vertx = Vertx.vertx();
    try {
      SetClock clock = new SetClock(Instant.now().minus(AGO));
      deploy(vertx, () -> new TotpVerticle(
          fleet.database.pool(vertx, Schema.TOTP), fleet.totpKeys, clock, RANDOM, Optional.empty(),
          () -> Future.succeededFuture(clock.instant())));
      deploy(vertx, () -> new AccountVerticle(
          fleet.database.pool(vertx, Schema.ACCOUNT), fleet.accountKeys, settings(), clock, RANDOM));
      EventBus bus = vertx.eventBus();
      return inParallel(count, () -> again(() -> make(fleet, bus, clock)));
    } finally {
      answer(vertx.close());
    }
  }

  private static List<SimulatedUser> inParallel(int count, Callable<SimulatedUser> making) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<SimulatedUser> users = new ArrayList<>();
      for (var made : threads.invokeAll(Collections.nCopies(count, making))) {
        users.add(made.get());
      }
      return users;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Where many processes start on two cores, a question may find no answer in time. Then another user is made. */
  private static <T> T again(Supplier<T> making) {
    for (int attempt = 1; ; attempt++) {
      try {
        return making.get();
      } catch (Unavailable e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** The first connection may take longer than is waited for, where many processes start on two cores. */
  private static void deploy(Vertx vertx, Supplier<VerticleBase> verticle) {
    for (int attempt = 1; ; attempt++) {
      try {
        answer(vertx.deployVerticle(verticle.get()));
        return;
      } catch (VertxException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static SimulatedUser make(Fleet fleet, EventBus bus, SetClock clock) {
    String email = UUID.randomUUID() + "@example.org";
    Secret password = Secret.of(SimulatedUser.PASSWORD);
    RequestInfo requestInfo = new RequestInfo("192.0.2.1", "a browser", Secret.token(RANDOM));
    answer(CreateAccount.OPERATION.ask(
        bus, new CreateAccount(UUID.randomUUID(), new NewAccount(email, "Ada", password))));
    Secret session = Secret.token(RANDOM);
    answer(LogIn.OPERATION.ask(
        bus, new LogIn(UUID.randomUUID(), email, password, requestInfo, session, Secret.empty())));
    answer(ChangeMethod.OPERATION.ask(bus, new ChangeMethod(
        UUID.randomUUID(), session, ChangeMethod.Method.AUTHENTICATOR, password, requestInfo)));
    FindEnrolment.Link link = answer(FindEnrolment.OPERATION.ask(bus, new FindEnrolment(session))).link().orElseThrow();
    AuthenticatorApp app = new AuthenticatorApp(link.pending().key().revealText());
    CompleteEnrolment.Outcome outcome = answer(CompleteEnrolment.OPERATION.ask(bus, new CompleteEnrolment(
        UUID.randomUUID(), session, Optional.of(link.pending().id()), Secret.of(app.codeAt(clock.instant())))))
        .outcome();
    if (outcome != CompleteEnrolment.Outcome.ACTIVATED) {
      throw new AssertionError("not linked: " + outcome);
    }
    SimulatedUser user = new SimulatedUser(email, fleet.browser(), Clock.systemUTC());
    user.app = app;
    return user;
  }

  private static Settings settings() {
    return TestSettings.atFullCost(Map.of("ALLY_HASH_MEMORY_KIB", "7168", "ALLY_HASH_ITERATIONS", "5"));
  }
}
