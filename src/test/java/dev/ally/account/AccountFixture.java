package dev.ally.account;

import static dev.ally.harness.Answers.answer;

import dev.ally.config.Limits;
import dev.ally.config.Settings;
import dev.ally.contract.BusOperation;
import dev.ally.contract.ChangeMethod;
import dev.ally.contract.ConfirmLink;
import dev.ally.contract.CreateAccount;
import dev.ally.contract.Deactivate;
import dev.ally.contract.FindSession;
import dev.ally.contract.LogIn;
import dev.ally.contract.LogInWithCode;
import dev.ally.contract.NewAccount;
import dev.ally.contract.Visitor;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An {@code account} on real PostgreSQL with a fake {@code totp}, and the words to talk to it. */
final class AccountFixture implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback {
  static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  static final Secret PASSWORD = Secret.of("correct horse battery");
  static final SecureRandom RANDOM = new SecureRandom();
  static final Settings SETTINGS = new Settings(
      new Settings.Listen("127.0.0.1", 0), new Settings.Listen("127.0.0.1", 0), URI.create("http://localhost:8080"),
      new Settings.Database(Optional.empty(), Optional.empty(), Optional.empty(), 8),
      new Settings.Keys(Optional.empty(), Optional.empty()),
      // Cheaper than any pair that Ally takes: what is tested here is not how long a guesser needs.
      new Settings.Hash(64, 1, 2, 100), Path.of("unused"), List.of(), Duration.ofSeconds(180), "Ally",
      Settings.SignUp.OPEN, 20, Duration.ofDays(400),
      new Settings.Mail(
          Optional.of(new Settings.Smtp("127.0.0.1", 25, Settings.Tls.NONE, Optional.empty(), Secret.empty())),
          "ally@example.org"),
      Limits.PROMISED);

  final SetClock clock = new SetClock(START);
  final String keyLine = Keyring.generateLine(RANDOM);
  final Keyring keyring = Keyring.parse(List.of(keyLine));
  final FakeTotp totp = new FakeTotp();
  private final WatchedVertx watched = new WatchedVertx();
  TestDatabase database;
  EventBus bus;

  @Override
  public void beforeAll(ExtensionContext context) {
    watched.beforeAll(context);
    if (database != null) {
      return;
    }
    database = TestDatabase.create();
    bus = watched.vertx().eventBus();
    totp.serve(bus);
    answer(watched.vertx().deployVerticle(new AccountVerticle(
        database.pool(watched.vertx(), Schema.ACCOUNT), keyring, SETTINGS, clock, RANDOM)));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    clock.set(START);
    totp.losesAnswers = false;
    totp.meanwhile = accountId -> Future.succeededFuture();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    watched.afterAll(context);
    if (!watched.isOpen()) {
      database.close();
      database = null;
    }
  }

  Vertx vertx() {
    return watched.vertx();
  }

  <Q, A> A ask(BusOperation<Q, A> operation, Q question) {
    return answer(operation.ask(bus, question));
  }

  static Visitor visitor() {
    return new Visitor("192.0.2." + RANDOM.nextInt(250), "a browser", Secret.token(RANDOM));
  }

  /** A new account's e-mail. */
  String account() {
    String email = UUID.randomUUID() + "@example.org";
    NewAccount account = new NewAccount(email, "Ada", PASSWORD);
    if (!ask(CreateAccount.OPERATION, new CreateAccount(UUID.randomUUID(), account)).created()) {
      throw new AssertionError("not created");
    }
    return email;
  }

  LogIn.Answer logIn(String email, Secret password, Visitor visitor, Secret newToken, Secret oldSession) {
    return ask(LogIn.OPERATION, new LogIn(UUID.randomUUID(), email, password, visitor, newToken, oldSession));
  }

  LogIn.Answer logIn(String email, Secret password, Visitor visitor) {
    return logIn(email, password, visitor, Secret.token(RANDOM), Secret.empty());
  }

  /** A session's token. */
  Secret session(String email) {
    Secret token = Secret.token(RANDOM);
    if (logIn(email, PASSWORD, visitor(), token, Secret.empty()).outcome() != LogIn.Outcome.SIGNED_IN) {
      throw new AssertionError("not signed in");
    }
    return token;
  }

  /** A pending login's token. */
  Secret pendingLogin(String email) {
    Secret token = Secret.token(RANDOM);
    if (logIn(email, PASSWORD, visitor(), token, Secret.empty()).outcome() != LogIn.Outcome.CODE_NEEDED) {
      throw new AssertionError("no code is needed");
    }
    return token;
  }

  LogInWithCode.Outcome code(Secret pendingLogin, String code, Secret newSession) {
    return ask(LogInWithCode.OPERATION, new LogInWithCode(
        UUID.randomUUID(), pendingLogin, Secret.of(code), visitor(), newSession, Secret.empty())).outcome();
  }

  boolean isOpen(Secret session) {
    return ask(FindSession.OPERATION, new FindSession(session)).person().isPresent();
  }

  ChangeMethod.Outcome changeMethod(Secret session, ChangeMethod.Method method, Secret password) {
    return ask(ChangeMethod.OPERATION,
        new ChangeMethod(UUID.randomUUID(), session, method, password, visitor())).outcome();
  }

  ConfirmLink.Outcome confirm(Secret session, String code) {
    return ask(ConfirmLink.OPERATION,
        new ConfirmLink(UUID.randomUUID(), session, Optional.empty(), Secret.of(code))).outcome();
  }

  Deactivate.Outcome deactivate(Secret session, String code) {
    return ask(Deactivate.OPERATION, new Deactivate(UUID.randomUUID(), session, Secret.of(code))).outcome();
  }

  /** Turns two-factor on in this session. */
  void activate(Secret session) {
    changeMethod(session, ChangeMethod.Method.AUTHENTICATOR, PASSWORD);
    if (confirm(session, FakeTotp.RIGHT) != ConfirmLink.Outcome.ACTIVATED) {
      throw new AssertionError("not activated");
    }
  }
}
