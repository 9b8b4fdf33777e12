package dev.ally.totp;

import dev.ally.database.Resealing;
import io.vertx.sqlclient.Row;
import java.util.UUID;

/** The sealed values of the schema {@code totp}: keys of authenticators, confirmed and pending, and recovery codes. */
record SealedTables() implements Resealing.Table {
  @Override
  public String older() {
    return """
        SELECT * FROM (
          SELECT 'authenticator' AS source, 'sealed_key' AS sealed_column, id, account_id,
            sealed_key AS sealed, sealing_key_id
          FROM totp.authenticator
          UNION ALL
          SELECT 'pending_key', 'sealed_key', id, account_id, sealed_key, sealing_key_id FROM totp.pending_key
          UNION ALL
          SELECT 'recovery_code', 'sealed_hash', id, account_id, sealed_hash, sealing_key_id FROM totp.recovery_code
          UNION ALL
          SELECT 'shown_recovery_codes', 'sealed_codes', id, account_id, sealed_codes, sealing_key_id
          FROM totp.shown_recovery_codes) AS everything
        WHERE sealing_key_id <> $1 AND id > $2
        ORDER BY id LIMIT $3""";
  }

  @Override
  public String update(Row row) {
    String column = row.getString("sealed_column");
    return "UPDATE totp." + row.getString("source")
        + " SET " + column + " = $3, sealing_key_id = $4 WHERE id = $1 AND " + column + " = $2";
  }

  @Override
  public String owner(Row row) {
    return owner(row.getString("source"), row.getUUID("account_id"), row.getUUID("id"));
  }

  private static String owner(String source, UUID accountId, UUID id) {
    return switch (source) {
      case "recovery_code" -> SealedRecoveryCodes.ownerOfHash(accountId, id);
      case "shown_recovery_codes" -> SealedRecoveryCodes.ownerOfShown(accountId, id);
      default -> SealedKeys.owner(accountId, id);
    };
  }

  @Override
  public String retire() {
    return """
        DELETE FROM totp.sealing_key k WHERE id <> $1
          AND NOT EXISTS (SELECT FROM totp.authenticator WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM totp.pending_key WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM totp.recovery_code WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM totp.shown_recovery_codes WHERE sealing_key_id = k.id)""";
  }
}
