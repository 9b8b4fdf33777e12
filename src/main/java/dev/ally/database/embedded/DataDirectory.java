package dev.ally.database.embedded;

import dev.ally.database.DatabaseRefused;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of everything that Ally keeps, held by one process at a time.
 *
 * <p>The operating system lets go of the lock when the process ends, however it ends: a directory that can be locked
 * has no living owner, whatever else is found in it.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the directory when it is not there, and locks it.
   *
   * @return empty when another process holds it
   * @throws DatabaseRefused when it cannot be made or written
   */
  public static Optional<DataDirectory> lock(Path path) {
    try {
      Path made = PrivateFile.makeDirectory(path);
      FileChannel channel = FileChannel.open(
          made.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFile.ownerOnly("rw-------"));
      if (isLocked(channel)) {
        return Optional.of(new DataDirectory(made, channel));
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new DatabaseRefused("The data directory " + path + " cannot be used: " + reason(e), e);
    }
  }

  /** Whether a database was made there; nothing is. */
  public static boolean isMade(Path path) {
    return Files.isDirectory(cluster(path));
  }

  /** Without the stack: {@code AccessDeniedException: /var/lib/ally}. */
  static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  /** Absolute, without symbolic links. */
  public Path path() {
    return path;
  }

  /** The database's files. */
  Path cluster() {
    return cluster(path);
  }

  /** Those of a directory that another process holds. */
  static Path cluster(Path directory) {
    return directory.resolve("postgres");
  }

  /** How to reach the running database. */
  Path connectionFile() {
    return connectionFile(path);
  }

  /** That of a directory that another process holds. */
  static Path connectionFile(Path directory) {
    return directory.resolve("database.properties");
  }

  /** The same for PostgreSQL's own programs. */
  Path serviceFile() {
    return path.resolve("pg_service.conf");
  }

  /** What PostgreSQL says before its own log begins. */
  Path startLog() {
    return path.resolve("postgres-start.log");
  }

  /** Whether this process still has it. */
  boolean isHeld() {
    return channel.isOpen();
  }

  /** Lets another process have it. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DatabaseRefused("The data directory " + path + " cannot be unlocked: " + reason(e), e);
    }
  }
}
