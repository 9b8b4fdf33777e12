package dev.ally.account.helpdesk;

import dev.ally.account.person.OperatorSql;
import dev.ally.config.Limit;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** To which sessions the help desk is open, in PostgreSQL. */
public final class PgOperatorStore {
  /** $1 session, $2 the oldest code that is still good. */
  private static final String ACCESS = """
      SELECT IS_OPEN AS operator, coalesce(s.code_at > $2, false) AS recent
      FROM account.session s JOIN account.account a ON a.id = s.account_id WHERE s.id = $1"""
      .replace("IS_OPEN", OperatorSql.opensHelpDesk("s", "a"));

  /** $1 session, $2 now. */
  private static final String NOTE_CODE = """
      UPDATE account.session s SET code_at = $2 FROM account.account a
      WHERE s.id = $1 AND a.id = s.account_id AND IS_OPEN"""
      .replace("IS_OPEN", OperatorSql.opensHelpDesk("s", "a"));

  private final Pool pool;

  public PgOperatorStore(Pool pool) {
    this.pool = pool;
  }

  Future<HelpDeskAccess> access(UUID sessionId, Instant now) {
    return pool.preparedQuery(ACCESS).execute(Tuple.of(sessionId, Sql.utc(oldestCode(now))))
        .map(rows -> Sql.first(rows)
            .filter(row -> row.getBoolean("operator"))
            .map(row -> row.getBoolean("recent") ? HelpDeskAccess.OPEN : HelpDeskAccess.CODE_NEEDED)
            .orElse(HelpDeskAccess.CLOSED));
  }

  /** A code was given in the session; false: the help desk is closed to it. */
  Future<Boolean> noteCode(UUID sessionId, Instant now) {
    return pool.preparedQuery(NOTE_CODE).execute(Tuple.of(sessionId, Sql.utc(now)))
        .map(noted -> noted.rowCount() == 1);
  }

  static Instant oldestCode(Instant now) {
    return now.minus(Limit.HELP_DESK_OPEN.duration());
  }
}
