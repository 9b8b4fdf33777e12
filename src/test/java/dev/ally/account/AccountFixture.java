package dev.ally.account;

import static dev.ally.harness.Answers.answer;

import dev.ally.bus.BusOperation;
import dev.ally.config.Settings;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.HashLines;
import dev.ally.harness.SetClock;
import dev.ally.harness.TestSettings;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An {@code account} on real PostgreSQL with a fake {@code totp}, and the words to talk to it. */
public final class AccountFixture implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback {
  public static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  public static final Secret PASSWORD = Secret.of("correct horse battery");
  public static final SecureRandom RANDOM = new SecureRandom();
  /** The only one in the file of breached passwords. */
  public static final String BREACHED_PASSWORD = "breached once upon a time";
  public static final Settings SETTINGS = TestSettings.of(Map.of(
      "ALLY_MAIL_HOST", "127.0.0.1", "ALLY_MAIL_TLS", "none", "ALLY_SIGNUP", "open", "ALLY_SIGNUPS_PER_HOUR", "20",
      "ALLY_BREACHED_PASSWORDS_FILE", breachedPasswords().toString()));

  public final SetClock clock = new SetClock(START);
  final String keyLine = Keyring.generateLine(RANDOM);
  public final Keyring keyring = Keyring.parse(List.of(keyLine));
  public final FakeTotp totp = new FakeTotp();
  private final WatchedVertx watched = new WatchedVertx();
  public TestDatabase database;
  public EventBus bus;

  private static Path breachedPasswords() {
    try {
      Path file = Files.createTempFile("breached", ".txt");
      file.toFile().deleteOnExit();
      return Files.writeString(file, HashLines.of(BREACHED_PASSWORD));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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

  /** The line of the key file that the keyring was read from. */
  public String keyLine() {
    return keyLine;
  }

  public Vertx vertx() {
    return watched.vertx();
  }

  public <Q, A> A ask(BusOperation<Q, A> operation, Q question) {
    return answer(operation.ask(bus, question));
  }

  public static RequestInfo requestInfo() {
    return at("198.18." + RANDOM.nextInt(256) + "." + RANDOM.nextInt(256));
  }

  /** An unrecognised browser at this IP address. */
  public static RequestInfo at(String address) {
    return new RequestInfo(address, "a browser", Secret.token(RANDOM));
  }

  /** A new account's email address. */
  public String account() {
    String email = UUID.randomUUID() + "@example.org";
    NewAccount account = new NewAccount(email, "Ada", PASSWORD);
    if (!ask(CreateAccount.OPERATION, new CreateAccount(UUID.randomUUID(), account)).created()) {
      throw new AssertionError("not created");
    }
    return email;
  }

  public LogIn.Answer logIn(String email, Secret password, RequestInfo requestInfo, Secret newToken,
      Secret oldSession) {
    return ask(LogIn.OPERATION, new LogIn(UUID.randomUUID(), email, password, requestInfo, newToken, oldSession));
  }

  public LogIn.Answer logIn(String email, Secret password, RequestInfo requestInfo) {
    return logIn(email, password, requestInfo, Secret.token(RANDOM), Secret.empty());
  }

  /** A session's token. */
  public Secret session(String email) {
    Secret token = Secret.token(RANDOM);
    if (logIn(email, PASSWORD, requestInfo(), token, Secret.empty()).outcome() != LogIn.Outcome.SIGNED_IN) {
      throw new AssertionError("not signed in");
    }
    return token;
  }

  /** A pending login's token. */
  public Secret pendingLogin(String email) {
    Secret token = Secret.token(RANDOM);
    if (logIn(email, PASSWORD, requestInfo(), token, Secret.empty()).outcome() != LogIn.Outcome.CODE_NEEDED) {
      throw new AssertionError("no code is needed");
    }
    return token;
  }

  public LogInWithCode.Result code(Secret pendingLogin, String code, Secret newSession) {
    return ask(LogInWithCode.OPERATION, new LogInWithCode(
        UUID.randomUUID(), pendingLogin, Secret.of(code), requestInfo(), newSession, Secret.empty())).outcome();
  }

  public boolean isOpen(Secret session) {
    return ask(FindSession.OPERATION, new FindSession(session)).person().isPresent();
  }

  public ChangeMethod.Outcome changeMethod(Secret session, ChangeMethod.Method method, Secret password) {
    return ask(ChangeMethod.OPERATION,
        new ChangeMethod(UUID.randomUUID(), session, method, password, requestInfo())).outcome();
  }

  public CompleteEnrolment.Outcome confirm(Secret session, String code) {
    return ask(CompleteEnrolment.OPERATION,
        new CompleteEnrolment(UUID.randomUUID(), session, Optional.empty(), Secret.of(code))).outcome();
  }

  public Deactivate.Result deactivate(Secret session, String code) {
    return ask(Deactivate.OPERATION, new Deactivate(UUID.randomUUID(), session, Secret.of(code))).outcome();
  }

  /** Turns two-factor on in this session. */
  public void activate(Secret session) {
    changeMethod(session, ChangeMethod.Method.AUTHENTICATOR, PASSWORD);
    if (confirm(session, FakeTotp.RIGHT) != CompleteEnrolment.Outcome.ACTIVATED) {
      throw new AssertionError("not activated");
    }
  }
}
