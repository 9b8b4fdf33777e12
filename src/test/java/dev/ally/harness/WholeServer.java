package dev.ally.harness;

import static dev.ally.harness.Answers.answer;

import dev.ally.account.AccountVerticle;
import dev.ally.config.PostgresLogin;
import dev.ally.config.Settings;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.mail.MailTransport;
import dev.ally.totp.TotpVerticle;
import dev.ally.web.WebVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** All of Ally in this process: its three verticles over HTTP, on real PostgreSQL, with a clock that the test sets. */
public final class WholeServer implements BeforeAllCallback, AfterAllCallback {
  public static final String PASSWORD = "Tr0ub4dor staple zebra";
  public static final Instant START = Instant.parse("2026-03-03T09:00:00Z");

  private static final int POOL_SIZE = 8;
  private static final Settings.Mail NO_MAIL = new Settings.Mail(Optional.empty(), "ally@example.org");
  private static final Pattern KEY = Pattern.compile("secret=([A-Z2-7]+)&amp;");

  public final SetClock clock = new SetClock(START);
  private final SecureRandom random = new SecureRandom();
  private final URI publicUrl;
  private final List<String> trustedProxies;
  private final Settings.Mail mail;
  private final Keyring accountKeys = Keyring.parse(List.of(Keyring.generateLine(random)));
  private final Keyring totpKeys = Keyring.parse(List.of(Keyring.generateLine(random)));
  private Consumer<TestDatabase> arrangement = made -> {};
  private UnaryOperator<PostgresLogin> route = login -> login;
  /** 0: any that is free. */
  private int port;
  private Vertx vertx;
  private TestDatabase database;
  private String totp;
  private URI url;

  private WholeServer(String publicUrl, List<String> trustedProxies, Settings.Mail mail) {
    this.publicUrl = URI.create(publicUrl);
    this.trustedProxies = trustedProxies;
    this.mail = mail;
  }

  public static WholeServer plain() {
    return new WholeServer("http://localhost:8080", List.of(), NO_MAIL);
  }

  /** Sends its mails there. */
  public static WholeServer mailing(MailServer server) {
    return new WholeServer("http://localhost:8080", List.of(), server.settings());
  }

  /** Likewise, and listens where its links lead, so that a browser can follow them. */
  public static WholeServer mailingInBrowsers(MailServer server) {
    WholeServer whole = new WholeServer("http://localhost:" + Ports.free(), List.of(), server.settings());
    whole.port = whole.publicUrl.getPort();
    return whole;
  }

  /** Believes what these say in {@code X-Forwarded-For}. */
  public static WholeServer behind(String... proxies) {
    return new WholeServer("http://localhost:8080", List.of(proxies), NO_MAIL);
  }

  /** On a database with which this is done before anybody connects. */
  public WholeServer on(Consumer<TestDatabase> arranging) {
    arrangement = arranging;
    return this;
  }

  /** Reaches its database by other logins: through somebody in between. */
  public WholeServer through(UnaryOperator<PostgresLogin> way) {
    route = way;
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (vertx == null) {
      open();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!context.getRequiredTestClass().isMemberClass()) {
      close();
    }
  }

  public void open() {
    database = TestDatabase.create();
    arrangement.accept(database);
    vertx = Vertx.vertx();
    deployTotp();
    answer(vertx.deployVerticle(new AccountVerticle(
        pool(Schema.ACCOUNT), accountKeys, settings(), clock, random, Optional.empty(),
        mail.configured() ? Optional.of(MailTransport.of(vertx, settings())) : Optional.empty())));
    WebVerticle web = new WebVerticle(settings(), clock, random);
    answer(vertx.deployVerticle(web));
    url = URI.create("http://localhost:" + web.actualPort());
  }

  public void close() {
    answer(vertx.close());
    database.close();
  }

  /** Connected before it is used, as in production. */
  private Pool pool(Schema schema) {
    Pool pool = Pools.open(vertx, route.apply(database.login(schema)), schema.sqlName(), POOL_SIZE);
    answer(TestDatabase.fill(vertx, pool, POOL_SIZE), Duration.ofMinutes(2));
    return pool;
  }

  private void deployTotp() {
    totp = answer(vertx.deployVerticle(new TotpVerticle(
        pool(Schema.TOTP), totpKeys, clock, random, Optional.empty(), () -> Future.succeededFuture(clock.instant()))));
  }

