package dev.ally.account.application;

import dev.ally.config.Limit;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.NoteApplication;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Notes in the activity of accounts what happened with applications, in PostgreSQL. */
public final class PgApplicationNoteStore {
  /**
   * Applications log people in again and again without asking them, so each event is noted only once in a while; one
   * operation is noted once. $1 operation, $2 account, $3 event, $4 application, $5 now, $6 before which the last one
   * must have been noted, $7 address, $8 user agent.
   */
  private static final String NOTE = """
      WITH noted AS (
        INSERT INTO account.application_note AS n (account_id, application, event, operation_id, at)
        SELECT id, $4::text, $3::text, $1::uuid, $5::timestamptz FROM account.account WHERE id = $2
        ON CONFLICT (account_id, application, event) DO UPDATE SET operation_id = $1::uuid, at = $5::timestamptz
        WHERE n.at <= $6::timestamptz AND n.operation_id <> $1::uuid
        RETURNING account_id)
      INSERT INTO account.activity (account_id, at, what, detail, address, user_agent)
      SELECT account_id, $5::timestamptz, $3::text, $4::text, $7::text, $8::text FROM noted""";

  private final Pool pool;

  public PgApplicationNoteStore(Pool pool) {
    this.pool = pool;
  }

  Future<Void> note(NoteApplication event, ActivityKind kind, Instant now) {
    return pool.preparedQuery(NOTE)
        .execute(Tuple.of(
            event.operationId(), event.accountId(), kind.name(), event.clientName(), Sql.utc(now),
            Sql.utc(now.minus(Limit.APPLICATION_NOTED_EVERY.duration())), event.requestInfo().address(),
            event.requestInfo().userAgent()))
        .mapEmpty();
  }
}
