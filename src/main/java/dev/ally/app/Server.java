package dev.ally.app;

import dev.ally.account.event.AuditScope;
import dev.ally.app.lifecycle.InterruptibleStart;
import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.app.log.LogSetup;
import dev.ally.bus.Role;
import dev.ally.cli.Refused;
import dev.ally.config.Deployment;
import dev.ally.config.Settings;
import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.management.Readiness;
import dev.ally.tracing.Tracing;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serve}: runs all verticles in this process until it is stopped, or some of them as a node of a cluster.
 *
 * <p>On SIGTERM or SIGINT it reports on the management port that it is not ready, takes no new request, finishes those
 * in progress, stops everything in reverse order, and exits with 0 within 15 seconds. This holds during the start as
 * well.
 */
public final class Server {
  /**
   * A little less than the promised 15 seconds: then the process exits although something has not stopped, with another
   * exit code.
   */
  private static final Duration STOP_LIMIT = Duration.ofMillis(14_500);
  private static final int NOT_CLEAN = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Deployment deployment;
  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final PrintStream out;
  private final Optional<Tracing> tracing;
  private final ShutdownStack started = new ShutdownStack();
  private final Readiness readiness = new Readiness();
  private volatile boolean failed;

  /** @param tracing empty: nothing is traced */
  public Server(
      Deployment deployment, Clock clock, SecureRandom random, PrintStream out, Optional<Tracing> tracing) {
    this.tracing = tracing;
    this.deployment = deployment;
    this.settings = deployment.settings();
    this.clock = clock;
    this.random = random;
    this.out = out;
  }

  /** Starts, and prints the address when it is ready. It never returns: a signal ends the process. */
  public void run() throws InterruptedException {
    InterruptibleStart starting = new InterruptibleStart();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting), "stop"));
    try {
      start();
    } catch (Throwable e) {
      failed = true;
      starting.over();
      started.close();
      throw e;
    }
    starting.over();
    new CountDownLatch(1).await();
  }

  private void start() throws InterruptedException {
    Settings own = settings.http().port() == 0 ? settings.withHttpPort(freePort()) : settings;
    deployment.withoutOidc().ifPresent(reason -> LOG.info(
        "The oidc verticle is left out, so no application can log people in here: {}", reason));
    if (deployment.verticles().contains(Role.WEB) && own.publicUrlIsInClear()) {
      LOG.warn("ALLY_PUBLIC_URL is {}, which is not this machine: passwords and codes travel there unencrypted. Put a"
          + " proxy with TLS in front, and name its https address", own.publicUrl());
    }
    tracing.ifPresent(spans -> started.add("tracing", spans::close));
    Verticles verticles = new Verticles(own, clock, random, started, out, AuditScope.SERVER)
        .tracedBy(tracing.map(Tracing::factory));
    if (deployment.cluster().isPresent()) {
      Vertx vertx = new Node(deployment, own, verticles, started, clock, random).start(readiness, verticles.metrics());
      sayWhenReady(vertx, deployment.verticles().contains(Role.WEB) ? own.publicUrl().toString() : "a node");
      return;
    }
    WarmStart warm = WarmStart.of(verticles, deployment.verticles().contains(Role.OIDC));
    Storage storage = Storage.open(own, random);
    started.add("the database", storage::close);
    Map<Schema, Keyring> keyrings = verticles.keyrings(storage, Schema.of(deployment.verticles()));
    Vertx vertx = warm.vertx();
    verticles.management(vertx, readiness, warm.metrics());
    var checks = verticles.backend(
        vertx, storage, keyrings, own.database().poolSize(), Optional.of(verticles.mail(vertx)));
    verticles.open(vertx, warm.web());
    readiness.serving(checks);
    sayWhenReady(vertx, own.publicUrl().toString());
  }

  private void sayWhenReady(Vertx vertx, String what) {
    readiness.first(vertx).onSuccess(ready -> LogSetup.announce(out, "Ally is ready: " + what));
  }

  private void stop(InterruptibleStart starting) {
    Thread watchdog = new Thread(Server::giveUp, "give up");
    watchdog.setDaemon(true);
    watchdog.start();
    if (failed) {
      // Nothing is left to do here, or a signal came while it is being stopped: that is waited for.
      started.close();
      return;
    }
    LOG.info("Stopping");
    readiness.stopping();
    starting.end();
    started.close();
    // Java would exit with 143 after SIGTERM, but the stop was clean.
    Runtime.getRuntime().halt(0);
  }

  private static void giveUp() {
    try {
      Thread.sleep(STOP_LIMIT.toMillis());
      Runtime.getRuntime().halt(NOT_CLEAN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The port is chosen before the first verticle starts, because the public URL contains it. */
  private int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(settings.http().host()))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new Refused("ALLY_HTTP_HOST: cannot listen on " + settings.http().host() + ": " + e.getMessage());
    }
  }
}
