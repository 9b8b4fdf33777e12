package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.FindOrigin;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The origins of browser clients. What {@code oidc} says of an origin is kept for a few seconds, and of the latest
 * origins alone, so that a page that asks often does not double the questions on the bus.
 */
final class OpenOrigins {
  private static final int KEPT = 64;
  private static final Duration LIFE = Duration.ofSeconds(5);
  private static final int LONGEST = 300;

  private final Bus bus;
  private final Clock clock;
  private final Map<String, Known> known = Collections.synchronizedMap(new LinkedHashMap<>(KEPT, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
      return size() > KEPT;
    }
  });

  private record Known(boolean registered, Instant until) {}

  OpenOrigins(Bus bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /** Whether a browser client has this origin; false where {@code oidc} does not answer. */
  Future<Boolean> has(String origin) {
    if (origin.isEmpty() || origin.length() > LONGEST) {
      return Future.succeededFuture(false);
    }
    Known before = known.get(origin);
    Instant now = clock.instant();
    return before != null && now.isBefore(before.until)
        ? Future.succeededFuture(before.registered)
        : FindOrigin.OPERATION.ask(bus, new FindOrigin(origin))
            .map(FindOrigin.Answer::registered)
            .onSuccess(registered -> known.put(origin, new Known(registered, now.plus(LIFE))))
            .otherwise(false);
  }
}
