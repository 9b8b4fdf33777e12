package dev.ally.management;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Whether this process should be given work: red while it starts, green while all that it needs answers, red from the
 * moment it is told to stop.
 */
public final class Readiness {
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);

  private enum Phase { STARTING, SERVING, STOPPING }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private volatile Map<String, Supplier<Future<Void>>> checks = Map.of();

  /**
   * All is started. Too late once it is being stopped.
   *
   * @param needed what must answer, by name; a Future that fails says why in its message
   */
  public void serving(Map<String, Supplier<Future<Void>>> needed) {
    checks = Map.copyOf(needed);
    phase.compareAndSet(Phase.STARTING, Phase.SERVING);
  }

  /** No new work, please; for good. */
  public void stopping() {
    phase.set(Phase.STOPPING);
  }

  /** Asks every check; a check that takes longer than two seconds has failed. */
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
