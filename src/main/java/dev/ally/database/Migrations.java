package dev.ally.database;

import dev.ally.config.PostgresLogin;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * The numbered migrations of each schema; each schema holds the history of its own.
 *
 * <p>Blocking, for use before the first verticle starts. Several processes may migrate at the same time: an advisory
 * lock serializes them.
 */
public final class Migrations {
  /** The oldest PostgreSQL that Ally is tested with. */
  public static final int OLDEST_POSTGRESQL = 15;
  /** The table of a schema's history. */
  public static final String HISTORY_TABLE = "flyway_schema_history";
  /** Folder of the class path with Ally's own migrations. */
  static final String LOCATION = "db";
  /** What is to be done about a schema that is missing or older. */
  static final String ADVICE = "Run: java -jar ally.jar migrate; a program of your own calls"
      + " Migrations.ofAlly().migrate(owner) before it deploys the verticles";

  /** "ally" in ASCII; excludes other processes of Ally that migrate, but no other programs. */
  private static final long LOCK = 0x616c6c79L;
  private static final int VERSIONS_A_MAJOR = 10_000;
  private static final String LOGGER = "slf4j";

  private final String location;
  /** By the schema's name, the newest migration to run; empty: all of all schemas. */
  private final Optional<Map<String, String>> targets;

  /** @param location folder of the class path, with a folder for each schema */
  public Migrations(String location) {
    this(location, Optional.empty());
  }

  private Migrations(String location, Optional<Map<String, String>> targets) {
    this.location = location;
    this.targets = targets;
  }

  /** The migrations of Ally. */
  public static Migrations ofAlly() {
    return new Migrations(LOCATION);
  }

  /**
   * The same up to a version of each schema, for a backup that was made with these.
   *
   * @param versions by the schema's name; other schemas are left alone
   */
  public Migrations upTo(Map<String, String> versions) {
    return new Migrations(location, Optional.of(Map.copyOf(versions)));
  }

  /** The version of a schema's newest migration. */
  public int newest(Schema schema) {
    return MigrationMark.scripts(location, schema).stream()
        .mapToInt(script -> Integer.parseInt(script.substring(1, script.indexOf("__")))).max().orElse(0);
  }

  /**
   * Updates every schema; existing rows stay.
   *
   * @param owner may create schemas and tables
   * @throws DatabaseRefused if that fails
   */
  public void migrate(PostgresLogin owner) {
    exclusively(owner, connection -> {});
  }

  /**
   * Migrates as {@link #migrate(PostgresLogin)} does, then runs {@code afterwards} before the next process may migrate.
   */
  void exclusively(PostgresLogin owner, SqlWork afterwards) {
    try (Connection connection = Jdbc.connect(owner); Connection locked = Jdbc.connect(owner)) {
      requireFit(connection, owner);
      lock(locked);
      for (Schema schema : Schema.values()) {
        migrate(connection, owner, schema);
      }
      afterwards.run(connection);
      locked.rollback();
    } catch (SQLException e) {
      throw Jdbc.refusal(owner, e);
    } catch (FlywayException e) {
      throw e.getCause() instanceof SQLException refusal && Outage.READ_ONLY.equals(refusal.getSQLState())
          ? Jdbc.refusal(owner, refusal)
          : new DatabaseRefused("The migration failed: " + firstLine(e), e);
    }
  }

  private void migrate(Connection connection, PostgresLogin owner, Schema schema) throws SQLException {
    if (targets.isPresent()) {
      if (targets.get().containsKey(schema.sqlName())) {
        flyway(owner, schema).migrate();
      }
      return;
    }
    MigrationMark mark = MigrationMark.of(location, schema);
    if (!mark.isCurrent(connection)) {
      flyway(owner, schema).migrate();
      mark.set(connection);
    }
  }

  /**
   * Waits until no other process migrates, and has others wait until the transaction ends that this begins. A session's
   * lock would not be released where PgBouncer shares sessions.
   */
  public static void lock(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
    }
  }

  /**
   * Checks, with a login that may change no table, that its schema is as new as this program needs, or newer.
   *
   * @throws DatabaseRefused if it is older, or was changed by hand
   */
  public void requireCurrent(PostgresLogin login, Schema schema) {
    try (Connection connection = Jdbc.connect(login)) {
      requireFit(connection, login);
      if (MigrationMark.of(location, schema).isCurrent(connection)) {
        return;
      }
      Flyway flyway = flyway(login, schema);
      MigrationInfo[] missing = flyway.info().pending();
      if (missing.length > 0) {
        throw new DatabaseRefused("The schema " + schema.sqlName() + " is older than this program, or not there: "
            + missing.length + " migration(s) are missing. " + ADVICE);
      }
      flyway.validate();
    } catch (SQLException e) {
      throw Jdbc.refusal(login, e);
    } catch (FlywayValidateException e) {
      throw new DatabaseRefused(
          "The schema " + schema.sqlName() + " is not what its migrations made: " + firstLine(e), e);
    } catch (FlywayException e) {
      throw new DatabaseRefused("The schema " + schema.sqlName() + " cannot be read: " + firstLine(e), e);
    }
  }

  /** Loads the classes that migrations need on a thread of its own, while the caller waits for something else. */
  public static void load() {
    Thread thread = new Thread(() -> Flyway.configure().loggers(LOGGER).load(), "load migrations");
    thread.setDaemon(true);
    thread.start();
  }

  private Flyway flyway(PostgresLogin login, Schema schema) {
    return Flyway.configure()
        .dataSource(Jdbc.dataSource(login))
        .locations("classpath:" + location + "/" + schema.sqlName())
        .schemas(schema.sqlName())
        .defaultSchema(schema.sqlName())
        .table(HISTORY_TABLE)
        .target(targets.map(versions -> versions.get(schema.sqlName())).map(MigrationVersion::fromVersion)
            .orElse(MigrationVersion.LATEST))
        .placeholderReplacement(false)
        .cleanDisabled(true)
        .loggers(LOGGER)
        .load();
  }

  private static void requireFit(Connection connection, PostgresLogin login) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")) {
      row.next();
      int major = row.getInt(1) / VERSIONS_A_MAJOR;
      if (major < OLDEST_POSTGRESQL) {
        throw new DatabaseRefused(
            "PostgreSQL " + major + " is too old: Ally needs " + OLDEST_POSTGRESQL + " or newer");
      }
      String encoding = row.getString(2);
      if (!encoding.equals("UTF8")) {
        throw new DatabaseRefused("The database " + login.database() + " at " + login.host() + ":" + login.port()
            + " has the encoding " + encoding + ", and Ally needs UTF8: make one with"
            + " CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0");
      }
    }
  }

  private static String firstLine(FlywayException e) {
    return e.getMessage().lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  /** Statements on one connection. */
  interface SqlWork {
    void run(Connection connection) throws SQLException;
  }
}
