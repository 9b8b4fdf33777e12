package dev.ally.database.embedded;

import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs, unpacked once for all tests of this JVM: unpacking takes longer than the start that follows.
 *
 * <p>A test of the unpacking itself begins with an empty directory instead.
 */
public final class UnpackedPostgres {
  private static Path unpacked;

  private UnpackedPostgres() {}

  /** Puts them, as links, where a server that starts on this data directory looks for them; once is enough. */
  public static void linkInto(Path dataDirectory) throws IOException {
    Path programs = unpacked();
    Path target = PrivateFile.makeDirectory(dataDirectory).resolve(programs.getFileName());
    if (Files.exists(target)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(programs)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Path link = target.resolve(programs.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(link);
        } else {
          Files.createLink(link, path);
        }
      }
    }
  }

  /** The directory that holds {@code bin}, {@code lib} and {@code share}. */
  static synchronized Path unpacked() throws IOException {
    if (unpacked == null) {
      Path directory = Files.createTempDirectory("ally-programs");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      unpacked = Binaries.unpack(directory);
    }
    return unpacked;
  }

  private static void delete(Path directory) {
    try {
      Binaries.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
