package dev.ally.app;

import dev.ally.account.AccountVerticle;
import dev.ally.account.event.AuditScope;
import dev.ally.app.keys.KeyFiles;
import dev.ally.app.keys.KeyWatch;
import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.cli.Refused;
import dev.ally.config.LogSettings;
import dev.ally.config.Settings;
import dev.ally.config.Settings.Listen;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.NativeCode;
import dev.ally.database.Outage;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.files.LineFile;
import dev.ally.files.LineLog;
import dev.ally.mail.MailTransport;
import dev.ally.management.ManagementVerticle;
import dev.ally.management.Metrics;
import dev.ally.management.Readiness;
import dev.ally.metrics.Meters;
import dev.ally.oidc.OidcVerticle;
import dev.ally.totp.TotpVerticle;
import dev.ally.web.WebVerticle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Starts the verticles of a process one after another, each with its own database login and its own keys only.
 *
 * <p>Everything that was started is on the {@link ShutdownStack}, also when a later step fails.
 */
final class Verticles {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration WEB_STOP_LIMIT = Duration.ofSeconds(9);
  private static final int HOSTS_FILE_EVERY_MILLIS = 5_000;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final ShutdownStack started;
  private final PrintStream out;
  private final AuditScope auditScope;
  private Meters meters = Meters.NONE;
  private Optional<VertxTracerFactory> tracer = Optional.empty();

  /**
   * @param out where logs go that are to be written to standard output
   * @param auditScope what is told in the audit log
   */
  Verticles(
      Settings settings, Clock clock, SecureRandom random, ShutdownStack started, PrintStream out,
      AuditScope auditScope) {
    this.out = out;
    this.auditScope = auditScope;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.started = started;
  }

  /** New metrics; the verticles that are started from now on count what they do in them. */
  Metrics metrics() {
    Metrics metrics = new Metrics();
    started.add("metrics", metrics::close);
    meters = metrics;
    return metrics;
  }

  /** Has the Vert.x that is made from now on traced. */
  Verticles tracedBy(Optional<VertxTracerFactory> tracing) {
    tracer = tracing;
    return this;
  }

  Optional<VertxTracerFactory> tracer() {
    return tracer;
  }

  /**
   * One event loop for every two processors: the rest is for hashing, and messages between verticles on the same loop
   * are cheaper. Files of the jar are not copied to a cache directory, so that none is needed. The hosts file is read
   * regularly, not only once: the address of a database may change.
   */
  static VertxOptions options() {
    return new VertxOptions()
        .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
        .setAddressResolverOptions(new AddressResolverOptions().setHostsRefreshPeriod(HOSTS_FILE_EVERY_MILLIS))
        .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
  }

  /** A new Vert.x, with metrics if they are given. */
  Vertx vertx(Optional<Metrics> metrics) {
    VertxBuilder builder = Vertx.builder().with(options());
    metrics.ifPresent(counted -> builder.withMetrics(counted.factory()));
    tracer.ifPresent(builder::withTracer);
    Vertx vertx = builder.build();
    started.add("Vert.x", STOP_LIMIT, vertx::close);
    return vertx;
  }

  /**
   * Starts {@code totp} and {@code account}, and {@code oidc} if there are keys of it, side by side.
   *
   * @return the health check of each, by name
   */
  Map<String, Supplier<Future<Void>>> backend(
      Vertx vertx, Storage storage, Map<Schema, Keyring> keyrings, int poolSize, Optional<MailTransport> mail) {
    Supplier<TotpVerticle> totp = startTotp(vertx, storage, keyrings.get(Schema.TOTP), poolSize, Optional.empty());
    Optional<Supplier<OidcVerticle>> oidc = Optional.ofNullable(keyrings.get(Schema.OIDC))
        .map(keyring -> startOidc(vertx, storage, keyring, poolSize, Optional.empty()));
    Supplier<AccountVerticle> account =
        startAccount(vertx, storage, keyrings.get(Schema.ACCOUNT), poolSize, Optional.empty(), mail);
    Map<String, Supplier<Future<Void>>> checks = new LinkedHashMap<>();
    checks.put("totp", totp.get()::ready);
    checks.put("account", account.get()::ready);
    oidc.ifPresent(starting -> checks.put("oidc", starting.get()::ready));
    return checks;
  }

  /** @param bus the bus of a cluster */
  TotpVerticle totp(Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus) {
    return startTotp(vertx, storage, keyring, poolSize, bus).get();
  }

  /**
   * @param bus the bus of a cluster
   * @param mail sends its emails; empty: it sends none
   */
  AccountVerticle account(
      Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus, Optional<MailTransport> mail) {
    return startAccount(vertx, storage, keyring, poolSize, bus, mail).get();
  }

  /** @param bus the bus of a cluster */
  OidcVerticle oidc(Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus) {
    return startOidc(vertx, storage, keyring, poolSize, bus).get();
  }

  /** Begins to start {@code totp}; what is returned waits until it has started. */
  private Supplier<TotpVerticle> startTotp(
      Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus) {
    TotpVerticle totp = new TotpVerticle(
        pool(vertx, storage, Schema.TOTP, poolSize), keyring, clock, random, bus).countedBy(meters);
    return starting(vertx, storage, Schema.TOTP, keyring, totp, totp::useKeys);
  }

