package dev.ally.account;

import dev.ally.crypto.Sealed;
import dev.ally.database.Resealing;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Where password hashes are sealed: with accounts, and with sign-ups that wait for their mailed link. */
record SealedPasswordTable(SealedPasswords passwords) implements Resealing.Table {
  @Override
  public String older() {
    return """
        SELECT * FROM (
          SELECT 'account' AS source, id, sealed_password_hash, sealing_key_id FROM account.account
          UNION ALL
          SELECT 'sign_up', id, sealed_password_hash, sealing_key_id FROM account.sign_up) AS everything
        WHERE sealing_key_id <> $1 AND id > $2
        ORDER BY id LIMIT $3""";
  }

  @Override
  public String update(Row row) {
    return "UPDATE account." + row.getString("source")
        + " SET sealed_password_hash = $3, sealing_key_id = $4 WHERE id = $1 AND sealed_password_hash = $2";
  }

  @Override
  public Tuple reseal(Row row) {
    UUID id = row.getUUID("id");
    Buffer sealed = row.getBuffer("sealed_password_hash");
    String hash = passwords.open(id, new Sealed(row.getString("sealing_key_id"), sealed.getBytes()));
    Sealed newer = passwords.seal(id, hash);
    return Tuple.of(id, sealed, Buffer.buffer(newer.bytes()), newer.keyId());
  }

  @Override
  public String retire() {
    return """
        DELETE FROM account.sealing_key k WHERE id <> $1
          AND NOT EXISTS (SELECT FROM account.account WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM account.sign_up WHERE sealing_key_id = k.id)""";
  }
}
