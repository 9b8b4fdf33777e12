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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database when no other is named: a PostgreSQL of Ally's own, with its files below the data directory, both
 * schemas migrated, and a login of least privilege for each.
 *
 * <p>A second start finds everything again, also after a kill or a power cut. When the server process dies while Ally
 * lives, it is started again on the same port.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  /** What pg_ctl hands to a shell between double quotes. */
  private static final String UNFIT_FOR_A_SHELL = ".*[\"$`\\\\\n].*";
  private static final long PAUSE_SECONDS = 5;
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private final DataDirectory directory;
  private final EmbeddedServer server;
  private volatile ConnectionFile connection;
  private volatile boolean closing;
  /** The thread that starts a dead server again; null while none does. */
  private volatile Thread restarting;

  private EmbeddedDatabase(DataDirectory directory, EmbeddedServer server, ConnectionFile connection) {
    this.directory = directory;
    this.server = server;
    this.connection = connection;
  }

  /**
   * Starts it; makes it when it is not there. Blocking.
   *
   * @param directory locked by this process; {@link #close()} unlocks it
   * @param connections how many it must allow at once
   * @throws DatabaseRefused when it does not start; nothing runs then, and the directory is unlocked
   * @throws InterruptedException likewise, when the thread is interrupted
   */
  public static EmbeddedDatabase start(
      DataDirectory directory, Migrations migrations, SecureRandom random, int connections)
      throws InterruptedException {
    return start(directory, migrations, random, Map.of("max_connections", Integer.toString(connections)), 0);
  }

  /** @param port 0 takes any free one */
  public static EmbeddedDatabase start(
      DataDirectory directory, Migrations migrations, SecureRandom random, Map<String, String> settings, int port)
      throws InterruptedException {
    EmbeddedDatabase database = null;
    try {
      database = prepare(directory, random, settings);
      database.run(port);
      database.provide(migrations);
      database.watch();
      EmbeddedDatabase started = database;
      database = null;
      return started;
    } catch (IOException e) {
      throw new DatabaseRefused("The embedded PostgreSQL does not start: " + DataDirectory.reason(e), e);
    } finally {
      if (database != null) {
        database.close();
      }
    }
  }

  /**
   * How to reach the embedded server that another process runs on this directory. It must live: at the port of one that
   * is gone, anybody on this machine may wait for its passwords.
   *
   * @return empty when none runs there, not yet or not just now
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

    /** Of least privilege. */
    public PostgresLogin login(Schema schema) {
      return file.login(schema);
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
      ConnectionFile connection = known.orElseGet(() -> ConnectionFile.generate(random));
      if (!server.isMade()) {
        connection.write(directory.connectionFile());
        server.make(connection.owner());
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

  private void provide(Migrations migrations) {
    String database = connection.ownerLogin().database();
    try (Connection jdbc = Jdbc.connect(connection.maintenanceLogin()); Statement statement = jdbc.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
        if (!row.next()) {
          statement.execute("CREATE DATABASE " + database + " TEMPLATE template0");
        }
      }
    } catch (SQLException e) {
      throw Jdbc.refusal(connection.maintenanceLogin(), e);
    }
    closePublic();
    LoginRole.provide(migrations, connection.ownerLogin(), List.of(
        new LoginRole(Schema.ACCOUNT, connection.login(Schema.ACCOUNT)),
        new LoginRole(Schema.TOTP, connection.login(Schema.TOTP))));
  }

  /** Nobody but Ally lives here: what PostgreSQL gives to everybody is taken away. */
  private void closePublic() {
    PostgresLogin owner = connection.ownerLogin();
    try (Connection jdbc = Jdbc.connect(owner); Statement statement = jdbc.createStatement()) {
      statement.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
      statement.execute("REVOKE ALL ON DATABASE " + owner.database() + " FROM PUBLIC");
    } catch (SQLException e) {
      throw Jdbc.refusal(owner, e);
    }
  }

  private void watch() throws IOException {
    Postmaster.living(directory).ifPresent(process -> process.onExit().thenRunAsync(this::runAgain, Programs::aside));
  }

  /** On the same port, where the pools look for it. */
  private synchronized void runAgain() {
    // Noted before it looks: either it sees here that this is being closed, or whoever closes sees it, and interrupts.
    restarting = Thread.currentThread();
    try {
      if (closing || !directory.isHeld()) {
        return;
      }
      LOG.error("The embedded PostgreSQL has died; starting it again");
      run(connection.port());
      watch();
    } catch (IOException | DatabaseRefused e) {
      LOG.error("The embedded PostgreSQL does not start again: {}", e.getMessage());
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

  /** Whoever interrupts wants the end of it all the sooner: it is begun again, and not left undone. */
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
