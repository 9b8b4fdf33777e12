package dev.ally.database.embedded;

import dev.ally.crypto.Secret;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.LoginRole;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Creates, starts and stops the PostgreSQL of one data directory.
 *
 * <p>The server is created with a password and listens only on the loopback interface, so at no time does a server run
 * that accepts connections without authentication. What it commits is on the disk, and survives a kill or a power
 * failure.
 */
final class EmbeddedServer {
  /** The major version of the PostgreSQL in the jar; it opens only databases of this version. */
  static final String MAJOR = "17";

  /** Recovery after a crash may take long. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration INIT_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(2);
  private static final Duration APPEARANCE_LIMIT = Duration.ofSeconds(1);
  private static final Duration MARGIN = Duration.ofSeconds(1);
  private static final int LONGEST_VERSION = 10;
  private static final int TRIES = 40;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

  /** Messages of failures that pass: an earlier server is still stopping, or another process took the port first. */
  private static final List<String> PASSING = List.of(
      "is still in use", "could not bind", "could not create any TCP/IP sockets", "already running");

  /** The line of PostgreSQL's programs that says why one ended. */
  private static final Pattern CAUSE = Pattern.compile("(?:FATAL|PANIC|error):.*");
  /** The message of initdb for a user ID without a name, as containers may use. */
  private static final String NAMELESS = "could not look up effective user ID";

  private static final Map<String, String> SETTINGS = Map.ofEntries(
      Map.entry("listen_addresses", "127.0.0.1"),
      Map.entry("unix_socket_directories", ""),
      Map.entry("fsync", "on"),
      Map.entry("synchronous_commit", "on"),
      Map.entry("full_page_writes", "on"),
      Map.entry("password_encryption", "scram-sha-256"),
      Map.entry("timezone", "UTC"),
      Map.entry("log_timezone", "UTC"),
      // Logs of one week, without rows.
      Map.entry("logging_collector", "on"),
      Map.entry("log_filename", "postgresql-%a.log"),
      Map.entry("log_truncate_on_rotation", "on"),
      Map.entry("log_rotation_age", "1d"),
      Map.entry("log_rotation_size", "0"),
      Map.entry("log_error_verbosity", "terse"),
      Map.entry("log_min_error_statement", "panic"));

  private final DataDirectory directory;
  private final Programs programs;
  private final Map<String, String> settings;

  /** @param overriding settings of postgresql.conf, without spaces */
  EmbeddedServer(DataDirectory directory, Programs programs, Map<String, String> overriding) {
    this.directory = directory;
    this.programs = programs;
    settings = new TreeMap<>(SETTINGS);
    settings.putAll(overriding);
  }

  boolean isMade() {
    return Files.exists(directory.cluster());
  }

  /**
   * Checks that the existing database, if any, can be opened.
   *
   * @throws DatabaseRefused if it is of another major version, or of an unknown one
   */
  static void requireFit(DataDirectory directory) throws IOException {
    Path cluster = directory.cluster();
    if (!Files.exists(cluster)) {
      return;
    }
    String version = version(cluster.resolve("PG_VERSION"));
    if (!version.matches("[0-9]{1,3}(\\.[0-9]{1,2})?")) {
      throw new DatabaseRefused("There is no database of PostgreSQL in " + cluster + ": its file PG_VERSION is missing"
          + " or damaged; put the directory back from a backup");
    }
    if (!version.equals(MAJOR)) {
      throw new DatabaseRefused("The database in " + cluster + " is of PostgreSQL " + version + ", and this Ally has"
          + " PostgreSQL " + MAJOR + ", which cannot open it: run \"ally.jar backup\" of the version of Ally that made it, and"
          + " \"ally.jar restore\" of this one with another ALLY_DATA_DIR");
    }
  }

