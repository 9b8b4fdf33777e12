package dev.ally.account.event;

import dev.ally.contract.account.NoteOperatorAct;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

  /** $1 id, $2 time, $3 event, $4 account, $5 actor, $6 address, $7 request, $8 reason. */
  private static final String WRITE_FAILURE = """
      INSERT INTO account.event (id, at, what, account_id, actor, address, outcome, request, reason)
      VALUES (coalesce($1::uuid, gen_random_uuid()), $2, $3, $4, $5, $6, 'failure', $7, $8)
      ON CONFLICT ON CONSTRAINT event_once DO NOTHING""";

  /** $1 id, $2 time, $3 event, $4 client. */
  private static final String WRITE_ACT = """
      INSERT INTO account.event (id, at, what, actor, reason) VALUES ($1, $2, $3, 'operator', $4)
      ON CONFLICT ON CONSTRAINT event_once DO NOTHING""";

  /**
   * An attempt that failed.
   *
   * @param id by which it is written once; empty: it is not repeated
   */
  record Failure(
      Optional<UUID> id, Instant at, EventKind what, Optional<UUID> account, String actor, String address,
      String request, String reason) {}

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
          List<SecurityEvent> events = Sql.all(rows, SecurityEvent::of);
          return events.isEmpty() ? Future.succeededFuture(0) : told(connection, events, tell);
        }));
  }

  /** All of them, or none. */
  Future<Void> write(List<Failure> failures) {
    return failures.isEmpty()
        ? Future.succeededFuture()
        : pool.withTransaction(connection ->
            connection.preparedQuery(WRITE_FAILURE).executeBatch(failures.stream().map(PgEventStore::row).toList()))
            .mapEmpty();
  }

  Future<Void> writeAct(NoteOperatorAct act, Instant now) {
    return pool.preparedQuery(WRITE_ACT)
        .execute(Tuple.of(act.operationId(), Sql.utc(now), act.act().name(), act.clientId()))
        .mapEmpty();
  }

  private static Tuple row(Failure failure) {
    return Tuple.from(new Object[] {
      failure.id.orElse(null), Sql.utc(failure.at), failure.what.name(), failure.account.orElse(null), failure.actor,
      failure.address, failure.request, failure.reason});
  }

  private static Future<Integer> told(
      SqlConnection connection, List<SecurityEvent> events, Function<List<SecurityEvent>, Future<?>> tell) {
    return tell.apply(events)
        .compose(told -> connection.preparedQuery(MARK)
            .execute(Tuple.of(events.stream().map(SecurityEvent::nr).toArray(Long[]::new))))
        .map(events.size());
  }
}
