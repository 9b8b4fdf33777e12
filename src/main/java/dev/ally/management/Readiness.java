package dev.ally.management;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Whether this process should get requests. It is not ready while it starts, ready while all its checks succeed, and
 * not ready from the moment it is told to stop.
 */
public final class Readiness {
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private enum Phase { STARTING, SERVING, STOPPING }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private volatile Map<String, Supplier<Future<Void>>> checks = Map.of();

  /**
   * Everything is started. This has no effect once the process is stopping.
   *
   * @param needed the checks, by name; the message of a failed Future says why
   */
  public void serving(Map<String, Supplier<Future<Void>>> needed) {
    checks = Map.copyOf(needed);
    phase.compareAndSet(Phase.STARTING, Phase.SERVING);
  }

  /** The process is stopping: it is never ready again. */
  public void stopping() {
    phase.set(Phase.STOPPING);
  }

  /** Completes when the process is ready for the first time. */
  public Future<Void> first(Vertx vertx) {
    return check(vertx).compose(result -> CheckResult.isUp(result)
        ? Future.succeededFuture()
        : vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(later -> first(vertx)));
  }

  /** Runs every check. A check that takes longer than two seconds has failed. */
  Future<CheckResult> check(Vertx vertx) {
    HealthChecks all = HealthChecks.create(vertx);
    all.register("process", promise -> {
      Phase now = phase.get();
      if (now == Phase.SERVING) {
        promise.complete(Status.OK());
      } else {
        promise.fail(now == Phase.STARTING ? "starting" : "stopping");
      }
    });
    if (phase.get() == Phase.SERVING) {
      checks.forEach((name, check) -> all.register(name, CHECK_TIMEOUT.toMillis(),
          promise -> check.get().onComplete(done -> promise.tryComplete(Status.OK()), promise::tryFail)));
    }
    return all.checkStatus();
  }
}
