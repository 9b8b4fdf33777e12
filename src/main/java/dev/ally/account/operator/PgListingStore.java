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
  /** $1 and $2 the account before, $3 how many are looked at, $4 what is searched for, $5 group. */
  private static final String SCANNED = """
      WITH scanned AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY address_key, address_twin) AS place FROM (
          SELECT id, email, name, created_at, locked_at, two_factor, address_key, address_twin
          FROM account.account a
          WHERE (address_key, address_twin) > ($1::text, $2::text) AND CONDITIONS
          ORDER BY address_key, address_twin LIMIT $3::int) AS page),
      looked AS (SELECT *, FOUND AS found FROM scanned)
      """;

  private static final String SEARCHED = """
      (strpos(lower(email), lower($4::text)) > 0 OR strpos(lower(name), lower($4::text)) > 0
        OR id::text = lower($4::text))""";

  private static final String IN_GROUP = """
      id IN (SELECT g.account_id FROM account.account_group g WHERE g.name = $5::text)""";

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

  /** How many accounts a page looks at. A list shows them all unless something is searched for. */
  private static final int LISTED_AT_ONCE = 1_000;
  private static final int LOOKED_AT_ONCE = 5_000;

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
    int atOnce = filter.search().isPresent() ? LOOKED_AT_ONCE : LISTED_AT_ONCE;
    return execute(scanned(filter) + LIST, filter, after, atOnce).map(rows -> {
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
    String sql = scanned(filter) + COUNT.replace("ANY_FACTOR", String.valueOf(filter.secondFactor() == Factor.ANY));
    return execute(sql, filter, after, LOOKED_AT_ONCE).map(rows -> {
      Row row = rows.iterator().next();
      return new Count(row.getLong("known"), Arrays.asList(row.getArrayOfUUIDs("unknown")), cursor(row));
    });
  }

  private Future<RowSet<Row>> execute(String sql, AccountFilter filter, Cursor after, int atOnce) {
    return pool.preparedQuery(sql).execute(Tuple.of(
        after.afterKey(), after.afterTwin(), atOnce, filter.search().orElse(null), filter.group().orElse(null)));
  }

  /** A statement for each combination of conditions, so that each is planned by the index that fits it. */
  private static String scanned(AccountFilter filter) {
    List<String> conditions = new ArrayList<>();
    // A parameter has to stand in the statement, whether it is used or not.
    conditions.add("($4::text IS NULL OR true) AND ($5::text IS NULL OR true)");
    if (filter.locked()) {
      conditions.add("locked_at IS NOT NULL");
    }
    if (filter.secondFactor() != Factor.ANY) {
      conditions.add(filter.secondFactor() == Factor.ON ? "two_factor IS NOT FALSE" : "two_factor IS NOT TRUE");
    }
    if (filter.group().isPresent()) {
      conditions.add(IN_GROUP);
    }
    return SCANNED.replace("CONDITIONS", String.join(" AND ", conditions))
        .replace("FOUND", filter.search().isPresent() ? SEARCHED : "true");
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
