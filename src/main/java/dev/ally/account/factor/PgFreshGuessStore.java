package dev.ally.account.factor;

import dev.ally.account.person.Sql;
import dev.ally.account.profile.PgPasswordResetStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Accounts for which {@code totp} is to be asked for fresh guesses, in PostgreSQL; {@link PgPasswordResetStore} writes them. */
public final class PgFreshGuessStore {
  private static final String FIND = "SELECT * FROM account.fresh_guesses WHERE account_id = $1";
  private static final String LEFT_OPEN =
      "SELECT * FROM account.fresh_guesses WHERE asked_at < $1 ORDER BY asked_at LIMIT 100";

  /** Not one that was asked for again meanwhile. */
  private static final String CLOSE = "DELETE FROM account.fresh_guesses WHERE account_id = $1 AND operation_id = $2";

  record Asked(UUID operationId, UUID accountId) {
    private static Asked of(Row row) {
      return new Asked(row.getUUID("operation_id"), row.getUUID("account_id"));
    }
  }

  private final Pool pool;

  public PgFreshGuessStore(Pool pool) {
    this.pool = pool;
  }

  Future<Optional<Asked>> find(UUID accountId) {
    return pool.preparedQuery(FIND).execute(Tuple.of(accountId)).map(rows -> Sql.first(rows).map(Asked::of));
  }

  /** Those that have been open since before then. */
  Future<List<Asked>> leftOpen(Instant before) {
    return pool.preparedQuery(LEFT_OPEN).execute(Tuple.of(Sql.utc(before))).map(rows -> {
      List<Asked> open = new ArrayList<>();
      rows.forEach(row -> open.add(Asked.of(row)));
      return open;
    });
  }

  Future<Void> close(Asked asked) {
    return pool.preparedQuery(CLOSE).execute(Tuple.of(asked.accountId, asked.operationId)).mapEmpty();
  }
}
