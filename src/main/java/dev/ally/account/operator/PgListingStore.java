package dev.ally.account.operator;

import dev.ally.contract.account.AccountFilter;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.AccountFilter.Factor;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Pages of accounts in the order of their addresses, in PostgreSQL. A page looks at a bounded number of accounts, so it
 * costs the same however few of them are searched for.
 */
public final class PgListingStore {
  /**
   * OFFSET has members looked up one by one, whatever was planned for other groups. $1 and $2 the account before, $3
   * how many are looked at, $4 what is searched for, $5 group.
   */
  private static final String SCANNED = """
      WITH members AS MATERIALIZED (
        SELECT a.* FROM account.account_group g
        CROSS JOIN LATERAL (SELECT * FROM account.account WHERE id = g.account_id OFFSET 0) a
        WHERE g.name = $5::text),
      scanned AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY address_key, address_twin) AS place FROM (
          SELECT id, email, name, created_at, locked_at, two_factor, address_key, address_twin
          FROM ACCOUNTS a
          WHERE (address_key, address_twin) > ($1::text, $2::text) AND CONDITIONS
          ORDER BY address_key, address_twin LIMIT $3::int) AS page),
      looked AS (SELECT *, FOUND AS found FROM scanned)
      """;

  private static final String SEARCHED = """
      (strpos(lower(email), lower($4::text)) > 0 OR strpos(lower(name), lower($4::text)) > 0
        OR id::text = lower($4::text))""";

  /** A look-up for each account that is looked at. An EXISTS could be planned as a scan of the whole group. */
  private static final String IN_GROUP = """
      (SELECT g.name FROM account.account_group g WHERE g.account_id = scanned.id AND g.name = $5::text) IS NOT NULL""";

  /** $1 group, $2 up to how many are counted. */
  private static final String MEMBERS =
      "SELECT count(*) AS members FROM (SELECT FROM account.account_group WHERE name = $1 LIMIT $2::int) g";

  private static final String LIST = """
      SELECT l.*, ARRAY(SELECT g.name FROM account.account_group g WHERE g.account_id = l.id) AS groups
      FROM looked l WHERE found OR place = $3 ORDER BY place""";

  private static final String COUNT = """
      SELECT
        count(*) FILTER (WHERE found AND (two_factor IS NOT NULL OR ANY_FACTOR)) AS known,
        coalesce(array_agg(id) FILTER (WHERE found AND two_factor IS NULL AND NOT ANY_FACTOR), '{}') AS unknown,
        max(address_key) FILTER (WHERE place = $3) AS address_key,
        max(address_twin) FILTER (WHERE place = $3) AS address_twin
      FROM looked""";

  /** How many accounts a page looks at. A list shows them all unless most of them are passed over. */
  private static final int LISTED_AT_ONCE = 1_000;
  private static final int LOOKED_AT_ONCE = 5_000;

  /** Which accounts are looked at: all, those of a small group, or all for the members of a large group. */
  private enum Walk { ACCOUNTS, MEMBERS, ACCOUNTS_FOR_MEMBERS }

  /** @param twoFactor empty: {@code totp} has to be asked */
  record Known(
      UUID id, String email, String name, Instant since, Optional<Boolean> twoFactor, Optional<Instant> lockedSince,
      Set<String> groups) {}

  /** @param next empty: there are no more accounts */
  record Page(List<Known> accounts, Optional<Cursor> next) {}

  /** @param unknown accounts of which {@code totp} has to be asked whether they are among them */
  record Count(long known, List<UUID> unknown, Optional<Cursor> next) {}

  private final Pool pool;

  public PgListingStore(Pool pool) {
    this.pool = pool;
  }

  Future<Page> list(AccountFilter filter, Cursor after) {
    return walk(filter).compose(walk -> list(filter, walk, after));
  }

  private Future<Page> list(AccountFilter filter, Walk walk, Cursor after) {
    boolean passesOver = filter.search().isPresent() || walk == Walk.ACCOUNTS_FOR_MEMBERS;
    int atOnce = passesOver ? LOOKED_AT_ONCE : LISTED_AT_ONCE;
    return execute(scanned(filter, walk) + LIST, filter, after, atOnce).map(rows -> {
      List<Known> accounts = new ArrayList<>();
      Optional<Cursor> next = Optional.empty();
      for (Row row : rows) {
        if (row.getBoolean("found")) {
          accounts.add(known(row));
        }
        if (row.getLong("place") == atOnce) {
          next = cursor(row);
        }
      }
      return new Page(accounts, next);
    });
  }

  Future<Count> count(AccountFilter filter, Cursor after) {
    String count = COUNT.replace("ANY_FACTOR", String.valueOf(filter.secondFactor() == Factor.ANY));
    return walk(filter)
        .compose(walk -> execute(scanned(filter, walk) + count, filter, after, LOOKED_AT_ONCE))
        .map(rows -> {
          Row row = rows.iterator().next();
          return new Count(row.getLong("known"), Arrays.asList(row.getArrayOfUUIDs("unknown")), cursor(row));
        });
  }

  /** Few members are looked up one by one. Of many there are some among any accounts that are looked at. */
  private Future<Walk> walk(AccountFilter filter) {
    return filter.group().isEmpty()
        ? Future.succeededFuture(Walk.ACCOUNTS)
        : pool.preparedQuery(MEMBERS).execute(Tuple.of(filter.group().get(), LOOKED_AT_ONCE))
            .map(rows -> rows.iterator().next().getLong("members") < LOOKED_AT_ONCE
                ? Walk.MEMBERS : Walk.ACCOUNTS_FOR_MEMBERS);
  }

  private Future<RowSet<Row>> execute(String sql, AccountFilter filter, Cursor after, int atOnce) {
    return pool.preparedQuery(sql).execute(Tuple.of(
        after.afterKey(), after.afterTwin(), atOnce, filter.search().orElse(null), filter.group().orElse(null)));
  }

  /** A statement for each combination of conditions, so that each is planned by the index that fits it. */
  private static String scanned(AccountFilter filter, Walk walk) {
    List<String> conditions = new ArrayList<>();
    // A parameter has to stand in the statement, whether it is used or not.
    conditions.add("($4::text IS NULL OR true)");
    if (filter.locked()) {
      conditions.add("locked_at IS NOT NULL");
    }
    if (filter.secondFactor() != Factor.ANY) {
      conditions.add(filter.secondFactor() == Factor.ON ? "two_factor IS NOT FALSE" : "two_factor IS NOT TRUE");
    }
    List<String> found = new ArrayList<>();
    found.add(walk == Walk.ACCOUNTS_FOR_MEMBERS ? IN_GROUP : "true");
    found.add(filter.search().isPresent() ? SEARCHED : "true");
    return SCANNED.replace("ACCOUNTS", walk == Walk.MEMBERS ? "members" : "account.account")
        .replace("CONDITIONS", String.join(" AND ", conditions))
        .replace("FOUND", String.join(" AND ", found));
  }

  private static Optional<Cursor> cursor(Row row) {
    return Optional.ofNullable(row.getString("address_key"))
        .map(key -> new Cursor(key, row.getString("address_twin")));
  }

  private static Known known(Row row) {
    return new Known(
        row.getUUID("id"), row.getString("email"), row.getString("name"), Sql.instant(row, "created_at").orElseThrow(),
        Optional.ofNullable(row.getBoolean("two_factor")), Sql.instant(row, "locked_at"),
        Set.of(row.getArrayOfStrings("groups")));
  }
}
