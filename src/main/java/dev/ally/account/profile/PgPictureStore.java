package dev.ally.account.profile;

import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** People's pictures, in PostgreSQL; an account has one or none. */
public final class PgPictureStore {
  /** $1 account, $2 id, $3 JPEG, $4 now. */
  private static final String PUT = """
      INSERT INTO account.picture (account_id, id, jpeg, changed_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (account_id) DO UPDATE SET id = $2, jpeg = $3, changed_at = $4""";

  private static final String REMOVE = "DELETE FROM account.picture WHERE account_id = $1";
  private static final String FIND = "SELECT jpeg FROM account.picture WHERE account_id = $1";

  private final Pool pool;

  public PgPictureStore(Pool pool) {
    this.pool = pool;
  }

  Future<Void> put(UUID accountId, UUID id, Buffer jpeg, Instant now) {
    return pool.preparedQuery(PUT).execute(Tuple.of(accountId, id, jpeg, Sql.utc(now))).mapEmpty();
  }

  Future<Void> remove(UUID accountId) {
    return pool.preparedQuery(REMOVE).execute(Tuple.of(accountId)).mapEmpty();
  }

  /** Empty when there is none. */
  Future<Buffer> find(UUID accountId) {
    return pool.preparedQuery(FIND).execute(Tuple.of(accountId))
        .map(rows -> Sql.first(rows).map(row -> row.getBuffer("jpeg")).orElseGet(Buffer::buffer));
  }
}
