package dev.ally.account.factor;

import dev.ally.account.profile.PgPasswordResetStore;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Requests to {@code totp} for fresh guesses, in PostgreSQL; {@link PgPasswordResetStore} writes them. */
public final class PgFreshGuessStore {
  private static final String FIND = "SELECT * FROM account.fresh_guesses WHERE account_id = $1";
  private static final String LEFT_OPEN =
      "SELECT * FROM account.fresh_guesses WHERE asked_at < $1 ORDER BY asked_at LIMIT 100";

  /** Not a request that was replaced by a newer one in the meantime. */
  private static final String CLOSE = "DELETE FROM account.fresh_guesses WHERE account_id = $1 AND operation_id = $2";

  record Request(UUID operationId, UUID accountId) {
    private static Request of(Row row) {
      return new Request(row.getUUID("operation_id"), row.getUUID("account_id"));
    }
  }

  private final Pool pool;

  public PgFreshGuessStore(Pool pool) {
    this.pool = pool;
  }

  Future<Optional<Request>> find(UUID accountId) {
    return pool.preparedQuery(FIND).execute(Tuple.of(accountId)).map(rows -> Sql.first(rows).map(Request::of));
  }

  /** Requests that have been open since before the given time. */
  Future<List<Request>> leftOpen(Instant before) {
    return pool.preparedQuery(LEFT_OPEN).execute(Tuple.of(Sql.utc(before))).map(rows -> Sql.all(rows, Request::of));
  }

  Future<Void> close(Request request) {
    return pool.preparedQuery(CLOSE).execute(Tuple.of(request.accountId, request.operationId)).mapEmpty();
  }
}
