package dev.ally.account.helpdesk;

import dev.ally.contract.account.FindAccounts.Found;
import dev.ally.contract.account.FindAccounts.Match;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/**
 * Accounts by how their id, email address or name begins, in PostgreSQL. Each is a range of an index, read from where
 * the page begins, so that a search costs what its page has, however many accounts begin so.
 */
public final class PgSearchStore {
  /** $1 the lowest id, $2 the last account of the page before, or an id of zeros, $3 how many, $4 the highest id. */
  private static final String BY_ID = """
      SELECT id, email, name, created_at, locked_at FROM account.account
      WHERE id >= $1::uuid AND id <= $4::uuid AND id > $2::uuid ORDER BY id LIMIT $3""";

  /**
   * No character comes after U+10FFFF, so what begins with a text lies between the text and the text with it. $1 the
   * text, $2 the last account of the page before, or an id of zeros, $3 how many.
   */
  private static final String BY_TEXT = """
      SELECT id, email, name, created_at, locked_at FROM account.account
      WHERE KEY >= lower($1::text COLLATE) AND KEY < lower($1::text COLLATE) || U&'\\+10FFFF'
        AND (KEY, id) > (coalesce((SELECT KEY FROM account.account WHERE id = $2::uuid), ''), $2::uuid)
      ORDER BY KEY, id LIMIT $3""";

  /** The expressions of the indexes. An address is compared as ASCII, a name as the database's locale has it. */
  private static final String BY_EMAIL =
      BY_TEXT.replace("KEY", "lower(email COLLATE \"C\")").replace("COLLATE)", "COLLATE \"C\")");
  private static final String BY_NAME = BY_TEXT
      .replace("KEY", "lower(name) COLLATE \"C\"")
      .replace("lower($1::text COLLATE)", "lower($1::text) COLLATE \"C\"");

  private final Pool pool;

  public PgSearchStore(Pool pool) {
    this.pool = pool;
  }

  /** The ids that begin with some digits, the lowest and the highest of them. */
  record Ids(UUID lowest, UUID highest) {}

  Future<List<Found>> byId(Ids ids, UUID after, int most) {
    return pool.preparedQuery(BY_ID).execute(Tuple.of(ids.lowest, after, most, ids.highest)).map(PgSearchStore::found);
  }

  /** @param match {@link Match#EMAIL} or {@link Match#NAME} */
  Future<List<Found>> byText(Match match, String text, UUID after, int most) {
    return pool.preparedQuery(match == Match.EMAIL ? BY_EMAIL : BY_NAME).execute(Tuple.of(text, after, most))
        .map(PgSearchStore::found);
  }

  private static List<Found> found(RowSet<Row> rows) {
    return Sql.all(rows, row -> new Found(
        row.getUUID("id"), row.getString("email"), row.getString("name"),
        Sql.instant(row, "created_at").orElseThrow(), Sql.instant(row, "locked_at").isPresent()));
  }
}
