package dev.ally.harness;

import dev.ally.database.embedded.UnpackedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An archive of the classes that a server loads (class data sharing, JEP 350), beside the jar. With it a process starts
 * with a fifth less work, and the tests of the jar start hundreds.
 */
final class SharedClasses {
  private static List<String> options;

  private SharedClasses() {}

  /**
   * The options of Java that use the archive; it is made first if another jar had it.
   *
   * @param quick options of all processes that use it
   */
  static synchronized List<String> of(Path jar, List<String> quick) throws IOException {
    if (options == null) {
      options = List.of("-XX:SharedArchiveFile=" + archive(jar, quick));
    }
    return options;
  }

  private static Path archive(Path jar, List<String> quick) throws IOException {
    Path archive = jar.resolveSibling("ally-" + Files.getLastModifiedTime(jar).toMillis() + ".jsa");
    try (FileChannel lock = FileChannel.open(
        jar.resolveSibling("ally.jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();
      if (!Files.exists(archive)) {
        Path made = jar.resolveSibling("ally.jsa.made");
        Files.deleteIfExists(made);
        serve(jar, quick, made);
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
      }
      return archive;
    }
  }

  /** A server that starts and stops, and writes at its end what it loaded. */
  private static void serve(Path jar, List<String> quick, Path made) throws IOException {
    Path directory = Files.createTempDirectory("ally-classes");
    UnpackedPostgres.linkInto(directory.resolve("ally-data"));
    Path out = directory.resolve("out");
    List<String> command = new ArrayList<>(List.of(AllyProcess.JAVA));
    command.addAll(quick);
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("ALLY_HTTP_PORT", Integer.toString(Ports.free()));
    builder.environment().put("ALLY_MANAGEMENT_PORT", Integer.toString(Ports.free()));
    Process server = builder.start();
    try {
      while (server.isAlive() && !Files.readString(out).contains("Ally is ready: ")) {
        server.waitFor(50, TimeUnit.MILLISECONDS);
      }
      server.destroy();
      server.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      server.destroyForcibly();
    }
    if (!Files.exists(made)) {
      throw new IllegalStateException("no archive of classes\n" + Files.readString(out));
    }
  }
}
