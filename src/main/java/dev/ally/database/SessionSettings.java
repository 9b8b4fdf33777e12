package dev.ally.database;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of every session of Ally, whatever the defaults of the server, the database or the role.
 *
 * <p>Only settings that PgBouncer accepts and keeps for each client are start-up parameters. All others are set by one
 * statement on each new connection, and are defaults of the roles that {@code migrate} creates: where PgBouncer gives a
 * session to another client after each transaction, the settings of one client are lost to the next.
 */
final class SessionSettings {
  /** Sent in the start-up message of a session. */
  static final Map<String, String> AT_START = Map.of(
      "client_encoding", "UTF8",
      "DateStyle", "ISO",
      "TimeZone", "UTC",
      "standard_conforming_strings", "on");

  private static final Map<String, String> EVERYWHERE = Map.of(
      // A statement sees what was committed before it began: every race is decided by what a statement finds.
      "default_transaction_isolation", "read committed",
      "default_transaction_deferrable", "off",
      // Every table is named with its schema; functions and operators are PostgreSQL's own.
      "search_path", "pg_catalog",
      // Compiling a statement takes longer than running any of Ally's. PostgreSQL compiles what it estimates as costly,
      // as it does each scan of a table while enable_seqscan is off.
      "jit", "off",
      "idle_session_timeout", "0",
      "transaction_timeout", "0");

  private static final Map<String, String> OF_VERTICLES = Map.of(
      // Every statement finds its rows by a key: planning it again for each value takes longer than running it,
      "plan_cache_mode", "force_generic_plan",
      // and a plan that was made while a table was small would still scan the whole table once it is large.
      "enable_seqscan", "off",
      "statement_timeout", Long.toString(Pools.STATEMENT_TIMEOUT.toMillis()),
      "lock_timeout", Long.toString(Pools.STATEMENT_TIMEOUT.toMillis()),
      "idle_in_transaction_session_timeout", Long.toString(Pools.IDLE_TRANSACTION_TIMEOUT.toMillis()));

  /** Migrations have no time limits, and a backslash in their texts means itself. */
  private static final Map<String, String> OF_MIGRATIONS = Map.of(
      "standard_conforming_strings", "on",
      "statement_timeout", "0",
      "lock_timeout", "0",
      "idle_in_transaction_session_timeout", "0");

  private SessionSettings() {}

  /** The settings of a verticle's sessions, by name. */
  static Map<String, String> ofVerticles() {
    return both(EVERYWHERE, OF_VERTICLES);
  }

  /**
   * Applies the settings of a verticle's session. The second of three results has one row, with {@code read_only}:
   * whether the session cannot write.
   */
  static String forVerticles() {
    return readCommitted("SELECT current_setting('transaction_read_only') = 'on' AS read_only, " + set(ofVerticles()));
  }

  /** Applies the settings of a session that migrates or checks migrations. */
  static String forMigrations() {
    return readCommitted("SELECT " + set(both(EVERYWHERE, OF_MIGRATIONS)));
  }

  /** A standby answers no query of a transaction that is serializable, which may be the default. */
  private static String readCommitted(String query) {
    return "BEGIN ISOLATION LEVEL READ COMMITTED; " + query + "; COMMIT";
  }

  /** Skips settings that an older server does not have. */
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
