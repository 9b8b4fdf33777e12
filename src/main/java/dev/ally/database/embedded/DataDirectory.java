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
 * The data directory of Ally, locked by one process at a time.
 *
 * <p>The operating system releases the lock when the process ends, in whatever way. A directory that can be locked has
 * no living owner, whatever files are found in it.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the directory if it does not exist, and locks it.
   *
   * @return empty if another process has locked it
   * @throws DatabaseRefused if it cannot be made or written
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
      throw new DatabaseRefused("ALLY_DATA_DIR: the data directory " + path + " cannot be used: " + reason(e), e);
    }
  }

  /** Whether a database was created there; creates none. */
  public static boolean isMade(Path path) {
    return Files.isDirectory(cluster(path));
  }

  /** The failure without its stack: {@code AccessDeniedException: /var/lib/ally}. */
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

  /** The files of the database. */
  Path cluster() {
    return cluster(path);
  }

  /** The files of the database in a directory that another process has locked. */
  static Path cluster(Path directory) {
    return directory.resolve("postgres");
  }

  /** The file with the address of the running database. */
  Path connectionFile() {
    return connectionFile(path);
  }

  /** The same, in a directory that another process has locked. */
  static Path connectionFile(Path directory) {
    return directory.resolve("database.properties");
  }

  /** The service file for PostgreSQL's own programs. */
  Path serviceFile() {
    return path.resolve("pg_service.conf");
  }

  /** The output of PostgreSQL before its own log begins. */
  Path startLog() {
    return path.resolve("postgres-start.log");
  }

  /** Whether this process still has it locked. */
  boolean isHeld() {
    return channel.isOpen();
  }

  /** Unlocks the directory. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DatabaseRefused("The data directory " + path + " cannot be unlocked: " + reason(e), e);
    }
  }
}
