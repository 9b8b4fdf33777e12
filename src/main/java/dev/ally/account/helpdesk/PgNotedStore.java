package dev.ally.account.helpdesk;

import dev.ally.account.session.PgActivityStore;
import dev.ally.contract.account.InspectAccount.Noted;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** The activity of an account, with who did it and why, in PostgreSQL. */
public final class PgNotedStore {
  /** $1 account, $2 the id above the page, $3 how many. */
  private static final String PAGE = """
      SELECT x.id, x.at, x.what, x.address, x.user_agent, x.detail, x.reason,
        CASE WHEN x.actor IN ('', 'operator', x.account_id::text) THEN ''
          WHEN x.actor ~ '^[0-9a-f-]{36}$'
            THEN coalesce((SELECT o.email FROM account.account o WHERE o.id = x.actor::uuid), x.actor)
          ELSE x.actor END AS actor
      FROM account.activity x
      WHERE x.account_id = $1 AND x.id < $2 AND x.what <> 'CODE_WRONG' ORDER BY x.id DESC LIMIT $3""";

  private final Pool pool;

  public PgNotedStore(Pool pool) {
    this.pool = pool;
  }

  /** @param before an event's id; 0: from the newest on */
  Future<List<Noted>> page(UUID accountId, long before, int size) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(accountId, before == 0 ? Long.MAX_VALUE : before, size))
        .map(rows -> Sql.all(rows, PgNotedStore::noted));
  }

  private static Noted noted(Row row) {
    return new Noted(PgActivityStore.event(row), row.getString("actor"), Sql.text(row, "reason"));
  }
}
