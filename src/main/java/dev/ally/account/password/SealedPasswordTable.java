package dev.ally.account.password;

import dev.ally.account.person.PgBudgetKeys;
import dev.ally.database.Resealing;
import dev.ally.database.SealedColumn;
import io.vertx.sqlclient.Row;
import java.util.UUID;

/**
 * The sealed values of this schema: password hashes of accounts and of unconfirmed sign-ups, the keys of budgets, and
 * those of webhooks.
 */
public record SealedPasswordTable(SealedColumn webhookKeys) implements Resealing.Table {
  @Override
  public String older() {
    return """
        SELECT * FROM (
          SELECT 'account' AS source, 'sealed_password_hash' AS sealed_column, id, NULL::text AS purpose,
            sealed_password_hash AS sealed, sealing_key_id
          FROM account.account
          UNION ALL
          SELECT 'sign_up', 'sealed_password_hash', id, NULL, sealed_password_hash, sealing_key_id FROM account.sign_up
          UNION ALL
          SELECT 'budget_key', 'sealed_key', id, purpose, sealed_key, sealing_key_id FROM account.budget_key
          UNION ALL
          SELECT 'webhook_key', 'sealed_key', id, NULL, sealed_key, sealing_key_id FROM account.webhook_key) AS everything
        WHERE sealing_key_id <> $1 AND id > $2
        ORDER BY id LIMIT $3""";
  }

  @Override
  public String update(Row row) {
    String column = row.getString("sealed_column");
    return "UPDATE account." + row.getString("source")
        + " SET " + column + " = $3, sealing_key_id = $4 WHERE id = $1 AND " + column + " = $2";
  }

  @Override
  public String owner(Row row) {
    UUID id = row.getUUID("id");
    return switch (row.getString("source")) {
      case "budget_key" -> PgBudgetKeys.owner(row.getString("purpose"));
      case "webhook_key" -> webhookKeys.owner(id);
      default -> SealedPasswords.owner(id);
    };
  }

  @Override
  public String retire() {
    return """
        DELETE FROM account.sealing_key k WHERE id <> $1
          AND NOT EXISTS (SELECT FROM account.account WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM account.sign_up WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM account.budget_key WHERE sealing_key_id = k.id)
          AND NOT EXISTS (SELECT FROM account.webhook_key WHERE sealing_key_id = k.id)""";
  }
}
