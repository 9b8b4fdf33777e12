package dev.ally.account;

import dev.ally.bus.Unavailable;
import dev.ally.database.Outage;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import io.vertx.core.Future;
import java.util.function.Function;

/** Counts the steps of logins by what comes of them. */
record LoginCounter(Meters meters) {
  /** @param outcome that of an answer */
  <A> Future<A> counted(Future<A> login, Function<A, Enum<?>> outcome) {
    return login
        .onSuccess(answer -> meters.count(Metric.LOGINS, outcome.apply(answer)))
        .onFailure(failure -> {
          if (failure instanceof Unavailable || Outage.isOutage(failure)) {
            meters.count(Metric.LOGINS, Metric.Unanswered.UNAVAILABLE);
          }
        });
  }
}
