package dev.ally.database.embedded;

import dev.ally.database.DatabaseRefused;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs of PostgreSQL. They refuse to run as root, or as a user whose ID has no name; for such a user they
 * run in a user namespace of their own, in which the user is nobody and still owns its files.
 */
final class Programs {
  private static final Duration QUICK = Duration.ofSeconds(10);
  private static final String ROOT = "0";

  private final Path bin;
  private final List<String> prefix;

  /** @param output of both streams */
  record Result(int exit, String output) {
    boolean succeeded() {
      return exit == 0;
    }
  }

  private Programs(Path bin, List<String> prefix) {
    this.bin = bin;
    this.prefix = prefix;
  }

  /**
   * The programs below {@code home}.
   *
   * @throws DatabaseRefused if no program may be run there, or if this is root and user namespaces are not available
   */
  static Programs of(Path home) throws InterruptedException {
    Path bin = home.resolve("bin");
    if (PrivateFile.POSIX && !Files.isExecutable(bin.resolve("postgres"))) {
      throw new DatabaseRefused("ALLY_DATA_DIR: the embedded PostgreSQL must be run from " + bin + ", where no program"
          + " may be run: mount it without noexec, or name a database with ALLY_DATABASE_URI");
    }
    String user = id(List.of(), "-u");
    boolean root = user.equals(ROOT);
    if (user.isEmpty() || !root && !id(List.of(), "-un").isEmpty()) {
      return new Programs(bin, List.of());
    }
    List<String> prefix = List.of("unshare", "-U");
    String inside = id(prefix, "-u");
    if (!inside.isEmpty() && !inside.equals(ROOT)) {
      return new Programs(bin, prefix);
    }
    if (root) {
      throw new DatabaseRefused("PostgreSQL does not run as root, and \"unshare -U\" does not work here:"
          + " start Ally as another user, or name a database with ALLY_DATABASE_URI");
    }
    // Only initdb needs the name.
    return new Programs(bin, List.of());
  }

  /**
   * Runs a program until it ends or the limit is reached, without environment variables that begin with PG or ALLY_.
   */
  Result run(Duration limit, String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return run(limit, command);
  }

  private static Result run(Duration limit, List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("ALLY_"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process), Programs::aside);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(command + " did not end within " + limit.toSeconds() + " s");
      }
      return new Result(process.exitValue(), output.join());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs the work in a thread of its own, so that blocking work does not wait for other blocking work. */
  static void aside(Runnable work) {
    Thread thread = new Thread(work, "postgres");
    thread.setDaemon(true);
    thread.start();
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Empty if it is unknown, or there is no {@code id} because this is not Unix. */
  private static String id(List<String> prefix, String option) throws InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("id", option));
    try {
      Result result = run(QUICK, command);
      return result.succeeded() ? result.output().strip() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