  /** The version; empty if there is no such file. */
  private static String version(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST_VERSION), StandardCharsets.ISO_8859_1).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /**
   * Creates the database in a draft, which a kill may leave incomplete; the final name appears once it is complete.
   *
   * @param password the superuser's, a {@link Secret#token}
   */
  void make(Secret password, SecureRandom random) throws IOException, InterruptedException {
    Path draft = directory.path().resolve("postgres.draft");
    Binaries.delete(draft);
    Path passwordFile = PrivateFile.draft(directory.connectionFile());
    try {
      Files.writeString(passwordFile, LoginRole.verifierOfToken(password, random));
      Programs.Result made = programs.run(INIT_LIMIT, "initdb", "-D", draft.toString(), "-U", ConnectionFile.OWNER,
          "--auth=scram-sha-256", "--pwfile=" + passwordFile, "--encoding=UTF8", "--no-locale", "--data-checksums",
          "--no-instructions");
      if (!made.succeeded()) {
        String what = made.output().contains(NAMELESS)
            ? ": give this user ID a name in /etc/passwd, start Ally as another user, or name a database with"
                + " ALLY_DATABASE_URI"
            : "";
        throw new DatabaseRefused("ALLY_DATA_DIR: the embedded PostgreSQL could not be made in " + directory.path()
            + ": " + reason(made.output()) + what);
      }
    } finally {
      Files.delete(passwordFile);
    }
    Files.move(draft, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
    PrivateFile.force(directory.path());
  }

  /**
   * Starts the server, after stopping one that a killed process left running.
   *
   * @param port 0: any free port
   * @return the port
   */
  int start(int port) throws IOException, InterruptedException {
    stopOrphan();
    for (int attempt = 1; ; attempt++) {
      int chosen = port == 0 ? freePort() : port;
      Files.deleteIfExists(directory.startLog());
      Programs.Result started = startOnce(chosen);
      if (started.succeeded()) {
        return chosen;
      }
      String log = Files.exists(directory.startLog()) ? Files.readString(directory.startLog()) : started.output();
      if (attempt == TRIES || PASSING.stream().noneMatch(log::contains)) {
        throw new DatabaseRefused("The embedded PostgreSQL does not start: " + reason(log));
      }
      Thread.sleep(BETWEEN_TRIES.toMillis());
    }
  }

  private Programs.Result startOnce(int port) throws IOException, InterruptedException {
    try {
      return programs.run(START_LIMIT.plus(MARGIN), "pg_ctl", "start", "--wait", "--silent",
          "-t", Long.toString(START_LIMIT.toSeconds()), "-D", directory.cluster().toString(),
          "-l", directory.startLog().toString(), "-o", options(port));
    } catch (InterruptedException e) {
      // The server may be starting without a pid file yet; without the file it could not be stopped.
      long deadline = System.nanoTime() + APPEARANCE_LIMIT.toNanos();
      while (Postmaster.living(directory).isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      throw e;
    }
  }

  /** Stops the server, if it runs: open transactions are rolled back, committed ones are kept. */
  void stop() throws IOException, InterruptedException {
    if (Postmaster.living(directory).isPresent() && !stopped("fast", STOP_LIMIT)) {
      stopped("immediate", IMMEDIATE_STOP_LIMIT);
    }
  }

  private boolean stopped(String mode, Duration limit) throws IOException, InterruptedException {
    return programs.run(limit.plus(MARGIN), "pg_ctl", "stop", "--wait", "--silent", "-m", mode,
        "-t", Long.toString(limit.toSeconds()), "-D", directory.cluster().toString()).succeeded();
  }

  private void stopOrphan() throws IOException, InterruptedException {
    if (Postmaster.hasFile(directory)) {
      stop();
      if (Postmaster.living(directory).isEmpty()) {
        Postmaster.forget(directory);
      }
    }
  }

  private String options(int port) {
    return "-p " + port + settings.entrySet().stream()
        .map(setting -> " -c " + setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String reason(String log) {
    return log.lines()
        .map(CAUSE::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst()
        .orElseGet(() -> lastLine(log));
  }

  private static String lastLine(String output) {
    return output.lines().filter(line -> !line.isBlank()).reduce((first, second) -> second).orElse("it says nothing");
  }
}
