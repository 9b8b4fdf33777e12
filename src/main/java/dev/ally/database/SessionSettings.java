package dev.ally.database;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What must hold in every session of Ally's, whatever the server, the database or the role has as its default.
 *
 * <p>Start-up parameters are those alone that PgBouncer takes and keeps for each client. All else is set by one statement
 * when a connection is made, and stands as a default of the login roles that {@code migrate} makes: where PgBouncer gives
 * a session to another client after each transaction, what one client set is lost to the next.
 */
final class SessionSettings {
  /** Sent in the message that begins a session. */
  static final Map<String, String> AT_START = Map.of(
      "client_encoding", "UTF8",
      "DateStyle", "ISO",
      "TimeZone", "UTC",
      "standard_conforming_strings", "on");

  private static final Map<String, String> EVERYWHERE = Map.of(
      // What a statement sees is what was committed before it: every race is decided by what the statement finds then.
      "default_transaction_isolation", "read committed",
      "default_transaction_deferrable", "off",
      // Every table is named with its schema; functions and operators are PostgreSQL's own.
      "search_path", "pg_catalog",
      "idle_session_timeout", "0",
      "transaction_timeout", "0");

  private static final Map<String, String> OF_VERTICLES = Map.of(
      // Every statement finds its rows by a key: planning it again for each value costs more than running it,
      "plan_cache_mode", "force_generic_plan",
      // and a plan that was made while a table was small would go on reading all of it when it is not.
      "enable_seqscan", "off",
      "statement_timeout", Long.toString(Pools.STATEMENT_TIMEOUT.toMillis()),
      "lock_timeout", Long.toString(Pools.STATEMENT_TIMEOUT.toMillis()),
      "idle_in_transaction_session_timeout", Long.toString(Pools.IDLE_TRANSACTION_TIMEOUT.toMillis()));

  /** A migration takes as long as it takes. */
  private static final Map<String, String> OF_MIGRATIONS = Map.of(
      "statement_timeout", "0",
      "lock_timeout", "0",
      "idle_in_transaction_session_timeout", "0");

  private SessionSettings() {}

  /** Those of a verticle's sessions, by name. */
  static Map<String, String> ofVerticles() {
    return both(EVERYWHERE, OF_VERTICLES);
  }

  /** Sets those of a verticle's session. Its one row says, in {@code read_only}, whether the session may not write. */
  static String forVerticles() {
    return "SELECT current_setting('transaction_read_only') = 'on' AS read_only, " + set(ofVerticles());
  }

  /** Sets those of a session that migrates, or looks at what was migrated. */
  static String forMigrations() {
    return "SELECT " + set(both(EVERYWHERE, OF_MIGRATIONS));
  }

  /** An older server does not know every setting; its default of one that it does not know is no harm. */
  private static String set(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> "CASE WHEN current_setting('" + setting.getKey() + "', true) IS NOT NULL THEN set_config('"
            + setting.getKey() + "', '" + setting.getValue() + "', false) END")
        .collect(Collectors.joining(", "));
  }

  private static Map<String, String> both(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(some);
    all.putAll(others);
    return all;
  }
}
