package dev.ally.account.password;

import dev.ally.account.person.PgBudgetKeys;
import dev.ally.crypto.Sealed;
import dev.ally.database.Resealing;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * The sealed values of this schema: password hashes of accounts and of unconfirmed sign-ups, and the keys of budgets.
 */
public record SealedPasswordTable(SealedPasswords passwords, PgBudgetKeys budgetKeys) implements Resealing.Table {
  private static final String BUDGET_KEY = "budget_key";

  @Override
  public String older() {
    return """
        SELECT * FROM (
          SELECT 'account' AS source, id, sealed_password_hash, NULL::text AS purpose, NULL::bytea AS sealed_key, sealing_key_id
          FROM account.account
          UNION ALL
          SELECT 'sign_up', id, sealed_password_hash, NULL, NULL, sealing_key_id FROM account.sign_up
          UNION ALL
          SELECT 'budget_key', id, NULL, purpose, sealed_key, sealing_key_id FROM account.budget_key) AS everything
        WHERE sealing_key_id <> $1 AND id > $2
        ORDER BY id LIMIT $3""";
  }

  @Override
  public String update(Row row) {
    return row.getString("source").equals(BUDGET_KEY)
        ? "UPDATE account.budget_key SET sealed_key = $3, sealing_key_id = $4 WHERE id = $1 AND sealed_key = $2"
        : "UPDATE account." + row.getString("source")
            + " SET sealed_password_hash = $3, sealing_key_id = $4 WHERE id = $1 AND sealed_password_hash = $2";
  }

  @Override
  public Tuple reseal(Row row) {
    UUID id = row.getUUID("id");
    if (row.getString("source").equals(BUDGET_KEY)) {
      Sealed newer = budgetKeys.reseal(row);
      return Tuple.of(id, row.getBuffer("sealed_key"), Buffer.buffer(newer.bytes()), newer.keyId());
    }
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
          AND NOT EXISTS (SELECT FROM account.sign_up WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM account.budget_key WHERE sealing_key_id = k.id)""";
  }
}