  private Supplier<AccountVerticle> startAccount(
      Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus, Optional<MailTransport> mail) {
    NativeCode.load(List.of(settings.dataDir(), Path.of(System.getProperty("java.io.tmpdir"))));
    AccountVerticle account = new AccountVerticle(
        pool(vertx, storage, Schema.ACCOUNT, poolSize), keyring, settings, clock, random, bus, mail)
        .countedBy(meters);
    lines(settings.logs().audit(), "ALLY_AUDIT_LOG").ifPresent(lines -> account.auditedBy(lines, auditScope));
    if (auditScope == AuditScope.SERVER) {
      account.sendingWebhooks();
    }
    return starting(vertx, storage, Schema.ACCOUNT, keyring, account, account::useKeys);
  }

  private Supplier<OidcVerticle> startOidc(
      Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus) {
    OidcVerticle oidc = new OidcVerticle(
        pool(vertx, storage, Schema.OIDC, poolSize), keyring, settings, clock, random, bus).countedBy(meters);
    return starting(vertx, storage, Schema.OIDC, keyring, oidc, oidc::useKeys);
  }

  private <V extends VerticleBase> Supplier<V> starting(
      Vertx vertx, Storage storage, Schema schema, Keyring keyring, V verticle,
      Function<Keyring, Future<Void>> useKeys) {
    Runnable started = starting(vertx, schema.sqlName(), verticle, STOP_LIMIT);
    return () -> {
      started.run();
      KeyWatch.begin(
          vertx, new KeyFiles(settings, random), schema, () -> storage.sealingKeys(schema), keyring, useKeys);
      return verticle;
    };
  }

  /** Sends the emails of this process. */
  MailTransport mail(Vertx vertx) {
    MailTransport mail = MailTransport.of(vertx, settings);
    started.add("the mail transport", STOP_LIMIT, mail::close);
    return mail;
  }

  /** The keys of these schemas' verticles, after checking that they open what is sealed. */
  Map<Schema, Keyring> keyrings(Storage storage, Set<Schema> schemas) {
    KeyFiles files = new KeyFiles(settings, random);
    Map<Schema, Keyring> keyrings = new EnumMap<>(Schema.class);
    for (Schema schema : schemas) {
      keyrings.put(schema, files.load(schema, storage.sealingKeys(schema)));
    }
    return keyrings;
  }

  void management(Vertx vertx, Readiness readiness, Metrics metrics) {
    listening("ALLY_MANAGEMENT_HOST, ALLY_MANAGEMENT_PORT", settings.management(), () -> deploy(
        vertx, "management", new ManagementVerticle(settings.management(), readiness, metrics), STOP_LIMIT));
  }

  /**
   * The web verticle, which does not listen yet.
   *
   * @param forApplications whether it serves applications too, for which there is {@code oidc}
   */
  WebVerticle web(Optional<Bus> bus, boolean forApplications) {
    WebVerticle web = new WebVerticle(settings, clock, random, bus);
    return forApplications ? web.servingApplications() : web;
  }

  /** Starts to listen. This comes last, when everything behind the pages is running. */
  WebVerticle open(Vertx vertx, WebVerticle web) {
    lines(settings.logs().access(), "ALLY_ACCESS_LOG").ifPresent(web::tellingOfRequests);
    listening(
        "ALLY_HTTP_HOST, ALLY_HTTP_PORT", settings.http(), () -> deploy(vertx, "web", web, WEB_STOP_LIMIT));
    return web;
  }

  private Optional<LineLog> lines(LogSettings.Target target, String variable) {
    if (!target.on()) {
      return Optional.empty();
    }
    LineLog lines = target.file().isPresent() ? file(target.file().get(), variable) : LineLog.to(out);
    started.add("the log of " + variable, lines::close);
    return Optional.of(lines);
  }

  private static LineLog file(Path path, String variable) {
    try {
      return LineFile.open(path);
    } catch (IOException e) {
      throw new Refused(variable + ": cannot be written: " + e);
    }
  }

  private Pool pool(Vertx vertx, Storage storage, Schema schema, int size) {
    Pool pool = Pools.open(vertx, storage.login(schema), schema.sqlName(), size);
    started.add("the pool of " + schema.sqlName(), STOP_LIMIT, pool::close);
    return pool;
  }

  private void deploy(Vertx vertx, String name, VerticleBase verticle, Duration stopLimit) {
    starting(vertx, name, verticle, stopLimit).run();
  }

  /** Begins to start a verticle; what is returned waits until it has started. */
  private Runnable starting(Vertx vertx, String name, VerticleBase verticle, Duration stopLimit) {
    Future<String> deploying = vertx.deployVerticle(verticle);
    return () -> {
      String id = await(deploying, name);
      started.add(name, stopLimit, () -> vertx.undeploy(id));
    };
  }

  private static <T> T await(Future<T> deployed, String name) {
    try {
      return deployed.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Refused(name + " did not start within " + START_LIMIT.toSeconds() + " s");
    } catch (Exception e) {
      if (!isOfListening(e) && (e instanceof Unavailable || Outage.isOutage(e))) {
        throw new Refused(name + " does not start: " + e.getMessage());
      }
      throw e;
    }
  }

  /** Explains that the address is in use, forbidden, unknown or another machine's. */
  private static boolean isOfListening(Exception e) {
    return e instanceof BindException || e instanceof UnknownHostException;
  }

  private static void listening(String variables, Listen listen, Runnable deployment) {
    try {
      deployment.run();
    } catch (Exception e) {
      if (isOfListening(e)) {
        throw new Refused(variables + ": cannot listen on " + listen.host() + ":" + listen.port() + ": "
            + e.getMessage());
      }
      throw e;
    }
  }
}
