package dev.ally.crypto;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the native code of Argon2, which has to be in a file at that moment. Where it cannot be loaded, Java code takes
 * its place.
 *
 * <p>The file is in a directory that only its owner may enter; both are deleted once the code is loaded. By default JNA
 * uses the system's temporary directory, from which a container may not allow code to be loaded.
 */
public final class NativeCode {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCode.class);
  private static final String JNA_DIRECTORY = "jna.tmpdir";
  /** Where lazysodium's jar has the library, by JNA's name of the platform. */
  private static final Map<String, String> LIBRARIES = Map.of(
      "linux-x86-64", "/linux64/libsodium.so",
      "linux-aarch64", "/arm64/libsodium.so",
      "darwin-x86-64", "/mac/libsodium.dylib",
      "darwin-aarch64", "/mac_arm/libsodium.dylib",
      "win32-x86-64", "/windows64/libsodium.dll");

  private static Argon2 argon2;

  private NativeCode() {}

  /**
   * Loads the code from the first of these directories that allows it, or warns once that passwords are hashed in Java.
   * Later calls do nothing. Without a call, the code is loaded from Java's temporary directory when it is needed.
   */
  public static synchronized void load(List<Path> directories) {
    if (argon2 == null) {
      argon2 = find(library(), directories);
    }
  }

  static synchronized Argon2 argon2() {
    load(List.of(Path.of(System.getProperty("java.io.tmpdir"))));
    return argon2;
  }

  /** The library for this platform. */
  static Optional<String> library() {
    return Optional.ofNullable(LIBRARIES.get(Platform.RESOURCE_PREFIX));
  }

  /** @param library the resource; empty: there is none for this platform */
  static Argon2 find(Optional<String> library, List<Path> directories) {
    List<String> reasons = new ArrayList<>();
    if (library.isEmpty()) {
      reasons.add("there is none for " + Platform.RESOURCE_PREFIX);
    }
    for (Path directory : library.isEmpty() ? List.<Path>of() : directories) {
      try {
        return File.separatorChar == '\\'
            ? loadByJna(library.get())
            : loadThrough(directory.toAbsolutePath(), library.get());
      } catch (IOException | LinkageError e) {
        reasons.add(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
    LOG.warn("passwords are hashed in Java, which takes much longer, since libsodium cannot be loaded ({})",
        String.join("; ", reasons));
    return new JavaArgon2();
  }

  private static Argon2 loadThrough(Path directory, String library) throws IOException {
    Path own = Files.createTempDirectory(directory, "native");
    try {
      Path file = own.resolve("libsodium");
      copy(library, file);
      // JNA tries to load its own code only once, so the directory is tested before JNA is pointed to it.
      System.load(file.toString());
      System.setProperty(JNA_DIRECTORY, own.toString());
      return new SodiumArgon2(NativeLibrary.getInstance(file.toString()));
    } finally {
      System.clearProperty(JNA_DIRECTORY);
      delete(own);
    }
  }

  /** On Windows a loaded file cannot be deleted: JNA does so when it is next started, for the file has such a mark. */
  private static Argon2 loadByJna(String library) throws IOException {
    File file = Native.extractFromResourcePath(library, NativeCode.class.getClassLoader());
    Files.createFile(Path.of(file + ".x"));
    return new SodiumArgon2(NativeLibrary.getInstance(file.getAbsolutePath()));
  }

  private static void copy(String library, Path file) throws IOException {
    try (InputStream resource = NativeCode.class.getResourceAsStream(library)) {
      if (resource == null) {
        throw new IOException(library + " is not on the class path");
      }
      Files.copy(resource, file);
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
