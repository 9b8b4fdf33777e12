package dev.ally.harness;

import dev.ally.config.PostgresLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's PgBouncer, with its own defaults, before a PostgreSQL. It refuses to be root, and is nobody then. */
public final class PgBouncer implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("PgBouncer (\\d+)\\.(\\d+)");

  private final Path directory;
  private final Process process;
  private final int port;

  private PgBouncer(Path directory, Process process, int port) {
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  /** Goes on only where one is installed; {@code 121} for 1.21. */
  public static int version() throws IOException, InterruptedException {
    Tools.need("pgbouncer");
    Process asked = new ProcessBuilder("pgbouncer", "--version").redirectErrorStream(true).start();
    String output = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    Matcher version = VERSION.matcher(output);
    if (!version.find()) {
      throw new IllegalStateException(output);
    }
    return 100 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
  }

  /**
   * Started, with every database of the server.
   *
   * @param mode {@code session}, {@code transaction}
   * @param logins whom it lets in
   */
  public static PgBouncer start(String mode, PostgresLogin... logins) throws IOException, InterruptedException {
    Tools.need("pgbouncer");
    Path directory = Files.createTempDirectory("ally-pgbouncer");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    int port = Ports.free();
    StringBuilder users = new StringBuilder();
    for (PostgresLogin login : logins) {
      users.append('"').append(login.user()).append("\" \"").append(login.password().revealText()).append("\"\n");
    }
    Files.writeString(directory.resolve("users.txt"), users);
    Files.writeString(directory.resolve("pgbouncer.ini"), """
        [databases]
        * = host=127.0.0.1 port=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %s
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = %s
        """.formatted(Integer.toString(logins[0].port()), Integer.toString(port), directory.resolve("users.txt"), mode)
        + (version() >= 121 ? "max_prepared_statements = 300\n" : ""));
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(List.of("pgbouncer", directory.resolve("pgbouncer.ini").toString()));
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
    return new PgBouncer(directory, process, port).awaitListening();
  }

  private PgBouncer awaitListening() throws IOException, InterruptedException {
    while (!log().contains("process up")) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(log());
      }
    }
    return this;
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  /** The same login, through it. */
  public PostgresLogin through(PostgresLogin login) {
    return new PostgresLogin("127.0.0.1", port, login.database(), login.user(), login.password(), login.encryption(),
        login.rootCertificate(), login.scramOnly());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    try {
      for (String file : List.of("users.txt", "pgbouncer.ini", "log")) {
        Files.delete(directory.resolve(file));
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
