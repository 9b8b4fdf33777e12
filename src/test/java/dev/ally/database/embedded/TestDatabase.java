package dev.ally.database.embedded;

import dev.ally.config.LoginUri;
import dev.ally.config.PostgresLogin;
import dev.ally.database.Jdbc;
import dev.ally.database.Migrations;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.harness.Answers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh, migrated database of one test class, on the one PostgreSQL of this test JVM, which the first of them starts.
 *
 * <p>Four logins: a superuser, and the three of least privilege that the verticles have in production.
 */
public final class TestDatabase implements AutoCloseable {
  private static final String TEMPLATE = "ally";
  /** A JVM that has just begun on a machine with other work takes longer than a question may. */
  private static final Duration COLD_START = Duration.ofSeconds(20);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static EmbeddedDatabase server;

  private final PostgresLogin superuser;

  private TestDatabase(PostgresLogin superuser) {
    this.superuser = superuser;
  }

  /** A database with all schemas and no rows. */
  public static TestDatabase create() {
    return copy(TEMPLATE);
  }

  /** A database with nothing in it. */
  public static TestDatabase createEmpty() {
    return copy("template0");
  }

  private static synchronized TestDatabase copy(String template) {
    if (server == null) {
      server = start();
    }
    String name = "test_" + NUMBER.incrementAndGet();
    execute(at(server.owner(), "postgres"), "CREATE DATABASE " + name + " TEMPLATE " + template);
    return new TestDatabase(at(server.owner(), name));
  }

  /** What tests write need not outlive the power: that makes them quick. */
  private static EmbeddedDatabase start() {
    Map<String, String> quick =
        Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off", "max_connections", "300");
    try {
      Path directory = Files.createTempDirectory("ally-test");
      UnpackedPostgres.linkInto(directory);
      EmbeddedDatabase started = EmbeddedDatabase.start(
          DataDirectory.lock(directory).orElseThrow(), Migrations.ofAlly(), new SecureRandom(), quick, 0);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, directory)));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void stop(EmbeddedDatabase started, Path directory) {
    started.close();
    try {
      Binaries.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PostgresLogin at(PostgresLogin login, String database) {
    return new PostgresLogin(login.host(), login.port(), database, login.user(), login.password(), login.encryption(),
        login.rootCertificate(), login.scramOnly());
  }

  private static void execute(PostgresLogin login, String sql) {
    try (Connection connection = Jdbc.connect(login); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public PostgresLogin superuser() {
    return superuser;
  }

  /** The login of least privilege for a schema. */
  public PostgresLogin login(Schema schema) {
    PostgresLogin role = server.login(schema);
    return superuser.as(role.user(), role.password());
  }

  public URI superuserUri() {
    return LoginUri.of(superuser);
  }

  public URI accountUri() {
    return LoginUri.of(login(Schema.ACCOUNT));
  }

  public URI totpUri() {
    return LoginUri.of(login(Schema.TOTP));
  }

  public URI oidcUri() {
    return LoginUri.of(login(Schema.OIDC));
  }

  /** A small pool with the login of least privilege for a schema, connected; closes with the Vert.x. */
  public Pool pool(Vertx vertx, Schema schema) {
    Pool pool = Pools.open(vertx, login(schema), schema.sqlName(), 8);
    Answers.answer(Pools.connect(vertx, pool, COLD_START));
    return pool;
  }

  /**
   * Makes so many of a pool's connections, one after the other: on a busy machine, and through a proxy,
   * making them all at once takes longer than a question may wait.
   */
  public static Future<Void> fill(Vertx vertx, Pool pool, int connections) {
    return Pools.connect(vertx, pool, COLD_START).compose(connected -> connections == 1
        ? Future.<Void>succeededFuture()
        : pool.withConnection(held -> fill(vertx, pool, connections - 1)));
  }

  /** Runs as superuser: to arrange what a test needs, or to look at what it left. */
  public void execute(String sql) {
    execute(superuser, sql);
  }

  /** Ends all sessions: each tells what it has read, in PostgreSQL's statistics, when it ends. */
  public void tellStatistics() {
    execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  /** Statements that are planned from now on are planned for tables that PostgreSQL takes for as empty as they are. */
  public void countRows(String... tables) {
    tellStatistics();
    execute("VACUUM ANALYZE " + String.join(", ", tables));
  }

  /** From now on {@link #indexesReadBeyond} counts what is read. */
  public void forgetReads() {
    execute("SELECT pg_stat_reset()");
  }

  /** How many indexes of the schema there are of which more entries were read. */
  public long indexesReadBeyond(int entries, Schema schema) {
    tellStatistics();
    return count("pg_stat_user_indexes WHERE schemaname = '" + schema.sqlName() + "' AND idx_tup_read > " + entries);
  }

  /**
   * Has statements fail that change many rows.
   *
   * @param change {@code UPDATE} or {@code DELETE}
   * @param most rows that one may change
   */
  public void limitRows(String change, String table, int most) {
    String name = "few_" + change.toLowerCase(Locale.ROOT);
    execute("""
        CREATE FUNCTION public.%s() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (SELECT count(*) FROM changed) > %d THEN
            RAISE 'so many rows are too many for one statement';
          END IF;
          RETURN NULL;
        END $$""".formatted(name, most));
    execute("CREATE TRIGGER %1$s AFTER %2$s ON %3$s REFERENCING OLD TABLE AS changed"
        .formatted(name, change, table) + " FOR EACH STATEMENT EXECUTE FUNCTION public." + name + "()");
  }

  /** How many rows there are: {@code FROM} and what follows it. */
  public long count(String from) {
    String sql = "SELECT count(*) FROM " + from;
    try (Connection connection = Jdbc.connect(superuser);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Every row of a schema as text, bytes in lower-case hex: what a thief of it would read. */
  public String dump(Schema schema) {
    String sql = """
        SELECT string_agg(query_to_xml(
          'SELECT * FROM ' || t.oid::regclass || ' AS r ORDER BY r::text', true, true, '')::text, '' ORDER BY t.oid)
        FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = '%s'::regnamespace""".formatted(schema.sqlName());
    try (Connection connection = Jdbc.connect(superuser);
        Statement hex = connection.createStatement();
        Statement statement = connection.createStatement()) {
      hex.execute("SET xmlbinary = 'hex'");
      ResultSet rows = statement.executeQuery(sql);
      rows.next();
      return rows.getString(1).toLowerCase(Locale.ROOT);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Drops the database, whoever is still connected. */
  @Override
  public void close() {
    execute(at(superuser, "postgres"), "DROP DATABASE IF EXISTS " + superuser.database() + " WITH (FORCE)");
  }
}
