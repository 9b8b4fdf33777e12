package dev.ally.totp;

import dev.ally.crypto.Sealed;
import dev.ally.database.Resealing;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Where authenticators' keys are sealed: among the confirmed and among the pending ones. */
record SealedKeyTables(SealedKeys keys) implements Resealing.Table {
  @Override
  public String older() {
    return """
        SELECT * FROM (
          SELECT 'authenticator' AS source, id, account_id, sealed_key, sealing_key_id, digits, period_seconds
          FROM totp.authenticator
          UNION ALL
          SELECT 'pending_key', id, account_id, sealed_key, sealing_key_id, digits, period_seconds
          FROM totp.pending_key) AS every_key
        WHERE sealing_key_id <> $1 AND id > $2
        ORDER BY id LIMIT $3""";
  }

  @Override
  public String update(Row row) {
    return "UPDATE totp." + row.getString("source")
        + " SET sealed_key = $3, sealing_key_id = $4 WHERE id = $1 AND sealed_key = $2";
  }

  @Override
  public Tuple reseal(Row row) {
    UUID id = row.getUUID("id");
    Sealed newer = keys.seal(row.getUUID("account_id"), id, keys.open(row));
    return Tuple.of(id, row.getBuffer("sealed_key"), SealedKeys.bytes(newer), newer.keyId());
  }

  @Override
  public String retire() {
    return """
        DELETE FROM totp.sealing_key k WHERE id <> $1
          AND NOT EXISTS (SELECT FROM totp.authenticator WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM totp.pending_key WHERE sealing_key_id = k.id)""";
  }
}
