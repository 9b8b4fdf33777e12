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

  /** Its process without which it does not stop. */
  public static Optional<ProcessHandle> checkpointer(long postmaster) {
    return ProcessHandle.of(postmaster).stream().flatMap(ProcessHandle::children)
        .filter(process -> commandLine(process).contains("checkpointer")).findFirst();
  }

  /** Whether that server of Ally is just stopping its database. */
  public static boolean isBeingStopped(long ally) {
    return ProcessHandle.of(ally).stream().flatMap(ProcessHandle::descendants)
        .anyMatch(process -> commandLine(process).contains("pg_ctl\0stop"));
  }

  /** @param name of a signal: {@code STOP}, {@code CONT} */
  public static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** As the process has written it, which Java's own look at it does not show. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException gone) {
      return "";
    }
  }
}
