package dev.ally.account.person;

import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.ListAccounts.Listed;
import dev.ally.contract.account.ListAccounts;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Addresses that the version before wrote and accounts that share an address, in PostgreSQL. */
public final class PgAddressStore {
  private static final int AT_ONCE = 500;

  /**
   * Whether the account is found before its address is read: it is in ASCII, without A-labels. The same expression as
   * in the index.
   */
  private static final String FOUND = """
      (email_key = lower(email COLLATE "C") AND octet_length(email) = length(email) AND strpos(email_key, 'xn--') = 0)""";

  /** The row locks make two nodes take turns. $1 how many. */
  private static final String UNREAD = """
      SELECT id, email, FOUND AS found FROM account.account
      WHERE address_key IS NULL
      ORDER BY FOUND, created_at, id LIMIT $1
      FOR NO KEY UPDATE""".replace("FOUND", FOUND);

  private static final String ANY_LEFT = "SELECT FROM account.account WHERE address_key IS NULL LIMIT 1";

  /**
   * Of two accounts with one key the second gets its spelling as twin. If a third has the same spelling, its id is
   * appended, so that it does not stop the others from being read. $1 ids, $2 keys, $3 spellings.
   */
  private static final String WRITE = """
      WITH given AS (
        SELECT *, row_number() OVER (PARTITION BY key ORDER BY place) AS nth
        FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS g (id, key, spelling, place))
      UPDATE account.account a SET
        address_key = g.key,
        address_twin = CASE
          WHEN g.nth = 1 AND NOT EXISTS (SELECT FROM account.account o WHERE o.address_key = g.key) THEN ''
          WHEN EXISTS (
              SELECT FROM account.account o WHERE o.address_key = g.key AND o.address_twin = g.spelling)
            OR EXISTS (SELECT FROM given e WHERE e.key = g.key AND e.spelling = g.spelling AND e.nth < g.nth)
            THEN g.spelling || ' ' || g.id
          ELSE g.spelling END
      FROM given g WHERE a.id = g.id""";

  /** $1 key and $2 id of the last account of the page before, $3 how many. */
  private static final String SAME_ADDRESS = """
      SELECT id, email, name, created_at, address_key FROM account.account a
      WHERE (address_key, id) > ($1, $2)
        AND address_key IN (SELECT address_key FROM account.account WHERE address_twin <> '')
        AND EXISTS (SELECT FROM account.account o WHERE o.address_key = a.address_key AND o.id <> a.id)
      ORDER BY address_key, id LIMIT $3""";

  /** @param email as its owner typed it */
  record Unread(UUID id, String email) {}

  record Read(UUID id, EmailAddress email) {}

  /**
   * What one batch has read.
   *
   * @param any whether more may be left
   * @param notFound whether it had accounts that cannot be found until their address is read
   */
  record Batch(boolean any, boolean notFound) {}

  private final Pool pool;

  public PgAddressStore(Pool pool) {
    this.pool = pool;
  }

  /** Reads one batch of addresses, those first that cannot be found yet, and writes their keys. */
  Future<Batch> read(Function<List<Unread>, List<Read>> reader) {
    return pool.withTransaction(connection -> connection.preparedQuery(UNREAD).execute(Tuple.of(AT_ONCE))
            .compose(rows -> write(connection, reader.apply(unread(rows))).map(written -> notFound(rows))))
        .compose(notFound -> pool.preparedQuery(ANY_LEFT).execute()
            .map(left -> new Batch(left.size() > 0, notFound)));
  }

  private static List<Unread> unread(RowSet<Row> rows) {
    return Sql.all(rows, row -> new Unread(row.getUUID("id"), row.getString("email")));
  }

  private static boolean notFound(RowSet<Row> rows) {
    for (Row row : rows) {
      if (!row.getBoolean("found")) {
        return true;
      }
    }
    return false;
  }

  private static Future<Void> write(SqlConnection connection, List<Read> read) {
    return connection.preparedQuery(WRITE)
        .execute(Tuple.of(
            read.stream().map(Read::id).toArray(UUID[]::new),
            read.stream().map(account -> account.email().key()).toArray(String[]::new),
            read.stream().map(account -> account.email().spelling()).toArray(String[]::new)))
        .mapEmpty();
  }

  /** A page of accounts that share their address with another, after the given one. */
  Future<ListAccounts.Answer> sameAddress(String afterAddress, UUID afterId) {
    return pool.preparedQuery(SAME_ADDRESS).execute(Tuple.of(afterAddress, afterId, AT_ONCE))
        .map(rows -> new ListAccounts.Answer(Sql.all(rows, row -> new Listed(
            row.getUUID("id"), row.getString("email"), row.getString("name"),
            Sql.instant(row, "created_at").orElseThrow(), row.getString("address_key")))));
  }
}
