package dev.ally.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes files that only their owner may read. A file exists completely or not at all, also after a power failure: once
 * a call returns, the file is on the disk under its name.
 */
public final class PrivateFile {
  /** Whether the file system has owners and permissions; Windows has not. */
  public static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFile() {}

  /** Replaces the file, if there is one; a reader sees the old content or the new one. */
  public static void replace(Path file, String content) throws IOException {
    Path draft = draft(file);
    try {
      write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    force(file.getParent());
  }

  /** Creates the file; one that exists, or appears in the meantime, stays. */
  public static void create(Path file, String content) throws IOException {
    Path draft = draft(file);
    try {
      write(draft, content);
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException noLinksHere) {
      Files.move(draft, file);
    } catch (FileAlreadyExistsException anotherWasFirst) {
      // That file serves as well; force() puts its name on the disk.
    } finally {
      Files.deleteIfExists(draft);
    }
    force(file.getParent());
  }

  /** Makes a directory for its owner alone, if it does not exist. An existing one keeps its mode. */
  public static Path makeDirectory(Path path) throws IOException {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    Files.createDirectories(path, ownerOnly("rwx------"));
    for (Path made = path.toAbsolutePath(); !made.equals(there); made = made.getParent()) {
      force(made.getParent());
    }
    return path.toRealPath();
  }

  /** The attributes of a new file or directory that only its owner may read, if the file system supports them. */
  public static FileAttribute<?>[] ownerOnly(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }

  /** A new empty file next to another, which only its owner may read. */
  public static Path draft(Path beside) throws IOException {
    return Files.createTempFile(
        beside.getParent(), beside.getFileName().toString(), ".draft", ownerOnly("rw-------"));
  }

  /** Forces the names in a directory to the disk. Does nothing for a directory that may not be read, and on Windows. */
  public static void force(Path directory) throws IOException {
    if (POSIX && Files.isReadable(directory)) {
      try (FileChannel channel = FileChannel.open(directory)) {
        channel.force(true);
      }
    }
  }

  private static void write(Path draft, String content) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
