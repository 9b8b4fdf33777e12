package dev.ally.app;

import dev.ally.account.AccountVerticle;
import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.bus.Bus;
import dev.ally.bus.Greeting;
import dev.ally.bus.Role;
import dev.ally.bus.cluster.ClusteredBus;
import dev.ally.cluster.Cluster;
import dev.ally.config.DatabaseSettings;
import dev.ally.config.Deployment;
import dev.ally.config.Settings;
import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.mail.MailTransport;
import dev.ally.management.Metrics;
import dev.ally.management.Readiness;
import dev.ally.metrics.Metric;
import dev.ally.oidc.OidcVerticle;
import dev.ally.totp.TotpVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serve --verticles}: runs some of the verticles in this process, as a node of a cluster.
 *
 * <p>The node is ready only when the verticle that its own verticles ask can be reached: a node that was not admitted
 * starts a cluster of its own without an error. Only {@code oidc} may be missing: an installation may leave it out, and
 * people log in to Ally without it. A node that is stopped takes no new requests, then withdraws its
 * addresses from the bus, and then finishes the questions that it has received.
 */
final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(8);

  private final Deployment deployment;
  private final Settings settings;
  private final Verticles verticles;
  private final ShutdownStack started;
  private final Clock clock;
  private final SecureRandom random;
  private final Map<String, Supplier<Future<Void>>> checks = new LinkedHashMap<>();

  /** @param settings those of the deployment, with the actual ports */
  Node(
      Deployment deployment, Settings settings, Verticles verticles, ShutdownStack started, Clock clock,
      SecureRandom random) {
    this.deployment = deployment;
    this.settings = settings;
    this.verticles = verticles;
    this.started = started;
    this.clock = clock;
    this.random = random;
  }

  /** Returns when the public port, if the node has one, is open; the node may not be ready yet. */
  Vertx start(Readiness readiness, Metrics metrics) throws InterruptedException {
    Set<Schema> schemas = Schema.of(deployment.verticles());
    warnOfUnusedLogins(schemas);
    Storage storage = Storage.openShared(settings.database(), schemas);
    Map<Schema, Keyring> keyrings = verticles.keyrings(storage, schemas);
    Cluster cluster = Cluster.join(
        deployment.cluster().orElseThrow(), deployment.verticles(),
        new Cluster.Watched(Optional.of(metrics.factory()), verticles.tracer()), Verticles.options(), clock, random);
    started.add("the cluster", cluster::close);
    ClusteredBus bus = cluster.bus();
    metrics.show(Metric.ASKED_AGAIN, bus::askedAgain);
    verticles.management(cluster.vertx(), readiness, metrics);
    backend(cluster, storage, keyrings);
    checks.put("cluster", cluster::isSettled);
    started.add("the draining", DRAIN_LIMIT.plusSeconds(1), () -> bus.drain(DRAIN_LIMIT));
    if (deployment.verticles().contains(Role.WEB)) {
      PublicPort port = new PublicPort(cluster, verticles, started);
      checks.put("account is reachable", () -> bus.reaches(Greeting.ACCOUNT));
      checks.put("public port", port::isFound);
      readiness.serving(checks);
      port.open();
    } else {
      readiness.serving(checks);
    }
    return cluster.vertx();
  }

  private void backend(Cluster cluster, Storage storage, Map<Schema, Keyring> keyrings) {
    Optional<Bus> bus = Optional.of(cluster.bus());
    int poolSize = settings.database().poolSize();
    if (keyrings.containsKey(Schema.TOTP)) {
      TotpVerticle totp = verticles.totp(cluster.vertx(), storage, keyrings.get(Schema.TOTP), poolSize, bus);
      checks.put("totp", totp::ready);
    }
    if (keyrings.containsKey(Schema.ACCOUNT)) {
      AccountVerticle account =
          verticles.account(
              cluster.vertx(), storage, keyrings.get(Schema.ACCOUNT), poolSize, bus, mail(cluster.vertx()));
      checks.put("account", account::ready);
      checks.put("totp is reachable", () -> cluster.bus().reaches(Greeting.TOTP));
    }
    if (keyrings.containsKey(Schema.OIDC)) {
      OidcVerticle oidc = verticles.oidc(cluster.vertx(), storage, keyrings.get(Schema.OIDC), poolSize, bus);
      checks.put("oidc", oidc::ready);
      checks.put("account is reachable by oidc", () -> cluster.bus().reaches(Greeting.ACCOUNT_OF_OIDC));
    }
  }

  /** Without a mail server a node sends no emails: nobody would look for them in the files of a node. */
  private Optional<MailTransport> mail(Vertx vertx) {
    if (settings.mail().configured()) {
      return Optional.of(verticles.mail(vertx));
    }
    LOG.info("This node sends no emails, since ALLY_MAIL_HOST is not set. Emails wait up to three days for a node that"
        + " sends them");
    return Optional.empty();
  }

  private void warnOfUnusedLogins(Set<Schema> schemas) {
    DatabaseSettings database = settings.database();
    boolean unused = Stream.of(Schema.values())
        .anyMatch(schema -> database.own(schema.role()).isPresent() && !schemas.contains(schema));
    if (unused || database.uri().isPresent() && schemas.isEmpty()) {
      LOG.warn("A database login is set that no verticle of this process uses: remove it");
    }
  }
}
