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
 * Loads the native code of Argon2, which has to be in a file at that moment.
 *
 * <p>The file is in a directory that only its owner may enter; both are deleted once the code is loaded. By default JNA
 * uses the system's temporary directory, from which a container may not allow code to be loaded.
 */
public final class NativeCode {
  private static final String JNA_DIRECTORY = "jna.tmpdir";

  private NativeCode() {}

  /**
   * Loads the code from the first of these directories that allows it. On Windows a loaded file cannot be deleted, so
   * there JNA loads it, and deletes the file later.
   *
   * @throws IOException if none of them allows it; the message has the reason for each
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
      test(own);
      System.setProperty(JNA_DIRECTORY, own.toString());
      Argon2Factory.create(Argon2Factory.Argon2Types.ARGON2id);
    } finally {
      System.clearProperty(JNA_DIRECTORY);
      delete(own);
    }
  }

  /** JNA tries only once, so a directory is tested before JNA is pointed to it. */
  private static void test(Path own) throws IOException {
    String name = System.mapLibraryName("argon2");
    try (InputStream library = NativeCode.class.getResourceAsStream("/" + Platform.RESOURCE_PREFIX + "/" + name)) {
      if (library != null) {
        Files.copy(library, own.resolve(name));
        System.load(own.resolve(name).toString());
      }
    }
  }

  /** A file that cannot be deleted is left: NFS keeps files that are in use. */
  private static void delete(Path own) throws IOException {
    try (Stream<Path> files = Files.list(own)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        file.toFile().delete();
      }
    }
    own.toFile().delete();
  }
}
