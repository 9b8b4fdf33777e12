package dev.ally.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The first processes of embedded servers, as an operator sees them. */
public final class Postmasters {
  private Postmasters() {}

  /** The number of the one that a data directory speaks of. */
  public static Optional<Long> in(Path dataDirectory) {
    try {
      List<String> lines = Files.readAllLines(dataDirectory.resolve("postgres/postmaster.pid"));
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(lines.get(0).strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A process that is gone, but that nobody has buried, runs nothing. */
  public static boolean runs(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command())
        .filter(command -> command.endsWith("postgres")).isPresent();
  }
}
