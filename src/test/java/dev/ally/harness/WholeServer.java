package dev.ally.harness;

import static dev.ally.harness.Answers.answer;

import dev.ally.account.AccountVerticle;
import dev.ally.config.MailSettings;
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
import dev.ally.oidc.OidcVerticle;
import dev.ally.totp.TotpVerticle;
import dev.ally.web.WebVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** All of Ally in this process: its four verticles over HTTP, on real PostgreSQL, with a clock that the test sets. */
public final class WholeServer implements BeforeAllCallback, AfterAllCallback {
  public static final Instant START = Instant.parse("2026-03-03T09:00:00Z");

  private static final int POOL_SIZE = 8;
  private static final MailSettings NO_MAIL = new MailSettings(Optional.empty(), "ally@example.org");

  public final SetClock clock = new SetClock(START);
  private final SecureRandom random = new SecureRandom();
  private final URI publicUrl;
  private final List<String> trustedProxies;
  private final MailSettings mail;
  private final Keyring accountKeys = Keyring.parse(List.of(Keyring.generateLine(random)));
  private final Keyring totpKeys = Keyring.parse(List.of(Keyring.generateLine(random)));
  private final Keyring oidcKeys = Keyring.parse(List.of(Keyring.generateLine(random)));
  private final Map<String, String> more = new HashMap<>();
  private Consumer<TestDatabase> arrangement = made -> {};
  private UnaryOperator<PostgresLogin> route = login -> login;
  /** 0: any that is free. */
  private int port;
  private Vertx vertx;
  private TestDatabase database;
  private String totp;
  private URI url;

  private WholeServer(String publicUrl, List<String> trustedProxies, MailSettings mail) {
    this.publicUrl = URI.create(publicUrl);
    this.trustedProxies = trustedProxies;
    this.mail = mail;
  }

  public static WholeServer plain() {
    return new WholeServer("http://localhost:8080", List.of(), NO_MAIL);
  }

  /** Its addresses are https, as those of a server on the internet; it stands behind what ends TLS. */
  public static WholeServer atHttps() {
    return new WholeServer("https://accounts.example.org", List.of(), NO_MAIL);
  }

  /** Listens where its addresses lead, so that a real browser can follow them. */
  public static WholeServer inBrowsers() {
    WholeServer whole = new WholeServer("http://localhost:" + Ports.free(), List.of(), NO_MAIL);
    whole.port = whole.publicUrl.getPort();
    return whole;
  }

  /** Sends its emails there. */
  public static WholeServer mailing(MailServer server) {
    return new WholeServer("http://localhost:8080", List.of(), server.settings());
  }

  /** Sends its emails there and listens where its links lead, so that a real browser can follow them. */
  public static WholeServer mailingInBrowsers(MailServer server) {
    WholeServer whole = new WholeServer("http://localhost:" + Ports.free(), List.of(), server.settings());
    whole.port = whole.publicUrl.getPort();
    return whole;
  }

  /** Believes what these say in {@code X-Forwarded-For}. */
  public static WholeServer behind(String... proxies) {
    return new WholeServer("http://localhost:8080", List.of(proxies), NO_MAIL);
  }

  /** With this setting too. */
  public WholeServer with(String setting, String value) {
    more.put(setting, value);
    return this;
  }

  /** On a database with which this is done before anybody connects. */
  public WholeServer on(Consumer<TestDatabase> arranging) {
    arrangement = arranging;
    return this;
  }

  /** Reaches its database by other logins: through a proxy in between. */
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
    ReadyRsaKeys.use();
    database = TestDatabase.create();
    arrangement.accept(database);
    vertx = Vertx.vertx();
    deployTotp();
    answer(vertx.deployVerticle(new AccountVerticle(
        pool(Schema.ACCOUNT), accountKeys, settings(), clock, random, Optional.empty(),
        mail.configured() ? Optional.of(MailTransport.of(vertx, settings())) : Optional.empty())));
    answer(vertx.deployVerticle(new OidcVerticle(pool(Schema.OIDC), oidcKeys, settings(), clock, random)));
    WebVerticle web = new WebVerticle(settings(), clock, random).servingApplications();
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
    Map<String, String> values = new HashMap<>(more);
    values.put("ALLY_HTTP_HOST", "localhost");
    values.put("ALLY_HTTP_PORT", Integer.toString(port));
    values.put("ALLY_PUBLIC_URL", publicUrl.toString());
    values.put("ALLY_OUTGOING_PRIVATE", "true");
    values.putIfAbsent("ALLY_TRUSTED_PROXIES", String.join(",", trustedProxies));
    return TestSettings.mailing(TestSettings.of(values), mail);
  }

  public EventBus bus() {
    return vertx.eventBus();
  }

  public TestDatabase database() {
    return database;
  }

  public Keyring totpKeys() {
    return totpKeys;
  }

  public URI url() {
    return url;
  }

  /** What people type. */
  public URI publicUrl() {
    return publicUrl;
  }

  public Browser browser() {
    return new Browser(url, publicUrl);
  }

  /** A user with an account, made as the operator makes one. */
  public SimulatedUser user() {
    String email = UUID.randomUUID() + "@example.org";
    answer(CreateAccount.OPERATION.ask(bus(), new CreateAccount(
        UUID.randomUUID(), new NewAccount(email, "Ada", Secret.of(SimulatedUser.PASSWORD)))));
    return new SimulatedUser(email, browser(), clock);
  }

  /** A user whose app is linked, at a time when the code that linked it is over. */
  public SimulatedUser enrolledUser() {
    SimulatedUser ada = user();
    ada.logIn();
    ada.enrol();
    clock.pass(Duration.ofMinutes(5));
    return ada;
  }

  public long sessions(SimulatedUser user) {
    return rows("account.session", user);
  }

  public long pendingLogins(SimulatedUser user) {
    return rows("account.pending_login", user);
  }

  public long authenticators(SimulatedUser user) {
    return rows("totp.authenticator", user);
  }

  /** Guesses that count against the account. */
  public long charges(SimulatedUser user) {
    return rows("(SELECT account_id, unnest(charges) FROM totp.guess_budget)", user);
  }

  private long rows(String table, SimulatedUser user) {
    return database.count(table + " s JOIN account.account a ON a.id = s.account_id WHERE a.email = '" + user.email
        + "'");
  }
}
