package dev.ally.app;

import dev.ally.account.AccountVerticle;
import dev.ally.app.keys.KeyFiles;
import dev.ally.app.keys.KeyWatch;
import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.cli.Refused;
import dev.ally.config.Settings.Listen;
import dev.ally.config.Settings;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.NativeCode;
import dev.ally.database.Outage;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.mail.MailTransport;
import dev.ally.management.ManagementVerticle;
import dev.ally.management.Metrics;
import dev.ally.management.Readiness;
import dev.ally.totp.TotpVerticle;
import dev.ally.web.WebVerticle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Starts the verticles of a process, one after the other, each with what it may have and no more: its own login, its
 * own keys.
 *
 * <p>Everything that is started is noted in {@link ShutdownStack}, also when the next thing fails.
 */
final class Verticles {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration WEB_STOP_LIMIT = Duration.ofSeconds(8);
  private static final int HOSTS_FILE_EVERY_MILLIS = 5_000;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final ShutdownStack started;

  Verticles(Settings settings, Clock clock, SecureRandom random, ShutdownStack started) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.started = started;
  }

  /**
   * An event loop for every second processor: the others hash, and verticles on one loop ask each other for less. Files
   * of the jar are not copied out to be read, so that no directory is needed for them. The hosts file, which Vert.x would
   * read once, is read again: a database's name may lead elsewhere by then.
   */
  static VertxOptions options() {
    return new VertxOptions()
        .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
        .setAddressResolverOptions(new AddressResolverOptions().setHostsRefreshPeriod(HOSTS_FILE_EVERY_MILLIS))
        .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
  }

  /** A Vert.x; what its verticles do is counted where metrics are given. */
  Vertx vertx(Optional<Metrics> metrics) {
    VertxBuilder builder = Vertx.builder().with(options());
    metrics.ifPresent(counted -> builder.withMetrics(counted.factory()));
    Vertx vertx = builder.build();
    started.add("Vert.x", STOP_LIMIT, vertx::close);
    return vertx;
  }

  /**
   * Starts {@code totp} and {@code account}, which decide everything.
   *
   * @return how to ask whether each can work, by name
   */
  Map<String, Supplier<Future<Void>>> backend(
      Vertx vertx, Storage storage, Map<Schema, Keyring> keyrings, int poolSize, Optional<MailTransport> post) {
    TotpVerticle totp = totp(vertx, storage, keyrings.get(Schema.TOTP), poolSize, Optional.empty());
    AccountVerticle account = account(vertx, storage, keyrings.get(Schema.ACCOUNT), poolSize, Optional.empty(), post);
    return Map.of("totp", totp::ready, "account", account::ready);
  }

  /** @param bus that of a cluster */
  TotpVerticle totp(Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus) {
    TotpVerticle totp = new TotpVerticle(
        pool(vertx, storage, Schema.TOTP, poolSize), keyring, clock, random, bus);
    deploy(vertx, "totp", totp, STOP_LIMIT);
    KeyWatch.begin(vertx, new KeyFiles(settings, random), Schema.TOTP, () -> storage.sealingKeys(Schema.TOTP), keyring,
        totp::useKeys);
    return totp;
  }

  /**
   * @param bus that of a cluster
   * @param post by which it sends letters; empty: it sends none
   */
  AccountVerticle account(
      Vertx vertx, Storage storage, Keyring keyring, int poolSize, Optional<Bus> bus, Optional<MailTransport> post) {
    loadNativeCode();
    AccountVerticle account = new AccountVerticle(
        pool(vertx, storage, Schema.ACCOUNT, poolSize), keyring, settings, clock, random, bus, post);
    deploy(vertx, "account", account, STOP_LIMIT);
    KeyWatch.begin(vertx, new KeyFiles(settings, random), Schema.ACCOUNT, () -> storage.sealingKeys(Schema.ACCOUNT),
        keyring, account::useKeys);
    return account;
  }

  private void loadNativeCode() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      NativeCode.load(List.of(settings.dataDir(), temporary));
    } catch (IOException e) {
      throw new Refused("ALLY_DATA_DIR: must name a directory that this user may write and that code may be loaded"
          + " from, not mounted with noexec (" + e.getMessage() + ")");
    }
  }

  /** How letters leave this process. */
  MailTransport post(Vertx vertx) {
    MailTransport post = MailTransport.of(vertx, settings);
    started.add("the post", STOP_LIMIT, post::close);
    return post;
  }

  /** Both verticles' keys, once it is sure that they open what is sealed. */
  Map<Schema, Keyring> keyrings(Storage storage) {
    return keyrings(storage, EnumSet.allOf(Schema.class));
  }

  /** Those of these verticles. */
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

  /** The pages, which nobody can ask for before they are opened. */
  WebVerticle web(Optional<Bus> bus) {
    return new WebVerticle(settings, clock, random, bus);
  }

  /** Opens the pages; last, so that nobody is let in before all behind them is there. */
  WebVerticle open(Vertx vertx, WebVerticle web) {
    listening(
        "ALLY_HTTP_HOST, ALLY_HTTP_PORT", settings.http(), () -> deploy(vertx, "web", web, WEB_STOP_LIMIT));
    return web;
  }

  private Pool pool(Vertx vertx, Storage storage, Schema schema, int size) {
    Pool pool = Pools.open(vertx, storage.login(schema), schema.sqlName(), size);
    started.add("the pool of " + schema.sqlName(), STOP_LIMIT, pool::close);
    return pool;
  }

  private void deploy(Vertx vertx, String name, VerticleBase verticle, Duration stopLimit) {
    String id = await(vertx.deployVerticle(verticle), name);
    started.add(name, stopLimit, () -> vertx.undeploy(id));
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

  /** The address is taken, forbidden, another machine's, or nobody's. */
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
