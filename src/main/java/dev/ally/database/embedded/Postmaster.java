package dev.ally.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The server process that {@code postmaster.pid} names.
 *
 * <p>The file remains when the machine stops or a container is deleted; by then another process may have the number. So
 * a process counts as ours only if it runs a program that was unpacked into our data directory.
 */
final class Postmaster {
  /** The lines of the file, counted from 1, as PostgreSQL's pidfile.h defines them. */
  private static final int PID = 1;
  private static final int PORT = 4;

  private Postmaster() {}

  /** The running server of this data directory, if any. */
  static Optional<ProcessHandle> living(DataDirectory directory) throws IOException {
    return living(directory.path());
  }

  /** @param directory absolute, without symbolic links */
  static Optional<ProcessHandle> living(Path directory) throws IOException {
    String pid = line(directory, PID);
    if (!pid.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isOurs(process, directory));
  }

  /**
   * The port of the running server of a data directory that another process has locked; no other process has that port.
   *
   * @param directory absolute, without symbolic links
   * @return empty if no server runs there, or its port is not known yet
   */
  static OptionalInt port(Path directory) throws IOException {
    String port = line(directory, PORT);
    return port.matches("[0-9]{1,5}") && living(directory).isPresent()
        ? OptionalInt.of(Integer.parseInt(port))
        : OptionalInt.empty();
  }

  /** Empty if there is no such line. */
  private static String line(Path directory, int number) throws IOException {
    Path file = file(directory);
    if (!Files.exists(file)) {
      return "";
    }
    List<String> lines = Files.readAllLines(file);
    return lines.size() < number ? "" : lines.get(number - 1).strip();
  }

  /** Deletes the file; PostgreSQL itself still refuses to start while a process uses its shared memory. */
  static void forget(DataDirectory directory) throws IOException {
    Files.deleteIfExists(file(directory.path()));
  }

  static boolean hasFile(DataDirectory directory) {
    return Files.exists(file(directory.path()));
  }

  private static boolean isOurs(ProcessHandle process, Path directory) {
    boolean program = process.info().command()
        .map(command -> Path.of(command).normalize().startsWith(directory))
        .orElse(false);
    boolean cluster = process.info().arguments()
        .map(arguments -> List.of(arguments).contains(DataDirectory.cluster(directory).toString()))
        .orElse(true);
    return program && cluster;
  }

  private static Path file(Path directory) {
    return DataDirectory.cluster(directory).resolve("postmaster.pid");
  }
}
