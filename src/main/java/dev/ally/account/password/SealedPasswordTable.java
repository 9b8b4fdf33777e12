package dev.ally.account.password;

import dev.ally.account.person.PgBudgetKeys;
import dev.ally.crypto.Sealed;
import dev.ally.database.Resealing;
import dev.ally.database.SealedColumn;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * The sealed values of this schema: password hashes of accounts and of unconfirmed sign-ups, the keys of budgets, and
 * those of webhooks.
 */
public record SealedPasswordTable(SealedPasswords passwords, PgBudgetKeys budgetKeys, SealedColumn webhookKeys)
    implements Resealing.Table {
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
          SELECT 'budget_key', id, NULL, purpose, sealed_key, sealing_key_id FROM account.budget_key
          UNION ALL
          SELECT 'webhook_key', id, NULL, NULL, sealed_key, sealing_key_id FROM account.webhook_key) AS everything
        WHERE sealing_key_id <> $1 AND id > $2
        ORDER BY id LIMIT $3""";
  }

  @Override
  public String update(Row row) {
    String source = row.getString("source");
    String column = source.equals(BUDGET_KEY) || isOfWebhook(row) ? "sealed_key" : "sealed_password_hash";
    return "UPDATE account." + source + " SET " + column + " = $3, sealing_key_id = $4 WHERE id = $1 AND " + column
        + " = $2";
  }

  @Override
  public Tuple reseal(Row row) {
    UUID id = row.getUUID("id");
    if (row.getString("source").equals(BUDGET_KEY)) {
      Sealed newer = budgetKeys.reseal(row);
      return Tuple.of(id, row.getBuffer("sealed_key"), Buffer.buffer(newer.bytes()), newer.keyId());
    }
    if (isOfWebhook(row)) {
      return resealWebhookKey(id, row);
    }
    Buffer sealed = row.getBuffer("sealed_password_hash");
    String hash = passwords.open(id, new Sealed(row.getString("sealing_key_id"), sealed.getBytes()));
    Sealed newer = passwords.seal(id, hash);
    return Tuple.of(id, sealed, Buffer.buffer(newer.bytes()), newer.keyId());
  }

  private Tuple resealWebhookKey(UUID id, Row row) {
    Buffer sealed = row.getBuffer("sealed_key");
    String owner = webhookKeys.owner(id);
    Sealed newer = passwords.keyring().seal(
        passwords.keyring().open(new Sealed(row.getString("sealing_key_id"), sealed.getBytes()), owner), owner,
        passwords.random());
    return Tuple.of(id, sealed, Buffer.buffer(newer.bytes()), newer.keyId());
  }

  private boolean isOfWebhook(Row row) {
    return row.getString("source").equals(webhookKeys.table());
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
