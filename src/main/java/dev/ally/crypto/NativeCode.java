package dev.ally.crypto;

import com.sun.jna.Platform;
import de.mkammerer.argon2.Argon2Factory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads the native code of Argon2, which a file must hold for that moment.
 *
 * <p>The file lies in a directory that its owner alone may enter, and both are gone when the code is loaded. JNA itself
 * would take the system's temporary directory, where a container may forbid code to be loaded from.
 */
public final class NativeCode {
  private static final String JNA_DIRECTORY = "jna.tmpdir";

  private NativeCode() {}

  /**
   * Loads it through the first of these directories that allows it. On Windows, where no file can be deleted that is
   * loaded, that is left to JNA, which deletes it later.
   *
   * @throws IOException when none does; the message says why, for each
   */
  public static void load(List<Path> directories) throws IOException {
    if (File.separatorChar == '\\') {
      return;
    }
    List<String> reasons = new ArrayList<>();
    for (Path directory : directories) {
      try {
        loadThrough(directory.toAbsolutePath());
        return;
      } catch (IOException e) {
        reasons.add(e.getClass().getSimpleName() + ": " + e.getMessage());
      } catch (UnsatisfiedLinkError e) {
        reasons.add(e.getMessage());
      }
    }
    throw new IOException(String.join("; ", reasons));
  }

  private static void loadThrough(Path directory) throws IOException {
    Path own = Files.createTempDirectory(directory, "native");
    try {
      tryOut(own);
      System.setProperty(JNA_DIRECTORY, own.toString());
      Argon2Factory.create(Argon2Factory.Argon2Types.ARGON2id);
    } finally {
      System.clearProperty(JNA_DIRECTORY);
      delete(own);
    }
  }

  /** JNA tries once and never again, so that a directory is tried out before it is told of it. */
  private static void tryOut(Path own) throws IOException {
    String name = System.mapLibraryName("argon2");
    try (InputStream library = NativeCode.class.getResourceAsStream("/" + Platform.RESOURCE_PREFIX + "/" + name)) {
      if (library != null) {
        Files.copy(library, own.resolve(name));
        System.load(own.resolve(name).toString());
      }
    }
  }

  /** What cannot be deleted stays: NFS keeps files that are in use. */
  private static void delete(Path own) throws IOException {
    try (Stream<Path> files = Files.list(own)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        file.toFile().delete();
      }
    }
    own.toFile().delete();
  }
}
