package dev.ally.account.event;

import dev.ally.files.LineLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Tells security events in the audit log, in the order in which they were written, one JSON object a line. Every event
 * is told once; one that was told when the process died may be told again.
 *
 * <p>All calls come from one context of Vert.x.
 */
public final class AuditLog {
  private static final int AT_ONCE = 500;

  private final Vertx vertx;
  private final PgEventStore store;
  private final LineLog lines;
  private final AuditScope scope;
  private final Clock clock;
  private final Instant started;
  private Future<Void> round = Future.succeededFuture();

  /** @param lines where it is written; it stays open */
  public AuditLog(Vertx vertx, PgEventStore store, LineLog lines, AuditScope scope, Clock clock) {
    this.vertx = vertx;
    this.store = store;
    this.lines = lines;
    this.scope = scope;
    this.clock = clock;
    this.started = clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Tells what has not been told. A round that is called during another is that one. */
  public Future<Void> round() {
    if (round.isComplete()) {
      round = tellAll();
    }
    return round;
  }

  /** Tells what has not been told, and everything that was written before this call. */
  public Future<Void> drain() {
    return round.otherwiseEmpty().compose(before -> round());
  }

  private Future<Void> tellAll() {
    return store.claim(scope, scope.divide(started, clock.instant()), AT_ONCE, this::tell)
        .compose(told -> told == AT_ONCE ? tellAll() : Future.succeededFuture());
  }

  private Future<?> tell(List<SecurityEvent> events) {
    return vertx.executeBlocking(() -> {
      lines.write(events.stream().map(event -> LineLog.ascii(event.toJson().encode())).toList());
      return null;
    });
  }
}
