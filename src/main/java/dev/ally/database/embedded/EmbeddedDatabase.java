package dev.ally.database.embedded;

import dev.ally.config.PostgresLogin;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.LoginRole;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database that is used when no other is configured: a PostgreSQL of Ally's own, with its files below the data
 * directory, all schemas migrated, and a login of least privilege for each.
 *
 * <p>A second start finds all data again, also after a kill or a power failure. If the server process dies while Ally
 * runs, it is started again on the same port.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  /** Characters that are special between double quotes in a shell, to which pg_ctl passes the path. */
  private static final String UNFIT_FOR_A_SHELL = ".*[\"$`\\\\\n].*";
  private static final long PAUSE_SECONDS = 5;
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private final DataDirectory directory;
  private final EmbeddedServer server;
  private volatile ConnectionFile connection;
  private volatile boolean closing;
  /** The thread that restarts the server; null while there is none. */
  private volatile Thread restarting;

  private EmbeddedDatabase(DataDirectory directory, EmbeddedServer server, ConnectionFile connection) {
    this.directory = directory;
    this.server = server;
    this.connection = connection;
  }

  /**
   * Starts the database, and creates it if it does not exist. Blocking.
   *
   * @param directory locked by this process; {@link #close()} unlocks it
   * @param connections how many connections it must allow
   * @throws DatabaseRefused if it does not start; nothing runs then, and the directory is unlocked
   * @throws InterruptedException if the thread is interrupted; nothing runs then, and the directory is unlocked
   */
  public static EmbeddedDatabase start(
      DataDirectory directory, Migrations migrations, SecureRandom random, int connections)
      throws InterruptedException {
    return start(directory, migrations, random, Map.of("max_connections", Integer.toString(connections)), 0);
  }

  /**
   * Starts the database as it is: nothing is migrated, no login is made.
   *
   * @param directory locked by this process, with a database; {@link #close()} unlocks it
   * @throws DatabaseRefused if it does not start; nothing runs then, and the directory is unlocked
   */
  public static EmbeddedDatabase open(DataDirectory directory, SecureRandom random) throws InterruptedException {
    return start(directory, random, Map.of(), 0, EmbeddedDatabase::watch);
  }

  /** Starts a database that is only just made, and has nothing of Ally yet. */
  static EmbeddedDatabase openEmpty(DataDirectory directory, SecureRandom random) throws InterruptedException {
    return start(directory, random, Map.of(), 0, EmbeddedDatabase::makeDatabase);
  }

  /** @param port 0: any free port */
  public static EmbeddedDatabase start(
      DataDirectory directory, Migrations migrations, SecureRandom random, Map<String, String> settings, int port)
      throws InterruptedException {
    boolean isNew = !DataDirectory.isMade(directory.path());
    if (isNew) {
      Migrations.load();
    }
    return start(directory, random, settings, port, database -> {
      if (isNew) {
        database.makeDatabase();
      }
      database.provide(migrations, random);
      database.watch();
    });
  }

  private interface FirstWork {
    void on(EmbeddedDatabase database) throws IOException;
  }

  private static EmbeddedDatabase start(
      DataDirectory directory, SecureRandom random, Map<String, String> settings, int port, FirstWork work)
      throws InterruptedException {
    EmbeddedDatabase database = null;
    try {
      database = prepare(directory, random, settings);
      database.run(port);
      work.on(database);
      EmbeddedDatabase started = database;
      database = null;
      return started;
    } catch (IOException e) {
      throw new DatabaseRefused(
          "ALLY_DATA_DIR: the embedded PostgreSQL does not start in " + directory.path() + ": "
              + DataDirectory.reason(e), e);
    } finally {
      if (database != null) {
        database.close();
      }
    }
  }

  /**
   * The logins of the embedded server that another process runs on this directory. The server must be alive: at the
   * port of a stopped one, any process on this machine may listen for its passwords.
   *
   * @return empty if none runs there, or it does not answer yet
   */
  public static Optional<Logins> running(Path directory) {
    try {
      Path real = directory.toRealPath();
      OptionalInt port = Postmaster.port(real);
      return port.isEmpty()
          ? Optional.empty()
          : ConnectionFile.read(DataDirectory.connectionFile(real))
              .map(file -> new Logins(file.withPort(port.getAsInt())));
    } catch (IOException e) {
      throw new DatabaseRefused("The data directory " + directory + " cannot be read: " + DataDirectory.reason(e), e);
    }
  }

  /** The logins of an embedded server. */
  public static final class Logins {
    private final ConnectionFile file;

    private Logins(ConnectionFile file) {
      this.file = file;
    }

    /** The login of a verticle, with least privilege. */
    public PostgresLogin login(Schema schema) {
      return file.login(schema);
    }

    /** The superuser's login. */
    public PostgresLogin owner() {
      return file.ownerLogin();
    }

    /** Whether the server has a login for the verticle; one of an earlier version may have none. */
    public boolean has(Schema schema) {
      return file.has(schema);
    }
  }

  /** The superuser's login. */
  public PostgresLogin owner() {
    return connection.ownerLogin();
  }

  /** The verticle's login of least privilege. */
  public PostgresLogin login(Schema schema) {
    return connection.login(schema);
  }

  private static EmbeddedDatabase prepare(DataDirectory directory, SecureRandom random, Map<String, String> settings)
      throws IOException, InterruptedException {
    boolean prepared = false;
    try {
      if (!WINDOWS && directory.path().toString().matches(UNFIT_FOR_A_SHELL)) {
        throw new DatabaseRefused("The data directory's path must hold no quote, dollar sign, backtick or backslash: "
            + directory.path());
      }
      EmbeddedServer.requireFit(directory);
      Programs programs = Programs.of(Binaries.unpack(directory.path()));
      EmbeddedServer server = new EmbeddedServer(directory, programs, settings);
      Optional<ConnectionFile> known = ConnectionFile.read(directory.connectionFile());
      if (server.isMade() && known.isEmpty()) {
        throw new DatabaseRefused("Without its file " + directory.connectionFile()
            + " the embedded database cannot be opened: put it back from the backup");
      }
      ConnectionFile connection =
          known.map(file -> file.complete(random)).orElseGet(() -> ConnectionFile.generate(random));
      if (!server.isMade() || !known.equals(Optional.of(connection))) {
        connection.write(directory.connectionFile());
      }
      if (!server.isMade()) {
        server.make(connection.owner(), random);
      }
      prepared = true;
      return new EmbeddedDatabase(directory, server, connection);
    } finally {
      if (!prepared) {
        directory.close();
      }
    }
  }

  private void run(int port) throws IOException, InterruptedException {
    ConnectionFile running = connection.withPort(server.start(port));
    if (!running.equals(connection)) {
      running.write(directory.connectionFile());
      connection = running;
    }
    running.writeService(directory.serviceFile());
    LOG.info("The embedded PostgreSQL listens on 127.0.0.1:{}", connection.port());
  }

  private void makeDatabase() {
    String database = connection.ownerLogin().database();
    try (Connection jdbc = Jdbc.connect(connection.maintenanceLogin()); Statement statement = jdbc.createStatement()) {
      statement.execute("CREATE DATABASE " + database + " TEMPLATE template0");
    } catch (SQLException e) {
      throw Jdbc.refusal(connection.maintenanceLogin(), e);
    }
  }

  private void provide(Migrations migrations, SecureRandom random) {
    List<LoginRole> roles =
        Stream.of(Schema.values()).map(schema -> new LoginRole(schema, connection.login(schema))).toList();
    try {
      LoginRole.provideAlone(migrations, connection.ownerLogin(), roles, random);
    } catch (DatabaseRefused e) {
      if (!Jdbc.isWithoutDatabase(e)) {
        throw e;
      }
      // An earlier start was killed after it had made the server.
      makeDatabase();
      LoginRole.provideAlone(migrations, connection.ownerLogin(), roles, random);
    }
  }

  private void watch() throws IOException {
    Postmaster.living(directory).ifPresent(process -> process.onExit().thenRunAsync(this::runAgain, Programs::aside));
  }

  /** Restarts the server, if it has died, on the same port, where the pools look for it. */
  synchronized void runAgain() {
    // Set before the check: either this thread sees that closing has begun, or close() sees and interrupts this thread.
    restarting = Thread.currentThread();
    try {
      if (closing || !directory.isHeld()) {
        return;
      }
      // Without a free file descriptor Java cannot look at a process, and takes it for dead.
      if (Postmaster.living(directory).isEmpty()) {
        LOG.error("The embedded PostgreSQL has died; starting it again");
        run(connection.port());
      }
      watch();
    } catch (IOException | DatabaseRefused e) {
      LOG.error("The embedded PostgreSQL cannot be watched or started again: {}", e.getMessage());
      CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS, Programs::aside).execute(this::runAgain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      restarting = null;
    }
  }

  /** Stops the server and unlocks the directory. */
  @Override
  public void close() {
    closing = true;
    Thread busy = restarting;
    if (busy != null) {
      busy.interrupt();
    }
    synchronized (this) {
      try {
        stop();
      } catch (IOException e) {
        LOG.error("The embedded PostgreSQL could not be stopped: {}", DataDirectory.reason(e));
      } finally {
        directory.close();
      }
    }
  }

  /** Stops the server. An interrupt restarts the attempt, so that the server does not keep running. */
  private void stop() throws IOException {
    boolean interrupted = Thread.interrupted();
    for (boolean stopped = false; !stopped; ) {
      try {
        server.stop();
        stopped = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
