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
 * Writes files that only their owner may read, and that are there whole or not at all, also after a power cut: once a
 * call returns, the file is on the disk under its name.
 */
public final class PrivateFile {
  /** Whether the file system knows owners and their permissions; Windows does not. */
  public static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFile() {}

  /** Puts it in the place of the one that is there, if any; whoever reads sees the old one or the new one. */
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

  /** Never in the place of another: where there is one already, also by now, that one stays. */
  public static void create(Path file, String content) throws IOException {
    Path draft = draft(file);
    try {
      write(draft, content);
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException noLinksHere) {
      Files.move(draft, file);
    } catch (FileAlreadyExistsException anotherWasFirst) {
      // Which is as good; it need not be on the disk yet.
    } finally {
      Files.deleteIfExists(draft);
    }
    force(file.getParent());
  }

  /** A directory, made when it is not there: for its owner alone. One that is there keeps its mode. */
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

  /** Attributes of a new file or directory that only its owner may read, where the file system knows such. */
  public static FileAttribute<?>[] ownerOnly(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }

  /** A new empty file beside another, which only its owner may read. */
  public static Path draft(Path beside) throws IOException {
    return Files.createTempFile(
        beside.getParent(), beside.getFileName().toString(), ".draft", ownerOnly("rw-------"));
  }

  /** The names in a directory are on the disk then. One that may not be read cannot be forced, nor can any on Windows. */
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
