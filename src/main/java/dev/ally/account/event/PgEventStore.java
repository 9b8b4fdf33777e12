package dev.ally.account.event;

import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Security events, in PostgreSQL. Most are written by a trigger of the activity. */
public final class PgEventStore {
  /** Several nodes may claim at once; each event goes to one of them. $1 the time that divides, $2 how many. */
  private static final String CLAIM = """
      SELECT * FROM account.event WHERE NOT logged AND MINE
      ORDER BY nr LIMIT $2 FOR UPDATE SKIP LOCKED""";
  private static final String OF_SERVER =
      CLAIM.replace("MINE", "(actor <> 'operator' OR at < $1::timestamptz)");
  private static final String OF_COMMAND =
      CLAIM.replace("MINE", "actor = 'operator' AND at >= $1::timestamptz");

  private static final String MARK = "UPDATE account.event SET logged = true WHERE nr = ANY ($1)";

  private final Pool pool;

  public PgEventStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Claims the oldest events that have not been told, and marks them as told once that is done. If it fails, or the
   * process dies, they are claimed again.
   *
   * @param divide by {@link AuditScope#divide}
   * @param most how many are claimed
   * @param tell tells them
   * @return how many were told
   */
  Future<Integer> claim(AuditScope scope, Instant divide, int most, Function<List<SecurityEvent>, Future<?>> tell) {
    return pool.withTransaction(connection -> connection
        .preparedQuery(scope == AuditScope.COMMAND ? OF_COMMAND : OF_SERVER)
        .execute(Tuple.of(Sql.utc(divide), most))
        .compose(rows -> {
          List<SecurityEvent> events = new ArrayList<>();
          rows.forEach(row -> events.add(SecurityEvent.of(row)));
          return events.isEmpty() ? Future.succeededFuture(0) : told(connection, events, tell);
        }));
  }

  private static Future<Integer> told(
      SqlConnection connection, List<SecurityEvent> events, Function<List<SecurityEvent>, Future<?>> tell) {
    return tell.apply(events)
        .compose(told -> connection.preparedQuery(MARK)
            .execute(Tuple.of(events.stream().map(SecurityEvent::nr).toArray(Long[]::new))))
        .map(events.size());
  }
}
