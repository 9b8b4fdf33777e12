package dev.ally.app;

import dev.ally.config.DatabaseSettings;
import dev.ally.config.PostgresLogin;
import dev.ally.config.Settings;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.LoginRole;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import dev.ally.database.embedded.DataDirectory;
import dev.ally.database.embedded.EmbeddedDatabase;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of this process: reachable or started, with migrated schemas and a login for each schema. */
public final class Storage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
  /** Connections in addition to the pools: for the owner of the embedded server, and for commands. */
  private static final int SPARE_CONNECTIONS = 30;
  /** Generous: the machine is busy during a start. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final Map<Schema, PostgresLogin> logins;
  private final Optional<EmbeddedDatabase> embedded;

  private Storage(Map<Schema, PostgresLogin> logins, Optional<EmbeddedDatabase> embedded) {
    this.logins = Map.copyOf(logins);
    this.embedded = embedded;
  }

  /**
   * Opens it for a server, and warns if one login is used for everything.
   *
   * @throws DatabaseRefused when it cannot be reached or used, or another server has its data directory
   * @throws InterruptedException when the thread is interrupted; nothing keeps running then
   */
  public static Storage open(Settings settings, SecureRandom random) throws InterruptedException {
    if (!settings.database().embedded()) {
      Storage storage = external(settings);
      if (hasOneLogin(settings.database())) {
        tellOfOneLogin();
      }
      return storage;
    }
    DataDirectory directory = DataDirectory.lock(settings.dataDir()).orElseThrow(() -> new DatabaseRefused(
        "The data directory " + settings.dataDir() + " is in use by another process of Ally"));
    return embedded(directory, settings, random);
  }

  /**
   * For commands that need an existing database.
   *
   * @throws DatabaseRefused when the embedded database is used and does not exist yet
   */
  public static void requireMade(Settings settings) {
    if (settings.database().embedded() && !DataDirectory.isMade(settings.dataDir())) {
      throw new DatabaseRefused(
          "There is no database in " + settings.dataDir()
              + ": ALLY_DATA_DIR must name the data directory of the server");
    }
  }

  /** Opens it for a command. If an embedded server runs, it is that server's database. */
  public static Storage openBeside(Settings settings, SecureRandom random) throws InterruptedException {
    if (!settings.database().embedded()) {
      return external(settings);
    }
    Optional<DataDirectory> directory = DataDirectory.lock(settings.dataDir());
    if (directory.isPresent()) {
      return embedded(directory.get(), settings, random);
    }
    EmbeddedDatabase.Logins running = EmbeddedDatabase.running(settings.dataDir()).orElseThrow(() ->
        new DatabaseRefused(
            "The server of " + settings.dataDir() + " is still starting: try again when it is ready"));
    Set<Schema> schemas = EnumSet.allOf(Schema.class);
    schemas.removeIf(schema -> !running.has(schema));
    return current(logins(schemas, running::login));
  }

  /**
   * Opens it for a node of a cluster, with only the schemas that its verticles use.
   *
   * @throws DatabaseRefused when it cannot be reached or used
   */
  public static Storage openShared(DatabaseSettings database, Set<Schema> schemas) {
    Map<Schema, PostgresLogin> logins = new EnumMap<>(Schema.class);
    for (Schema schema : schemas) {
      Optional<URI> own = database.own(schema.role());
      PostgresLogin login = PostgresLogin.of(own.or(database::uri).orElseThrow());
      if (own.isPresent()) {
        Migrations.ofAlly().requireCurrent(login, schema);
      } else {
        Migrations.ofAlly().migrate(login);
      }
      logins.put(schema, login);
    }
    if (schemas.stream().anyMatch(schema -> database.own(schema.role()).isEmpty())) {
      tellOfOneLogin();
    }
    return new Storage(logins, Optional.empty());
  }

  /**
   * Migrates a database that the operator runs, and makes the login roles of the settings.
   *
   * @throws DatabaseRefused when that cannot be done
   */
  public static void migrate(DatabaseSettings database) {
    PostgresLogin owner = database.uri().map(PostgresLogin::of).orElseThrow(() -> new DatabaseRefused(
        "ALLY_DATABASE_URI: must name the owner's login; the embedded database is migrated when the server starts"));
    List<LoginRole> roles = new ArrayList<>();
    for (Schema schema : Schema.values()) {
      database.own(schema.role()).map(PostgresLogin::of).map(login -> new LoginRole(schema, login)).ifPresent(role -> {
        roles.forEach(earlier -> requireAnother(role, earlier));
        roles.add(role);
      });
    }
    LoginRole.provide(Migrations.ofAlly(), owner, roles);
  }

  private static void requireAnother(LoginRole role, LoginRole earlier) {
    if (role.login().user().equals(earlier.login().user())) {
      throw new DatabaseRefused(variable(role) + ": must name another login than " + variable(earlier)
          + ", one for each schema");
    }
  }

  private static String variable(LoginRole role) {
    return "ALLY_" + role.schema().name() + "_DATABASE_URI";
  }

  private static Storage embedded(DataDirectory directory, Settings settings, SecureRandom random)
      throws InterruptedException {
    int connections = Schema.values().length * settings.database().poolSize() + SPARE_CONNECTIONS;
    EmbeddedDatabase embedded = EmbeddedDatabase.start(directory, Migrations.ofAlly(), random, connections);
    return new Storage(logins(EnumSet.allOf(Schema.class), embedded::login), Optional.of(embedded));
  }

  private static Storage external(Settings settings) {
    DatabaseSettings database = settings.database();
    Set<Schema> schemas = EnumSet.allOf(Schema.class);
    if (settings.withoutOidc().isPresent()) {
      schemas.remove(Schema.OIDC);
    }
    if (hasOneLogin(database)) {
      PostgresLogin login = PostgresLogin.of(database.uri().orElseThrow());
      Migrations.ofAlly().migrate(login);
      return new Storage(logins(schemas, schema -> login), Optional.empty());
    }
    return current(logins(schemas, schema ->
        PostgresLogin.of(database.own(schema.role()).or(database::uri).orElseThrow())));
  }

  private static boolean hasOneLogin(DatabaseSettings database) {
    return Stream.of(Schema.values()).allMatch(schema -> database.own(schema.role()).isEmpty());
  }

  private static void tellOfOneLogin() {
    LOG.info("ALLY_DATABASE_URI is the login for everything: migrations and all verticles use it. Logins of least"
        + " privilege are safer: set ALLY_ACCOUNT_DATABASE_URI, ALLY_TOTP_DATABASE_URI and ALLY_OIDC_DATABASE_URI, and"
        + " run \"ally.jar migrate\"");
  }

  private static Storage current(Map<Schema, PostgresLogin> logins) {
    logins.forEach((schema, login) -> Migrations.ofAlly().requireCurrent(login, schema));
    return new Storage(logins, Optional.empty());
  }

  private static Map<Schema, PostgresLogin> logins(Set<Schema> schemas, Function<Schema, PostgresLogin> login) {
    return schemas.stream().collect(Collectors.toMap(Function.identity(), login));
  }

  /** The schemas that this process may use. */
  public Set<Schema> schemas() {
    return logins.keySet();
  }

  public PostgresLogin login(Schema schema) {
    return logins.get(schema);
  }

  /**
   * The ids of the keys under which rows of the schema are sealed.
   *
   * @throws DatabaseRefused when they cannot be read in time
   */
  public Set<String> sealingKeys(Schema schema) {
    return sealingKeys(schema, ANSWER_LIMIT);
  }

  Set<String> sealingKeys(Schema schema, Duration answerLimit) {
    PostgresLogin login = login(schema);
    Set<String> ids = new TreeSet<>();
    try (Connection connection = Jdbc.connect(login, answerLimit);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM " + schema.sqlName() + ".sealing_key")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    } catch (SQLException e) {
      throw Jdbc.refusal(login, e);
    }
  }

  /** Stops the embedded server, if this process runs it. */
  @Override
  public void close() {
    embedded.ifPresent(EmbeddedDatabase::close);
  }
}
