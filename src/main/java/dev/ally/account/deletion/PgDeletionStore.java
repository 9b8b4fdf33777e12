package dev.ally.account.deletion;

import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.session.PgSessionStore;
import dev.ally.contract.account.RequestInfo;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Deletions of accounts, in PostgreSQL: each is committed before {@code totp} is asked, and never given up. */
public final class PgDeletionStore {
  /**
   * From here on nobody can log in to the account, and two-factor cannot be switched. $1 operation, $2 account, $3 now,
   * $4 and $5 the versions of the account.
   */
  private static final String CLOSE_ACCOUNT = """
      UPDATE account.account SET
        open_intent = $1, locked_at = coalesce(locked_at, $3), password_version = password_version + 1
      WHERE id = $2 AND open_intent IS NULL AND password_version = $4 AND factor_version = $5""";

  /** $1 operation, $2 account, $3 now, $4 actor, $5 address, $6 request. */
  private static final String BEGIN = """
      WITH begun AS (
        INSERT INTO account.deletion (operation_id, account_id, opened_at) VALUES ($1, $2, $3))
      INSERT INTO account.event (id, at, what, account_id, actor, address, request)
      VALUES ($1, $3, 'ACCOUNT_DELETED', $2, $4, $5, $6)""";

  /** It outlives the account, so it names no account but only where it goes. $1 account, $2 now. */
  private static final String TELL = """
      INSERT INTO account.letter (kind, address, language, made_at, due_at)
      SELECT 'ACCOUNT_DELETED', email, language, $2::timestamptz, $2::timestamptz FROM account.account WHERE id = $1""";

  /** Rows that belong to the account are deleted with it. $1 operation. */
  private static final String FINISH = """
      WITH gone AS (
        DELETE FROM account.account a USING account.deletion d
        WHERE d.operation_id = $1 AND a.id = d.account_id AND a.open_intent = $1)
      UPDATE account.deletion SET account_id = NULL WHERE operation_id = $1""";

  private static final String FIND = "SELECT * FROM account.deletion WHERE operation_id = $1";
  private static final String FIND_OF = "SELECT * FROM account.deletion WHERE account_id = $1";

  private static final String LEFT_OPEN = """
      SELECT * FROM account.deletion WHERE account_id IS NOT NULL AND opened_at < $1 ORDER BY opened_at LIMIT 100""";

  /**
   * Who deletes an account.
   *
   * @param owner the owner's request, who is told by email; empty: an operator
   */
  public record By(Optional<RequestInfo> owner) {
    public static final By OPERATOR = new By(Optional.empty());

    public static By owner(RequestInfo requestInfo) {
      return new By(Optional.of(requestInfo));
    }
  }

  /** @param accountId the account; empty: it is deleted */
  record Deletion(UUID operationId, Optional<UUID> accountId) {}

  private final Pool pool;

  public PgDeletionStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Ends all sessions and pending logins of the account and prevents new ones; false: a switch is open, or the account
   * has changed or is gone.
   */
  Future<Boolean> begin(UUID operationId, Versions account, By by, Instant now) {
    UUID accountId = account.accountId();
    return pool.withTransaction(connection -> connection.preparedQuery(CLOSE_ACCOUNT)
        .execute(Tuple.of(
            operationId, accountId, Sql.utc(now), account.passwordVersion(), account.factorVersion()))
        .compose(closed -> closed.rowCount() == 0
            ? Future.succeededFuture(false)
            : connection.preparedQuery(BEGIN)
                .execute(Tuple.of(
                    operationId, accountId, Sql.utc(now), by.owner.map(info -> accountId.toString()).orElse("operator"),
                    by.owner.map(RequestInfo::address).orElse(""), by.owner.map(RequestInfo::request).orElse("")))
                .compose(begun -> by.owner.isPresent()
                    ? connection.preparedQuery(TELL).execute(Tuple.of(accountId, Sql.utc(now)))
                    : Future.succeededFuture())
                .compose(ready -> PgSessionStore.endAll(connection, accountId))
                .map(true)));
  }

  /** Deletes the account, once {@code totp} has deleted its part. */
  Future<Void> finish(UUID operationId) {
    return pool.preparedQuery(FINISH).execute(Tuple.of(operationId)).mapEmpty();
  }

  Future<Optional<Deletion>> find(UUID operationId) {
    return one(FIND, operationId);
  }

  /** The account's open deletion. */
  Future<Optional<Deletion>> findOf(UUID accountId) {
    return one(FIND_OF, accountId);
  }

  /**
   * Deletions that have been open since before the given time: their node has stopped, or {@code totp} was not
   * reachable.
   */
  Future<List<Deletion>> leftOpen(Instant before) {
    return pool.preparedQuery(LEFT_OPEN).execute(Tuple.of(Sql.utc(before)))
        .map(rows -> Sql.all(rows, PgDeletionStore::deletion));
  }

  private Future<Optional<Deletion>> one(String sql, UUID id) {
    return pool.preparedQuery(sql).execute(Tuple.of(id)).map(rows -> Sql.first(rows).map(PgDeletionStore::deletion));
  }

  private static Deletion deletion(Row row) {
    return new Deletion(row.getUUID("operation_id"), Optional.ofNullable(row.getUUID("account_id")));
  }
}
