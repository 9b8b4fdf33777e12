package dev.ally.totp;

import dev.ally.crypto.Keyring;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Upkeep of the schema {@code totp}: notes the key that seals, reads the clock, deletes expired rows. */
final class PgUpkeep {
  private static final String USE_KEY =
      "INSERT INTO totp.sealing_key (id, first_used_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
  /** Changes nothing, but fails where the database cannot be written, for example on a standby. */
  private static final String CLOCK = """
      WITH written AS (DELETE FROM totp.sealing_key WHERE false)
      SELECT clock_timestamp() AS now""";
  private static final String SWEEP_PENDING = "DELETE FROM totp.pending_key WHERE expires_at <= $1";
  private static final String SWEEP_SHOWN = "DELETE FROM totp.shown_recovery_codes WHERE expires_at <= $1";
  private static final String SWEEP_OPERATIONS = "DELETE FROM totp.operation WHERE decided_at <= $1";

  /** Long after the last repetition of an operation. */
  private static final Duration OPERATION_LIFE = Duration.ofDays(2);

  private final Pool pool;

  PgUpkeep(Pool pool) {
    this.pool = pool;
  }

  /** Records the key that seals from now on, so that a start without this key is refused. */
  Future<Void> useKey(Keyring keyring, Instant now) {
    return pool.preparedQuery(USE_KEY).execute(Tuple.of(keyring.sealingId(), Sql.utc(now))).mapEmpty();
  }

  /** The database's clock; fails while the database cannot be written. */
  Future<Instant> clock() {
    return pool.query(CLOCK).execute()
        .map(rows -> rows.iterator().next().getOffsetDateTime("now"))
        .map(OffsetDateTime::toInstant);
  }

  /** Deletes expired pending keys, expired recovery codes to show, and old outcomes of operations. */
  Future<Void> sweep(Instant now) {
    return pool.preparedQuery(SWEEP_PENDING).execute(Tuple.of(Sql.utc(now)))
        .compose(swept -> pool.preparedQuery(SWEEP_SHOWN).execute(Tuple.of(Sql.utc(now))))
        .compose(swept -> pool.preparedQuery(SWEEP_OPERATIONS)
            .execute(Tuple.of(Sql.utc(now.minus(OPERATION_LIFE)))))
        .mapEmpty();
  }
}
