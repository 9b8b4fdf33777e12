package dev.ally.database.embedded;

import dev.ally.crypto.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL that a test owns, and stops as it likes: nobody starts it again but the test. */
public final class OwnPostgres implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final DataDirectory directory;
  private final Programs programs;
  private final EmbeddedServer server;
  private final Map<String, String> settings;
  private final Secret password;
  private final int port;

  private OwnPostgres(
      DataDirectory directory, Programs programs, Map<String, String> settings, Secret password)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.programs = programs;
    this.settings = settings;
    this.password = password;
    this.server = new EmbeddedServer(directory, programs, settings);
    if (!server.isMade()) {
      server.make(password, new SecureRandom());
    }
    this.port = server.start(0);
  }

  /** Made and started; what it commits outlives it, though not the machine: that makes it quick. */
  public static OwnPostgres start(Path path) throws IOException, InterruptedException {
    return start(path, Map.of("fsync", "off", "max_connections", "100"));
  }

  /** Made and started with these of PostgreSQL's settings. */
  public static OwnPostgres start(Path path, Map<String, String> settings) throws IOException, InterruptedException {
    DataDirectory directory = DataDirectory.lock(path).orElseThrow();
    Programs programs = Programs.of(UnpackedPostgres.unpacked());
    return new OwnPostgres(directory, programs, settings, Secret.token(new SecureRandom()));
  }

  /** A hot standby, which follows this one; this one is stopped for a moment, to be copied. */
  public OwnPostgres standby(Path path) throws IOException, InterruptedException {
    stop("fast");
    DataDirectory copy = DataDirectory.lock(path).orElseThrow();
    Process copying = new ProcessBuilder("cp", "-a", directory.cluster().toString(), copy.cluster().toString()).start();
    if (copying.waitFor() != 0) {
      throw new IOException("the primary could not be copied");
    }
    startAgain();
    Files.createFile(copy.cluster().resolve("standby.signal"));
    Files.writeString(copy.cluster().resolve("postgresql.auto.conf"), "primary_conninfo = 'host=127.0.0.1 port=" + port
        + " user=" + ConnectionFile.OWNER + " password=" + password.revealText() + "'\n");
    return new OwnPostgres(copy, programs, settings, password);
  }

  /** Makes a standby the primary. */
  public void promote() throws IOException, InterruptedException {
    Programs.Result promoted =
        programs.run(LIMIT, "pg_ctl", "promote", "--wait", "-D", directory.cluster().toString());
    if (!promoted.succeeded()) {
      throw new IllegalStateException(promoted.output());
    }
  }

  /** Of its first process, which started the others. */
  public long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(directory.cluster().resolve("postmaster.pid")).get(0));
  }

  public int port() {
    return port;
  }

  /** The owner's address, as Ally is told it, on this port or that of a proxy. */
  public String uri(int through) {
    return "postgresql://" + ConnectionFile.OWNER + ":" + password.revealText() + "@127.0.0.1:" + through
        + "/postgres?sslmode=disable";
  }

  /** @param mode of {@code pg_ctl}: fast, immediate */
  public void stop(String mode) throws IOException, InterruptedException {
    Programs.Result stopped = programs.run(
        LIMIT, "pg_ctl", "stop", "--wait", "-m", mode, "-D", directory.cluster().toString());
    if (!stopped.succeeded()) {
      throw new IllegalStateException(stopped.output());
    }
  }

  /** On the port that it had. */
  public void startAgain() throws IOException, InterruptedException {
    server.start(port);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", ConnectionFile.OWNER, password.revealText());
  }

  /** The first column of all rows, as text. */
  public List<String> read(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      programs.run(LIMIT, "pg_ctl", "stop", "--wait", "-m", "immediate", "-D", directory.cluster().toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      directory.close();
    }
  }
}
