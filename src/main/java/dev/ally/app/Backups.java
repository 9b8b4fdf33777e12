package dev.ally.app;

import dev.ally.app.keys.KeyFiles;
import dev.ally.app.lifecycle.InterruptibleStart;
import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.cli.Refused;
import dev.ally.cli.Version;
import dev.ally.config.PostgresLogin;
import dev.ally.config.Settings;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import dev.ally.database.backup.AfterRestore;
import dev.ally.database.backup.Backup;
import dev.ally.database.backup.BackupFile;
import dev.ally.database.backup.Restore;
import dev.ally.database.embedded.DataDirectory;
import dev.ally.database.embedded.DraftDatabase;
import dev.ally.database.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Backs up the database of the settings, embedded or the operator's own, and restores it. A signal stops the work, and
 * the embedded server if it was started for it.
 */
public final class Backups implements AutoCloseable {
  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final ShutdownStack started = new ShutdownStack();

  public Backups(Settings settings, Clock clock, SecureRandom random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Writes a backup, beside a running server or without one. It migrates nothing.
   *
   * @return what is in it
   * @throws DatabaseRefused when there is no database, or the file cannot be written
   */
  public String backUp(Path file, Consumer<String> said) throws InterruptedException {
    PostgresLogin owner = settings.database().embedded() ? embeddedOwner() : ownOwner();
    return new Backup(owner, new Version().getVersion()[0], clock.instant()).writeTo(file, said);
  }

  private PostgresLogin embeddedOwner() throws InterruptedException {
    Storage.requireMade(settings);
    Optional<DataDirectory> directory = DataDirectory.lock(settings.dataDir());
    if (directory.isEmpty()) {
      return EmbeddedDatabase.running(settings.dataDir()).orElseThrow(() -> new DatabaseRefused(
          "The server of " + settings.dataDir() + " is still starting: try again when it is ready")).owner();
    }
    return interruptibly(() -> {
      EmbeddedDatabase database = EmbeddedDatabase.open(directory.get(), random);
      started.add("the database", database::close);
      return database.owner();
    });
  }

  private PostgresLogin ownOwner() {
    return settings.database().uri().map(PostgresLogin::of).orElseThrow(() -> new DatabaseRefused(
        "ALLY_DATABASE_URI: must name the owner's login, which may read and make all schemas"));
  }

  /**
   * Restores a backup where no database is.
   *
   * @return what was restored
   * @throws DatabaseRefused when the backup or the place for the database does not fit
   * @throws Refused when the key files do not open what is sealed in the backup
   */
  public String restore(Path file, Consumer<String> said) throws InterruptedException {
    boolean embedded = settings.database().embedded();
    if (embedded && DataDirectory.isMade(settings.dataDir())) {
      throw new DatabaseRefused("There is a database in " + settings.dataDir() + " already: restore into a data"
          + " directory without one");
    }
    BackupFile backup = BackupFile.open(file);
    Restore restore = new Restore(backup, Migrations.ofAlly());
    if (!embedded) {
      Restore.requireNothing(ownOwner());
    }
    requireKeys(backup);
    return (embedded ? intoEmbedded(restore, said) : restore.into(ownOwner(), said))
        + ", of " + backup.header().made();
  }

  private String intoEmbedded(Restore restore, Consumer<String> said) throws InterruptedException {
    DataDirectory directory = DataDirectory.lock(settings.dataDir()).orElseThrow(() -> new DatabaseRefused(
        "The data directory " + settings.dataDir() + " is in use by another process of Ally"));
    started.add("the data directory", directory::close);
    DraftDatabase database = interruptibly(() -> {
      DraftDatabase draft = DraftDatabase.begin(directory, random);
      started.add("the database", draft::close);
      return draft;
    });
    String restored = restore.into(database.owner(), said);
    database.publish();
    return restored;
  }

  private void requireKeys(BackupFile backup) {
    KeyFiles files = new KeyFiles(settings, random);
    List<String> problems = new ArrayList<>();
    for (Schema schema : Schema.values()) {
      Set<String> used = backup.header().sealingKeys().getOrDefault(schema.sqlName(), Set.of());
      try {
        if (!used.isEmpty()) {
          files.load(schema, used);
        }
      } catch (Refused missing) {
        problems.addAll(missing.reasons());
      }
    }
    if (!problems.isEmpty()) {
      problems.add("A backup holds no key files: put those of the same installation in place first");
      throw new Refused(problems);
    }
  }

  /** Undoes what must not come back, after a restore that another program has done. */
  public void afterRestore() throws InterruptedException {
    Storage.requireMade(settings);
    Storage storage = interruptibly(() -> {
      Storage opened = Storage.openBeside(settings, random);
      started.add("the database", opened::close);
      return opened;
    });
    AfterRestore.run(storage::login, storage.schemas());
  }

  @Override
  public void close() {
    started.close();
  }

  /** Starts something, so that a signal stops it at any time. */
  private <T> T interruptibly(Start<T> start) throws InterruptedException {
    InterruptibleStart starting = new InterruptibleStart();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      starting.end();
      started.close();
    }, "stop"));
    try {
      return start.begin();
    } finally {
      starting.over();
    }
  }

  private interface Start<T> {
    T begin() throws InterruptedException;
  }
}
