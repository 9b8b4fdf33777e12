package dev.ally.database.embedded;

import dev.ally.config.PostgresLogin;
import dev.ally.database.DatabaseRefused;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * An embedded database that is made within the data directory at a place of its own, and that takes the place of the
 * data directory's database once it is whole. A process that is killed before leaves no database.
 */
public final class DraftDatabase implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final DataDirectory directory;
  private final Path draft;
  private final EmbeddedDatabase database;
  private boolean closed;

  private DraftDatabase(DataDirectory directory, Path draft, EmbeddedDatabase database) {
    this.directory = directory;
    this.draft = draft;
    this.database = database;
  }

  /**
   * Makes an empty database and starts its server.
   *
   * @param directory locked by this process, without a database
   * @throws DatabaseRefused if that fails; nothing of it is left then
   */
  public static DraftDatabase begin(DataDirectory directory, SecureRandom random) throws InterruptedException {
    Path draft = directory.path().resolve("restore.draft");
    try {
      remove(draft);
      boolean begun = false;
      try {
        borrowPrograms(directory.path(), PrivateFile.makeDirectory(draft));
        DataDirectory locked = DataDirectory.lock(draft).orElseThrow(() -> new IOException(draft + " is in use"));
        DraftDatabase made = new DraftDatabase(directory, draft, EmbeddedDatabase.openEmpty(locked, random));
        begun = true;
        return made;
      } finally {
        if (!begun) {
          Binaries.delete(draft);
        }
      }
    } catch (IOException e) {
      throw new DatabaseRefused("The database cannot be made: " + DataDirectory.reason(e), e);
    }
  }

  /** The superuser's login. */
  public PostgresLogin owner() {
    return database.owner();
  }

  /** Stops the server, and makes it the database of the data directory. */
  public synchronized void publish() {
    if (closed) {
      throw new DatabaseRefused("The database was stopped before it was whole");
    }
    closed = true;
    database.close();
    try {
      move(DataDirectory.connectionFile(draft), directory.connectionFile());
      for (Path programs : programs(draft)) {
        if (!Files.exists(directory.path().resolve(programs.getFileName()))) {
          move(programs, directory.path().resolve(programs.getFileName()));
        }
      }
      // This alone makes it the database.
      move(DataDirectory.cluster(draft), directory.cluster());
      PrivateFile.force(directory.path());
      Binaries.delete(draft);
    } catch (IOException e) {
      throw new DatabaseRefused("The database cannot be moved to its place: " + DataDirectory.reason(e), e);
    }
  }

  /** Stops the server and deletes its files, unless it was published. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      database.close();
      try {
        Binaries.delete(draft);
      } catch (IOException e) {
        throw new DatabaseRefused("The directory " + draft + " cannot be deleted: " + DataDirectory.reason(e), e);
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Programs that are unpacked already need not be unpacked again. */
  private static void borrowPrograms(Path directory, Path draft) throws IOException {
    for (Path programs : programs(directory)) {
      move(programs, draft.resolve(programs.getFileName()));
    }
  }

  private static List<Path> programs(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches("postgresql-[0-9a-f]+")).toList();
    }
  }

  /** What a killed process has left: its server may run still. */
  private static void remove(Path draft) throws IOException {
    if (!Files.exists(draft)) {
      return;
    }
    ProcessHandle server = Postmaster.living(draft.toRealPath()).orElse(null);
    if (server != null) {
      server.destroy();
      awaitExit(server);
    }
    Binaries.delete(draft);
  }

  private static void awaitExit(ProcessHandle server) throws IOException {
    try {
      server.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("the server of an earlier try does not stop: " + server.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
