package dev.ally.totp;

import dev.ally.contract.totp.ExportAuthenticators.Exported;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.Sql;
import dev.ally.totp.rules.OtpauthUri;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Authenticators that come from another program or go to one, in PostgreSQL. */
final class PgTransferStore {
  /**
   * An authenticator of an earlier try is taken away if it is not among these; one that was used has an account, and
   * stays. $1 ids, $2 accounts, $3 sealed keys, $4 by which keys, $5 algorithms, $6 digits, $7 periods, $8 names,
   * $9 now.
   */
  private static final String IMPORT = """
      WITH dropped AS (
        DELETE FROM totp.authenticator
        WHERE account_id = ANY ($2::uuid[]) AND id <> ALL ($1::uuid[]) AND last_step = 0)
      INSERT INTO totp.authenticator (id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds,
        last_step, confirmed_at, last_used_at, name)
      SELECT g.id, g.account_id, g.sealed_key, g.sealing_key_id, g.algorithm, g.digits, g.period_seconds, 0,
        $9::timestamptz, $9::timestamptz, g.name
      FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::int[], $7::int[], $8::text[])
        AS g (id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds, name)
      ON CONFLICT DO NOTHING""";

  private static final String EXPORT =
      "SELECT * FROM totp.authenticator WHERE account_id = ANY ($1) ORDER BY account_id, confirmed_at, id";

  /** @param name as its person will see it; empty: the account has no other */
  record Taken(UUID id, UUID accountId, TotpKey key, Sealed sealed, String name) {}

  private final Pool pool;
  private final SealedKeys keys;

  PgTransferStore(Pool pool, SealedKeys keys) {
    this.pool = pool;
    this.keys = keys;
  }

  Future<Void> take(List<Taken> all, Instant now) {
    return all.isEmpty() ? Future.succeededFuture()
        : pool.preparedQuery(IMPORT).execute(Tuple.from(new Object[] {
          Sql.column(all, UUID[]::new, Taken::id),
          Sql.column(all, UUID[]::new, Taken::accountId),
          Sql.column(all, Buffer[]::new, one -> SealedKeys.bytes(one.sealed)),
          Sql.column(all, String[]::new, one -> one.sealed.keyId()),
          Sql.column(all, String[]::new, one -> one.key.algorithm().name()),
          Sql.column(all, Integer[]::new, one -> one.key.digits()),
          Sql.column(all, Integer[]::new, one -> one.key.periodSeconds()),
          Sql.column(all, String[]::new, Taken::name),
          Sql.utc(now)})).mapEmpty();
  }

  Future<List<Exported>> export(List<UUID> accountIds) {
    return pool.preparedQuery(EXPORT).execute(Tuple.of((Object) accountIds.toArray(UUID[]::new))).map(rows -> {
      Map<UUID, List<Secret>> uris = new LinkedHashMap<>();
      rows.forEach(row -> uris.computeIfAbsent(row.getUUID("account_id"), id -> new ArrayList<>())
          .add(new OtpauthUri(keys.open(row), row.getString("name")).text()));
      List<Exported> all = new ArrayList<>();
      uris.forEach((accountId, some) -> all.add(new Exported(accountId, some)));
      return all;
    });
  }
}
