package dev.ally.account.operator;

import dev.ally.contract.account.ListGroups.Listed;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Groups of accounts, in PostgreSQL. */
public final class PgGroupStore {
  /** $1 account, $2 group, $3 now. */
  private static final String ADD = """
      WITH added AS (
        INSERT INTO account.account_group (account_id, name)
        SELECT id, $2::text FROM account.account WHERE id = $1
        ON CONFLICT DO NOTHING
        RETURNING account_id, name)
      INSERT INTO account.activity (account_id, at, what, detail)
      SELECT account_id, $3::timestamptz, 'GROUP_ADDED', name FROM added""";

  /** $1 account, $2 group, $3 now. */
  private static final String REMOVE = """
      WITH removed AS (
        DELETE FROM account.account_group WHERE account_id = $1 AND name = $2
        RETURNING account_id, name)
      INSERT INTO account.activity (account_id, at, what, detail)
      SELECT account_id, $3::timestamptz, 'GROUP_REMOVED', name FROM removed""";

  /** $1 the last name before, $2 how many. */
  private static final String LIST = """
      SELECT name, count(*) AS members FROM account.account_group WHERE name > $1
      GROUP BY name ORDER BY name LIMIT $2""";

  private static final int AT_ONCE = 500;

  private final Pool pool;

  public PgGroupStore(Pool pool) {
    this.pool = pool;
  }

  /** False: the account is in the group already. */
  Future<Boolean> add(UUID accountId, String group, Instant now) {
    return change(ADD, accountId, group, now);
  }

  /** False: the account is not in the group. */
  Future<Boolean> remove(UUID accountId, String group, Instant now) {
    return change(REMOVE, accountId, group, now);
  }

  private Future<Boolean> change(String sql, UUID accountId, String group, Instant now) {
    return pool.preparedQuery(sql).execute(Tuple.of(accountId, group, Sql.utc(now)))
        .map(noted -> noted.rowCount() == 1);
  }

  /** Some of those after this name. */
  Future<List<Listed>> list(String after) {
    return pool.preparedQuery(LIST).execute(Tuple.of(after, AT_ONCE)).map(rows -> {
      List<Listed> groups = new ArrayList<>();
      rows.forEach(row -> groups.add(new Listed(row.getString("name"), row.getLong("members"))));
      return groups;
    });
  }
}
