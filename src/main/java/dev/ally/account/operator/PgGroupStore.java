package dev.ally.account.operator;

import dev.ally.contract.account.ListGroups.Listed;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
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

  /**
   * Groups that have a member, or of which something is demanded; the first names of each kind are enough. $1 the last
   * name before, $2 how many.
   */
  private static final String LIST = """
      WITH inhabited AS (
        SELECT name, count(*) AS members FROM account.account_group WHERE name > $1
        GROUP BY name ORDER BY name LIMIT $2),
      demanding AS (
        SELECT name, required_from FROM account.group_requirement WHERE name > $1 ORDER BY name LIMIT $2)
      SELECT name, coalesce(i.members, 0) AS members, d.required_from
      FROM inhabited i FULL JOIN demanding d USING (name) ORDER BY name LIMIT $2""";

  /** $1 group, $2 from when on, $3 now, $4 what the event says of it. */
  private static final String REQUIRE = """
      WITH changed AS (
        INSERT INTO account.group_requirement AS r (name, required_from) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET required_from = excluded.required_from
        WHERE r.required_from <> excluded.required_from
        RETURNING name)
      INSERT INTO account.event (at, what, actor, reason)
      SELECT $3::timestamptz, 'GROUP_FACTOR_REQUIRED', 'operator', $4::text FROM changed""";

  /** $1 group, $2 now. */
  private static final String REQUIRE_NO_MORE = """
      WITH changed AS (DELETE FROM account.group_requirement WHERE name = $1 RETURNING name)
      INSERT INTO account.event (at, what, actor, reason)
      SELECT $2::timestamptz, 'GROUP_FACTOR_OPTIONAL', 'operator', name FROM changed""";

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

  /** False: it is demanded from then on already. */
  Future<Boolean> require(String group, Instant from, Instant now) {
    String said = from.equals(Instant.EPOCH) ? group : group + " " + from;
    return pool.preparedQuery(REQUIRE).execute(Tuple.of(group, Sql.utc(from), Sql.utc(now), said))
        .map(noted -> noted.rowCount() == 1);
  }

  /** False: it is not demanded. */
  Future<Boolean> requireNoMore(String group, Instant now) {
    return pool.preparedQuery(REQUIRE_NO_MORE).execute(Tuple.of(group, Sql.utc(now)))
        .map(noted -> noted.rowCount() == 1);
  }

  /** Some of those after this name. */
  Future<List<Listed>> list(String after) {
    return pool.preparedQuery(LIST).execute(Tuple.of(after, AT_ONCE)).map(rows -> Sql.all(rows, row -> new Listed(
        row.getString("name"), row.getLong("members"), Sql.instant(row, "required_from"))));
  }
}
