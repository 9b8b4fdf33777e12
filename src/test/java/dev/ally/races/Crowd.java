package dev.ally.races;

import static dev.ally.harness.Answers.answer;

import dev.ally.account.AccountVerticle;
import dev.ally.bus.Unavailable;
import dev.ally.config.Settings;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.SetClock;
import dev.ally.harness.TestSettings;
import dev.ally.harness.WatchedVertx;
import dev.ally.totp.TotpVerticle;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two account and two TOTP verticles with pools of their own on one PostgreSQL, and their users. */
final class Crowd implements BeforeAllCallback, AfterAllCallback {
  private static final int ATTEMPTS = 5;
  private static final int POOL_SIZE = 8;
  private static final Secret PASSWORD = Secret.of("correct horse battery");

  final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private final SecureRandom random = new SecureRandom();
  private final WatchedVertx watched = new WatchedVertx();
  TestDatabase database;
  private EventBus bus;

  @Override
  public void beforeAll(ExtensionContext context) {
    watched.beforeAll(context);
    database = TestDatabase.create();
    bus = watched.vertx().eventBus();
    Keyring accountKeys = Keyring.parse(List.of(Keyring.generateLine(random)));
    Keyring totpKeys = Keyring.parse(List.of(Keyring.generateLine(random)));
    for (int i = 0; i < 2; i++) {
      answer(watched.vertx().deployVerticle(new TotpVerticle(
          pool(Schema.TOTP), totpKeys, clock, random, Optional.empty(),
          () -> Future.succeededFuture(clock.instant()))));
      answer(watched.vertx().deployVerticle(new AccountVerticle(
          pool(Schema.ACCOUNT), accountKeys, settings(), clock, random)));
    }
  }

  /** Connected before it is used, as in production. */
  private Pool pool(Schema schema) {
    Pool pool = Pools.open(watched.vertx(), database.login(schema), schema.sqlName(), POOL_SIZE);
    answer(TestDatabase.fill(watched.vertx(), pool, POOL_SIZE), Duration.ofMinutes(2));
    return pool;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    watched.afterAll(context);
    database.close();
  }

  private static Settings settings() {
    return TestSettings.of(Map.of());
  }

  /** A user with an account, over the bus. */
  final class User {
    final String email = UUID.randomUUID() + "@example.org";
    AuthenticatorApp app;

    User() {
      answer(CreateAccount.OPERATION.ask(
          bus, new CreateAccount(UUID.randomUUID(), new NewAccount(email, "Ada", PASSWORD))));
    }

    Future<LogIn.Answer> logIn(Secret token) {
      return LogIn.OPERATION.ask(
          bus, new LogIn(UUID.randomUUID(), email, PASSWORD, requestInfo(), token, Secret.empty()));
    }

    Future<LogIn.Outcome> logInWith(Secret password) {
      return LogIn.OPERATION
          .ask(bus, new LogIn(UUID.randomUUID(), email, password, requestInfo(), token(), Secret.empty()))
          .map(LogIn.Answer::outcome);
    }

    /** The token of a session or of a pending login. */
    Secret logIn() {
      Secret token = token();
      answer(logIn(token));
      return token;
    }

    Future<LogInWithCode.Result> code(Secret pendingLogin, String code) {
      return patiently(new LogInWithCode(
              UUID.randomUUID(), pendingLogin, Secret.of(code), requestInfo(), token(), Secret.empty()), ATTEMPTS)
          .map(LogInWithCode.Answer::outcome);
    }

    /** On a machine that is slow now, fifty of one account wait too long for a connection: asking again does nothing twice. */
    private Future<LogInWithCode.Answer> patiently(LogInWithCode question, int attempts) {
      return LogInWithCode.OPERATION.ask(bus, question).recover(failure ->
          failure instanceof Unavailable && attempts > 1
              ? patiently(question, attempts - 1)
              : Future.failedFuture(failure));
    }

    /** Begins to link an app in this session; the pending key's id. */
    UUID link(Secret session) {
      answer(ChangeMethod.OPERATION.ask(bus, new ChangeMethod(
          UUID.randomUUID(), session, ChangeMethod.Method.AUTHENTICATOR, PASSWORD, requestInfo())));
      FindEnrolment.Link link = answer(FindEnrolment.OPERATION.ask(bus,
      new FindEnrolment(session))).link().orElseThrow();
      app = new AuthenticatorApp(link.pending().key().revealText());
      return link.pending().id();
    }

    Future<CompleteEnrolment.Outcome> confirm(Secret session, UUID pendingId, String code) {
      return CompleteEnrolment.OPERATION
          .ask(bus, new CompleteEnrolment(UUID.randomUUID(), session, Optional.of(pendingId), Secret.of(code)))
          .map(CompleteEnrolment.Answer::outcome);
    }

    Future<Deactivate.Result> deactivate(Secret session, String code) {
      return Deactivate.OPERATION
          .ask(bus, new Deactivate(UUID.randomUUID(), session, Secret.of(code)))
          .map(Deactivate.Answer::outcome);
    }

    Future<DeleteAccount.Outcome> delete() {
      return DeleteAccount.OPERATION
          .ask(bus, new DeleteAccount(UUID.randomUUID(), email))
          .map(DeleteAccount.Answer::outcome);
    }

    Future<LockAccount.Outcome> lock() {
      return LockAccount.OPERATION.ask(bus, new LockAccount(email, true)).map(LockAccount.Answer::outcome);
    }

    UUID id() {
      return answer(ShowAccount.OPERATION.ask(bus, new ShowAccount(email))).status().orElseThrow().person().accountId();
    }

    String codeNow() {
      return app.codeAt(clock.instant());
    }

    /** The session in which an app was linked, at a time when the confirming code is over. */
    Secret enrol() {
      Secret session = logIn();
      UUID pendingId = link(session);
      if (answer(confirm(session, pendingId, codeNow())) != CompleteEnrolment.Outcome.ACTIVATED) {
        throw new AssertionError("not activated");
      }
      clock.pass(Duration.ofMinutes(5));
      return session;
    }

    long sessions() {
      return database.count("account.session s JOIN account.account a ON a.id = s.account_id WHERE a.email = '"
          + email + "'");
    }

    long authenticators() {
      return database.count("totp.authenticator t JOIN account.account a ON a.id = t.account_id WHERE a.email = '"
          + email + "'");
    }

    long charges() {
      return database.count("totp.guess_budget b JOIN account.account a ON a.id = b.account_id, unnest(b.charges) c "
          + "WHERE a.email = '" + email + "'");
    }

    long openIntents() {
      return database.count("account.account WHERE open_intent IS NOT NULL AND email = '" + email + "'")
          + database.count("account.intent i JOIN account.account a ON a.id = i.account_id "
              + "WHERE i.outcome IS NULL AND a.email = '" + email + "'");
    }
  }

  boolean isOpen(Secret session) {
    return answer(FindSession.OPERATION.ask(bus, new FindSession(session))).person().isPresent();
  }

  Secret token() {
    return Secret.token(random);
  }

  private RequestInfo requestInfo() {
    return new RequestInfo("192.0.2.1", "a browser", token());
  }
}