  /** Another {@code totp} in the place of the one before it: what is left is what the database knows. */
  public void restartTotp() {
    answer(vertx.undeploy(totp));
    deployTotp();
  }

  private Settings settings() {
    return new Settings(
        new Settings.Listen("localhost", port), new Settings.Listen("localhost", 0), publicUrl,
        new Settings.Database(Optional.empty(), Optional.empty(), Optional.empty(), 8),
        // Cheaper than any pair that Ally takes: what is tested here is not how long a guesser needs.
        new Settings.Keys(Optional.empty(), Optional.empty()), new Settings.Hash(64, 1, 2, 100), Path.of("unused"),
        trustedProxies, Duration.ofSeconds(180), "Ally",
        mail.configured() ? Settings.SignUp.CONFIRMED : Settings.SignUp.OPEN, 1_000, Duration.ofDays(400), mail);
  }

  public EventBus bus() {
    return vertx.eventBus();
  }

  public TestDatabase database() {
    return database;
  }

  public URI url() {
    return url;
  }

  public Browser browser() {
    return new Browser(url, publicUrl);
  }

  /** Somebody with an account, made as the operator makes one. */
  public Somebody somebody() {
    String email = UUID.randomUUID() + "@example.org";
    answer(CreateAccount.OPERATION.ask(
        bus(), new CreateAccount(UUID.randomUUID(), new NewAccount(email, "Ada", Secret.of(PASSWORD)))));
    return new Somebody(email, browser());
  }

  /** Somebody whose app is linked, at a time when the code that linked it is over. */
  public Somebody enrolled() {
    Somebody ada = somebody();
    ada.logIn();
    ada.enrol();
    clock.pass(Duration.ofMinutes(5));
    return ada;
  }

  /** A person, and the browser that she sits at. */
  public final class Somebody {
    public final String email;
    public final Browser browser;
    public AuthenticatorApp app;

    private Somebody(String email, Browser browser) {
      this.email = email;
      this.browser = browser;
    }

    /** The same person at another browser. */
    public Somebody elsewhere() {
      Somebody same = new Somebody(email, browser());
      same.app = app;
      return same;
    }

    public HttpResponse<String> logIn(String password) {
      return browser.submit("/login", "email", email, "password", password);
    }

    public HttpResponse<String> logIn() {
      return logIn(PASSWORD);
    }

    public HttpResponse<String> code(String code) {
      return browser.submit("/login/code", "totp", code);
    }

    /** Asks for a key to link; the page that shows it. */
    public HttpResponse<String> link() {
      browser.submit("/settings/security", "method", "authenticator", "password", PASSWORD);
      HttpResponse<String> page = browser.get("/settings/security/link");
      var key = KEY.matcher(page.body());
      if (!key.find()) {
        throw new AssertionError("no key on " + page.body());
      }
      app = new AuthenticatorApp(key.group(1));
      return page;
    }

    public HttpResponse<String> confirm(String code) {
      return browser.submit("/settings/security/link", "totp", code);
    }

    public void enrol() {
      link();
      HttpResponse<String> confirmed = confirm(codeNow());
      if (confirmed.statusCode() != 303) {
        throw new AssertionError(confirmed.body());
      }
    }

    public HttpResponse<String> deactivate(String code) {
      return browser.submit("/settings/security/deactivate", "totp", code);
    }

    public String codeNow() {
      return app.codeAt(clock.instant());
    }

    public String wrongCode() {
      return app.wrongCodeAt(clock.instant());
    }

    public boolean isSignedIn() {
      return browser.get("/settings/profile").statusCode() == 200;
    }

    public long sessions() {
      return rows("session");
    }

    public long pendingLogins() {
      return rows("pending_login");
    }

    private long rows(String table) {
      return database.count("account." + table + " s JOIN account.account a ON a.id = s.account_id WHERE a.email = '"
          + email + "'");
    }

    public long authenticators() {
      return database.count("totp.authenticator t JOIN account.account a ON a.id = t.account_id WHERE a.email = '"
          + email + "'");
    }

    /** Guesses that count against the account. */
    public long charges() {
      return database.count("totp.guess_budget b JOIN account.account a ON a.id = b.account_id, unnest(b.charges) c "
          + "WHERE a.email = '" + email + "'");
    }
  }
}
