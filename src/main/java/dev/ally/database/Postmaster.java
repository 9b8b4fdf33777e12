package dev.ally.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The server process that {@code postmaster.pid} speaks of.
 *
 * <p>The file outlives its process when the machine stops or a container is thrown away; by then the number may be
 * somebody else's. So a process counts as ours only while it runs a program unpacked into our own data directory.
 */
final class Postmaster {
  private Postmaster() {}

  /** The living server of this data directory, if there is one. */
  static Optional<ProcessHandle> living(DataDirectory directory) throws IOException {
    Path file = file(directory);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    String pid = lines.isEmpty() ? "" : lines.get(0).strip();
    if (!pid.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isOurs(process, directory));
  }

  /** What the file says is over; PostgreSQL itself still refuses to start while a process uses its shared memory. */
  static void forget(DataDirectory directory) throws IOException {
    Files.deleteIfExists(file(directory));
  }

  static boolean isMarked(DataDirectory directory) {
    return Files.exists(file(directory));
  }

  private static boolean isOurs(ProcessHandle process, DataDirectory directory) {
    boolean program = process.info().command()
        .map(command -> Path.of(command).normalize().startsWith(directory.path()))
        .orElse(false);
    boolean cluster = process.info().arguments()
        .map(arguments -> List.of(arguments).contains(directory.cluster().toString()))
        .orElse(true);
    return program && cluster;
  }

  private static Path file(DataDirectory directory) {
    return directory.cluster().resolve("postmaster.pid");
  }
}
