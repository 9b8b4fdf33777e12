package dev.ally.oidc.token;

import dev.ally.database.Schema;
import dev.ally.database.Sql;
import dev.ally.database.Sweep;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Deletes grants and access tokens that are of no use any more. */
public final class GrantSweep {
  private static final Sweep TOKENS = Sweep.of(Schema.OIDC, "access_token", "expires_at");
  private static final Sweep GRANTS = Sweep.of(Schema.OIDC, "application_grant", "kept_until");

  private final Pool pool;
  private final ReusedGrants reused;

  public GrantSweep(ProtocolParts parts) {
    this.pool = parts.pool();
    this.reused = parts.reused();
  }

  public Future<Void> sweep(Instant now) {
    return TOKENS.sweep(pool, Sql.utc(now))
        .compose(swept -> GRANTS.sweep(pool, LocalDate.ofInstant(now, ZoneOffset.UTC)));
  }

  /** Tells people of tokens that were used twice, where {@code account} was away when that was seen. */
  public Future<Void> tellOfReuse() {
    return reused.tellRest();
  }
}
