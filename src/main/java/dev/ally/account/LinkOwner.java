package dev.ally.account;

import dev.ally.account.PgAccountStore.Versions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;

/**
 * Whose account a mailed link is for.
 *
 * @param versions of the account when the link was found
 * @param email as it is stored with the account
 */
record LinkOwner(Versions versions, String email) {
  /** That of the first row, if there is one, which has the account's columns. */
  static Optional<LinkOwner> first(RowSet<Row> rows) {
    return Sql.first(rows).map(row -> new LinkOwner(Versions.of(row), row.getString("email")));
  }
}
