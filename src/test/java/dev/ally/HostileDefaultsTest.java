package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.PostgresLogin;
import dev.ally.database.Jdbc;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.Answers;
import dev.ally.harness.Walk;
import dev.ally.harness.WholeServer;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator, or a provider, has as the defaults of a database does not matter: Ally works on it all the same. */
final class HostileDefaultsTest {
  private static final Map<String, String> HOSTILE = Map.ofEntries(
      Map.entry("default_transaction_isolation", "serializable"),
      Map.entry("default_transaction_deferrable", "on"),
      Map.entry("search_path", "nowhere"),
      Map.entry("DateStyle", "German, DMY"),
      Map.entry("IntervalStyle", "sql_standard"),
      Map.entry("TimeZone", "Asia/Kathmandu"),
      Map.entry("client_encoding", "LATIN1"),
      Map.entry("standard_conforming_strings", "off"),
      Map.entry("backslash_quote", "off"),
      Map.entry("bytea_output", "escape"),
      Map.entry("extra_float_digits", "-15"),
      Map.entry("array_nulls", "off"),
      Map.entry("transform_null_equals", "on"),
      Map.entry("quote_all_identifiers", "on"),
      Map.entry("row_security", "off"),
      Map.entry("statement_timeout", "1s"),
      Map.entry("lock_timeout", "1ms"),
      Map.entry("idle_in_transaction_session_timeout", "1ms"),
      Map.entry("idle_session_timeout", "300ms"),
      Map.entry("transaction_timeout", "1s"),
      Map.entry("plan_cache_mode", "force_custom_plan"),
      Map.entry("jit", "on"),
      Map.entry("client_min_messages", "debug1"));

  @RegisterExtension
  static final WholeServer ALLY = WholeServer.plain().on(HostileDefaultsTest::makeHostile);

  @Test
  void peopleSignUpEnrolAndLogIn() {
    Walk.through(ALLY);
  }

  /** The second waits for the first's row, and must go on from what it finds there then. */
  @Test
  void signUpsFromOneAddressAtOnceAreAllMade() throws Exception {
    Walk.signUp(ALLY);
    try (Connection first = connect(); Statement statement = first.createStatement()) {
      statement.execute("SET transaction_timeout = 0");
      statement.execute("SET idle_in_transaction_session_timeout = 0");
      first.setAutoCommit(false);
      statement.execute("UPDATE account.sign_up_budget SET made = made + 1");
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> Walk.signUp(ALLY));
      while (ALLY.database().count("pg_locks WHERE NOT granted") == 0) {
        assertThat(second).isNotDone();
      }
      first.commit();
      second.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aSessionHasWhatAllyNeeds() {
    Vertx vertx = Vertx.vertx();
    try {
      Pool pool = ALLY.database().pool(vertx, Schema.TOTP);
      assertThat(show(pool, "default_transaction_isolation")).isEqualTo("read committed");
      assertThat(show(pool, "statement_timeout")).isEqualTo("5s");
      assertThat(show(pool, "lock_timeout")).isEqualTo("5s");
      assertThat(show(pool, "idle_in_transaction_session_timeout")).isEqualTo("10s");
      assertThat(show(pool, "idle_session_timeout")).isEqualTo("0");
      assertThat(show(pool, "transaction_timeout")).isEqualTo("0");
      assertThat(show(pool, "search_path")).isEqualTo("pg_catalog");
      assertThat(show(pool, "TimeZone")).isEqualTo("UTC");
      assertThat(show(pool, "jit")).isEqualTo("off");
    } finally {
      Answers.answer(vertx.close());
    }
  }

  @Test
  void migrationsMakeTheSameSchemasAsAnywhere() throws Exception {
    try (TestDatabase hostile = TestDatabase.createEmpty(); TestDatabase usual = TestDatabase.createEmpty()) {
      makeHostile(hostile);
      Migrations.ofAlly().migrate(hostile.superuser());
      Migrations.ofAlly().migrate(usual.superuser());
      assertThat(definitions(hostile)).isEqualTo(definitions(usual)).isNotEmpty();
    }
  }

  private static void makeHostile(TestDatabase database) {
    HOSTILE.forEach((name, value) ->
        database.execute("ALTER DATABASE " + database.superuser().database() + " SET " + name + " = '" + value + "'"));
  }

  /** What PostgreSQL has understood of the migrations: functions, triggers, constraints, indexes and defaults. */
  private static List<String> definitions(TestDatabase database) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = Jdbc.connect(database.superuser());
        Statement statement = connection.createStatement()) {
      statement.execute("SET quote_all_identifiers = off");
      ResultSet rows = statement.executeQuery("""
          WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname IN ('account', 'totp', 'oidc')),
          tables AS (SELECT oid FROM pg_class WHERE relnamespace IN (SELECT oid FROM ours))
          SELECT pg_get_functiondef(oid) AS sql FROM pg_proc WHERE pronamespace IN (SELECT oid FROM ours)
          UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger
            WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM tables)
          UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace IN (SELECT oid FROM ours)
          UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid IN (SELECT oid FROM tables)
          UNION ALL SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid IN (SELECT oid FROM tables)
          ORDER BY sql""");
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static Connection connect() throws SQLException {
    PostgresLogin login = ALLY.database().superuser();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + login.port() + "/" + login.database(),
        login.user(), login.password().revealText());
  }

  private static String show(Pool pool, String setting) {
    return Answers.answer(pool.query("SHOW " + setting).execute()).iterator().next().getString(0);
  }
}
