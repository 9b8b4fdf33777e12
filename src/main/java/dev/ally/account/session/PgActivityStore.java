package dev.ally.account.session;

import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The activity of accounts, in PostgreSQL. Most of it is written by the statements that make the change. */
public final class PgActivityStore {
  /**
   * Each wrong code at a login is recorded separately; CODE_WRONG, once an hour, is only for the notification. $1
   * account, $2 the id above the page, $3 how many.
   */
  private static final String PAGE = """
      SELECT id, at, what, address, user_agent, detail FROM account.activity
      WHERE account_id = $1 AND id < $2 AND what <> 'CODE_WRONG' ORDER BY id DESC LIMIT $3""";

  private static final String NOTE_RECOVERY_CODE = """
      INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
      SELECT id, $2, 'RECOVERY_CODE_USED', ($3::text[])[1], ($3::text[])[2], $4 FROM account.account WHERE id = $1""";

  private final Pool pool;

  public PgActivityStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * The newest events before the given one.
   *
   * @param before an event's id; 0: from the newest on
   */
  Future<List<Event>> page(UUID accountId, long before, int size) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(accountId, before == 0 ? Long.MAX_VALUE : before, size))
        .map(rows -> Sql.all(rows, PgActivityStore::event));
  }

  /** Records that a recovery code was used within a session; the owner is notified. */
  Future<Void> noteRecoveryCode(UUID accountId, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(NOTE_RECOVERY_CODE)
        .execute(Tuple.of(accountId, Sql.utc(now), requestInfo.source(), requestInfo.userAgent()))
        .mapEmpty();
  }

  /** Of a row with the columns of the activity. */
  public static Event event(Row row) {
    return new Event(
        row.getLong("id"),
        Sql.instant(row, "at").orElseThrow(),
        kind(row.getString("what")),
        row.getString("address"),
        row.getString("user_agent"),
        row.getString("detail"));
  }

  /** A newer version that runs beside this one may write kinds that this one does not know. */
  private static ActivityKind kind(String what) {
    return Arrays.stream(ActivityKind.values())
        .filter(kind -> kind.name().equals(what))
        .findFirst()
        .orElse(ActivityKind.OTHER);
  }
}
