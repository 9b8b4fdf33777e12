package dev.ally.database.backup;

import dev.ally.config.PostgresLogin;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What must not come back by a restore: a database that is taken back to an earlier time has forgotten what was used
 * and ended since. Running it again changes nothing more.
 */
public final class AfterRestore {
  /** Sessions, tokens, links and emails: whether each was used or ended since the backup is not known. */
  private static final Map<Schema, List<String>> EMPTIED = Map.of(
      Schema.ACCOUNT, List.of(
          "session", "pending_login", "letter", "link", "email_change", "waiting_undo", "fresh_guesses", "sign_up",
          "known_browser"),
      Schema.TOTP, List.of("pending_key", "shown_recovery_codes", "recovery_code"),
      Schema.OIDC, List.of(
          "authorization_request", "application_grant", "access_token", "host_session", "host_ticket", "consent"));

  /** Before the tables are emptied: whose recovery codes are void, so that they get new ones at their next login. */
  private static final String NOTE_VOID_RECOVERY_CODES = """
      INSERT INTO totp.void_recovery_codes (account_id, since)
      SELECT DISTINCT account_id, now() FROM totp.recovery_code
      ON CONFLICT DO NOTHING""";

  /** By the database's clock; every code up to the next step may have been used. */
  private static final String SPEND_STEPS = """
      UPDATE totp.authenticator SET last_step =
        greatest(last_step, floor(extract(epoch FROM now()) / period_seconds)::bigint + 1)""";

  private static final String NOTE_EVENT =
      "INSERT INTO account.event (at, what, actor) VALUES (now(), 'RESTORED', 'operator')";

  private AfterRestore() {}

  /** The tables of which no row stays, each with its schema. */
  public static Set<String> emptied() {
    Set<String> tables = new TreeSet<>();
    EMPTIED.forEach((schema, names) -> names.forEach(name -> tables.add(schema.sqlName() + "." + name)));
    return tables;
  }

  /**
   * Does it in each schema, in a transaction of its own.
   *
   * @param login may write the rows of a schema
   * @throws DatabaseRefused when a database cannot be reached or written
   */
  public static void run(Function<Schema, PostgresLogin> login, Collection<Schema> schemas) {
    for (Schema schema : schemas) {
      try (Connection connection = Jdbc.connect(login.apply(schema));
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        for (String sql : statements(schema)) {
          statement.execute(sql);
        }
        connection.commit();
      } catch (SQLException e) {
        throw Jdbc.refusal(login.apply(schema), e);
      }
    }
  }

  private static List<String> statements(Schema schema) {
    List<String> statements = new ArrayList<>();
    if (schema == Schema.TOTP) {
      statements.add(NOTE_VOID_RECOVERY_CODES);
      statements.add(SPEND_STEPS);
    }
    EMPTIED.get(schema).forEach(table -> statements.add("DELETE FROM " + schema.sqlName() + "." + table));
    if (schema == Schema.ACCOUNT) {
      statements.add(NOTE_EVENT);
    }
    return statements;
  }
}
