package dev.ally.account.mailed;

import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.database.Sql;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;

/**
 * The account that a mailed link belongs to.
 *
 * @param versions of the account when the link was found
 * @param email as it is stored with the account
 */
public record LinkOwner(Versions versions, String email) {
  /** The owner in the first row, if any; the row has the account's columns. */
  public static Optional<LinkOwner> first(RowSet<Row> rows) {
    return Sql.first(rows).map(row -> new LinkOwner(Versions.of(row), row.getString("email")));
  }
}
