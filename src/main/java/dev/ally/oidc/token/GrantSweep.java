package dev.ally.oidc.token;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Deletes grants and access tokens that are of no use any more, in batches that hold no lock for long. */
public final class GrantSweep {
  /** Rows that another node deletes at this moment are left to it. */
  private static final String TOKENS = """
      DELETE FROM oidc.access_token WHERE token_hash = ANY (ARRAY(
        SELECT token_hash FROM oidc.access_token WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))""";
  private static final String GRANTS = """
      DELETE FROM oidc.application_grant WHERE id = ANY (ARRAY(
        SELECT id FROM oidc.application_grant WHERE kept_until <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))""";
  private static final int BATCH = 1_000;
  /** A round has a limit; the next one goes on. */
  private static final int BATCHES = 200;

  private final Pool pool;
  private final ReusedGrants reused;

  public GrantSweep(ProtocolParts parts) {
    this.pool = parts.pool();
    this.reused = parts.reused();
  }

  public Future<Void> sweep(Instant now) {
    return inBatches(TOKENS, now.atOffset(ZoneOffset.UTC), BATCHES)
        .compose(swept -> inBatches(GRANTS, LocalDate.ofInstant(now, ZoneOffset.UTC), BATCHES));
  }

  /** Tells people of tokens that were used twice, where {@code account} was away when that was seen. */
  public Future<Void> tellOfReuse() {
    return reused.tellRest();
  }

  private Future<Void> inBatches(String sql, Object until, int left) {
    return pool.preparedQuery(sql).execute(Tuple.of(until, BATCH)).compose(deleted ->
        deleted.rowCount() == BATCH && left > 1 ? inBatches(sql, until, left - 1) : Future.succeededFuture());
  }
}
