package dev.ally.app;

import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.bus.Greeting;
import dev.ally.bus.Role;
import dev.ally.cluster.Cluster;
import dev.ally.web.WebVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The public port of a {@code web} node, which has others beside it and balancers before it. A balancer that finds it
 * closed goes to another node. So it opens when it can answer, and closes before the node stops to.
 */
final class PublicPort {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration REHEARSAL_LIMIT = Duration.ofSeconds(10);
  /** Long enough for a balancer to use each of its idle connections once, and then to drop it. */
  private static final Duration FAREWELL = Duration.ofMillis(2_500);
  /**
   * nginx leaves a node that refused a connection alone for ten seconds ({@code fail_timeout}), which it counts in whole
   * seconds. Until then it may know of no other node.
   */
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(11);

  private final Cluster cluster;
  private final Verticles verticles;
  private final ShutdownStack started;
  private volatile Optional<Long> foundNanos = Optional.empty();

  PublicPort(Cluster cluster, Verticles verticles, ShutdownStack started) {
    this.cluster = cluster;
    this.verticles = verticles;
    this.started = started;
  }

  /** Returns when the port is open, which it is once an {@code account} can be reached. */
  void open() throws InterruptedException {
    Vertx vertx = cluster.vertx();
    WebVerticle web = prepared(vertx);
    while (cluster.bus().reaches(Greeting.ACCOUNT).failed()) {
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
    rehearse(web, vertx);
    verticles.open(vertx, web);
    started.add("the farewell", FAREWELL.plusSeconds(1), () -> web.farewell(FAREWELL));
    foundNanos = Optional.of(System.nanoTime() + (cluster.hasOlder(Role.WEB) ? FOUND_WITHIN.toNanos() : 0));
  }

  private WebVerticle prepared(Vertx vertx) {
    try {
      return verticles.web(Optional.of(cluster.bus()), true).prepare(vertx);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rehearse(WebVerticle web, Vertx vertx) {
    try {
      web.rehearse(vertx).await(REHEARSAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // A busy machine: the first people are served a little slower.
    }
  }

  /** Succeeds once the port is open, and balancers that met it closed have found it. */
  Future<Void> isFound() {
    return foundNanos
        .map(found -> System.nanoTime() - found >= 0
            ? Future.<Void>succeededFuture()
            : Future.<Void>failedFuture("proxies that found it closed may not try it yet"))
        .orElseGet(() -> Future.failedFuture("it is not open yet"));
  }
}
