package dev.ally.app;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of this process, ready for its verticles: found or started, with schemas as new as the program, and a
 * login for each.
 */
public final class Storage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
  /** Beside both pools: the embedded server's owner, and an operator's commands. */
  private static final int SPARE_CONNECTIONS = 30;
  /** Much longer than it takes: at a start the machine is busy. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final Map<Schema, PostgresLogin> logins;
  private final Optional<EmbeddedDatabase> embedded;

  private Storage(PostgresLogin account, PostgresLogin totp, Optional<EmbeddedDatabase> embedded) {
    this(Map.of(Schema.ACCOUNT, account, Schema.TOTP, totp), embedded);
  }

  private Storage(Map<Schema, PostgresLogin> logins, Optional<EmbeddedDatabase> embedded) {
    this.logins = Map.copyOf(logins);
    this.embedded = embedded;
  }

  /**
   * Opens it for a server, and warns of one login for everything.
   *
   * @throws DatabaseRefused when it is not there, not fit, or its data directory is another server's
   * @throws InterruptedException when the thread is interrupted; nothing that was started runs then
   */
  public static Storage open(Settings settings, SecureRandom random) throws InterruptedException {
    if (!settings.database().embedded()) {
      Storage storage = external(settings.database());
      if (hasOneLogin(settings.database())) {
        warnOfOneLogin();
      }
      return storage;
    }
    DataDirectory directory = DataDirectory.lock(settings.dataDir()).orElseThrow(() -> new DatabaseRefused(
        "The data directory " + settings.dataDir() + " is in use by another process of Ally"));
    return embedded(directory, settings, random);
  }

  /**
   * For what makes no sense without one.
   *
   * @throws DatabaseRefused when the embedded database is to be used, and was never made
   */
  public static void requireMade(Settings settings) {
    if (settings.database().embedded() && !DataDirectory.isMade(settings.dataDir())) {
      throw new DatabaseRefused(
          "There is no database in " + settings.dataDir() + ": ALLY_DATA_DIR must name where the server has its own");
    }
  }

  /** Opens it for an operator's command: beside an embedded server that runs, that server's. */
  public static Storage openBeside(Settings settings, SecureRandom random) throws InterruptedException {
    if (!settings.database().embedded()) {
      return external(settings.database());
    }
    Optional<DataDirectory> directory = DataDirectory.lock(settings.dataDir());
    if (directory.isPresent()) {
      return embedded(directory.get(), settings, random);
    }
    EmbeddedDatabase.Logins running = EmbeddedDatabase.running(settings.dataDir()).orElseThrow(() ->
        new DatabaseRefused(
            "The server of " + settings.dataDir() + " is still starting: try again when it is ready"));
    return current(running.login(Schema.ACCOUNT), running.login(Schema.TOTP));
  }

  /**
   * Opens it for one node of several: of the schemas that its verticles use, and of no other.
   *
   * @throws DatabaseRefused when it is not there, or not fit
   */
  public static Storage openShared(Settings.Database database, Set<Schema> schemas) {
    Map<Schema, PostgresLogin> logins = new EnumMap<>(Schema.class);
    for (Schema schema : schemas) {
      Optional<URI> own = schema == Schema.ACCOUNT ? database.account() : database.totp();
      PostgresLogin login = PostgresLogin.of(own.or(database::uri).orElseThrow());
      if (own.isPresent()) {
        Migrations.ofAlly().requireCurrent(login, schema);
      } else {
        Migrations.ofAlly().migrate(login);
        warnOfOneLogin();
      }
      logins.put(schema, login);
    }
    return new Storage(logins, Optional.empty());
  }

  /**
   * Brings a database that the operator runs up to date, and makes the login roles that are named.
   *
   * @throws DatabaseRefused when that cannot be done
   */
  public static void migrate(Settings.Database database) {
    PostgresLogin owner = database.uri().map(PostgresLogin::of).orElseThrow(() -> new DatabaseRefused(
        "ALLY_DATABASE_URI: must name the owner's login; the embedded database is migrated when the server starts"));
    List<LoginRole> roles = new ArrayList<>();
    database.account().map(PostgresLogin::of).ifPresent(login -> roles.add(new LoginRole(Schema.ACCOUNT, login)));
    database.totp().map(PostgresLogin::of).ifPresent(login -> roles.add(new LoginRole(Schema.TOTP, login)));
    if (roles.size() == 2 && roles.get(0).login().user().equals(roles.get(1).login().user())) {
      throw new DatabaseRefused(
          "ALLY_TOTP_DATABASE_URI: must name another login than ALLY_ACCOUNT_DATABASE_URI, one for each schema");
    }
    LoginRole.provide(Migrations.ofAlly(), owner, roles);
  }

  private static Storage embedded(DataDirectory directory, Settings settings, SecureRandom random)
      throws InterruptedException {
    int connections = 2 * settings.database().poolSize() + SPARE_CONNECTIONS;
    EmbeddedDatabase embedded = EmbeddedDatabase.start(directory, Migrations.ofAlly(), random, connections);
    return new Storage(embedded.login(Schema.ACCOUNT), embedded.login(Schema.TOTP), Optional.of(embedded));
  }

  private static Storage external(Settings.Database database) {
    URI owner = database.uri().orElse(null);
    if (hasOneLogin(database)) {
      PostgresLogin login = PostgresLogin.of(owner);
      Migrations.ofAlly().migrate(login);
      return new Storage(login, login, Optional.empty());
    }
    return current(
        PostgresLogin.of(database.account().orElse(owner)), PostgresLogin.of(database.totp().orElse(owner)));
  }

  private static boolean hasOneLogin(Settings.Database database) {
    return database.account().isEmpty() && database.totp().isEmpty();
  }

  private static void warnOfOneLogin() {
    LOG.warn("ALLY_DATABASE_URI is the login for everything: it migrates, and both verticles use it. Two logins of"
        + " least privilege are safer: ALLY_ACCOUNT_DATABASE_URI, ALLY_TOTP_DATABASE_URI and \"ally.jar migrate\"");
  }

  private static Storage current(PostgresLogin account, PostgresLogin totp) {
    Migrations.ofAlly().requireCurrent(account, Schema.ACCOUNT);
    Migrations.ofAlly().requireCurrent(totp, Schema.TOTP);
    return new Storage(account, totp, Optional.empty());
  }

  public PostgresLogin login(Schema schema) {
    return logins.get(schema);
  }

  /**
   * The ids of the keys under which rows of the schema are sealed; none as long as nothing was.
   *
   * @throws DatabaseRefused when they cannot be read, or not within the time of an answer
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
