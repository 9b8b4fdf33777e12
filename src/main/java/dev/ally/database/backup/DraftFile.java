package dev.ally.database.backup;

import dev.ally.database.DatabaseRefused;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file for its owner alone that appears under its name once it is whole. Until then it has the ending {@code .draft}.
 * A draft that a killed process has left is replaced by the next one.
 */
final class DraftFile implements AutoCloseable {
  private final Path file;
  private final Path draft;
  private final FileChannel channel;
  private boolean over;

  private DraftFile(Path file, Path draft, FileChannel channel) {
    this.file = file;
    this.draft = draft;
    this.channel = channel;
    // For a signal.
    Runtime.getRuntime().addShutdownHook(new Thread(this::discard, "discard the draft"));
  }

  /** @throws DatabaseRefused when another process writes this file, or something else has its name */
  static DraftFile begin(Path named) throws IOException {
    Path file = named.toAbsolutePath();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DatabaseRefused(named + " is no file: name one that the backup is written to");
    }
    if (file.getParent() == null || !Files.isDirectory(file.getParent())) {
      throw new DatabaseRefused("There is no directory " + file.getParent() + " for the backup");
    }
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    removeAbandoned(named, draft);
    FileChannel channel;
    try {
      channel = FileChannel.open(
          draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFile.ownerOnly("rw-------"));
    } catch (FileAlreadyExistsException anotherWasFirst) {
      throw inUse(named);
    }
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(named);
    }
    return new DraftFile(file, draft, channel);
  }

  /** The operating system releases the lock of a process that was killed. */
  private static void removeAbandoned(Path named, Path draft) throws IOException {
    try (FileChannel abandoned = FileChannel.open(
        draft, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (abandoned.tryLock() == null) {
        throw inUse(named);
      }
      Files.delete(draft);
    } catch (OverlappingFileLockException heldByThisProcess) {
      throw inUse(named);
    } catch (NoSuchFileException none) {
      // The usual case.
    }
  }

  private static DatabaseRefused inUse(Path named) {
    return new DatabaseRefused("Another backup is being written to " + named);
  }

  OutputStream stream() {
    return Channels.newOutputStream(channel);
  }

  /** Gives the file its name, once it is on the disk. */
  void keep() throws IOException {
    channel.force(true);
    rename();
    PrivateFile.force(file.getParent());
  }

  private synchronized void rename() throws IOException {
    if (over) {
      throw new IOException("the program was told to stop");
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    over = true;
  }

  /** Deletes it, unless it is kept. */
  @Override
  public void close() throws IOException {
    channel.close();
    discard();
  }

  private synchronized void discard() {
    if (!over) {
      over = true;
      try {
        Files.deleteIfExists(draft);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
