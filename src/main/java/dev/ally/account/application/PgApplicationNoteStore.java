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
   * Applications log people in again and again without asking them, so each event is noted in the activity only once in a
   * while. As a security event it is written each time; one operation once. $1 operation, $2 account, $3 event, $4 application, $5 now, $6 before which the last one
   * must have been noted, $7 address and request id, $8 user agent.
   */
  private static final String NOTE = """
      WITH noted AS (
        INSERT INTO account.application_note AS n (account_id, application, event, operation_id, at)
        SELECT id, $4::text, $3::text, $1::uuid, $5::timestamptz FROM account.account WHERE id = $2
        ON CONFLICT (account_id, application, event) DO UPDATE SET operation_id = $1::uuid, at = $5::timestamptz
        WHERE n.at <= $6::timestamptz AND n.operation_id <> $1::uuid
        RETURNING account_id),
      told AS (
        INSERT INTO account.event (id, at, what, account_id, actor, address, request, outcome, reason)
        SELECT $1::uuid, $5::timestamptz, $3::text, id, id::text, ($7::text[])[1], ($7::text[])[2],
          CASE WHEN $3::text = 'TOKEN_REUSED' THEN 'failure' ELSE 'success' END, $4::text
        FROM account.account
        WHERE id = $2 AND NOT EXISTS (SELECT FROM noted) AND NOT EXISTS (
          SELECT FROM account.application_note
          WHERE account_id = $2 AND application = $4::text AND event = $3::text AND operation_id = $1::uuid)
        ON CONFLICT ON CONSTRAINT event_once DO NOTHING)
      INSERT INTO account.activity (account_id, at, what, detail, address, request, user_agent)
      SELECT account_id, $5::timestamptz, $3::text, $4::text, ($7::text[])[1], ($7::text[])[2], $8::text FROM noted""";

  private final Pool pool;

  public PgApplicationNoteStore(Pool pool) {
    this.pool = pool;
  }

  Future<Void> note(NoteApplication event, ActivityKind kind, Instant now) {
    return pool.preparedQuery(NOTE)
        .execute(Tuple.of(
            event.operationId(), event.accountId(), kind.name(), event.clientName(), Sql.utc(now),
            Sql.utc(now.minus(Limit.APPLICATION_NOTED_EVERY.duration())), event.requestInfo().source(),
            event.requestInfo().userAgent()))
        .mapEmpty();
  }
}
