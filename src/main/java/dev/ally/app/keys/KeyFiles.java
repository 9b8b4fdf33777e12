package dev.ally.app.keys;

import dev.ally.cli.Refused;
import dev.ally.config.Settings;
import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys of each verticle, from the file that the operator names or from the data directory.
 *
 * <p>A key is made only if no file is named, none exists, and nothing has been sealed yet. A new key with old rows
 * would look like a first start, but nobody could use their second factor.
 */
public final class KeyFiles {
  private final Settings settings;
  private final SecureRandom random;

  public KeyFiles(Settings settings, SecureRandom random) {
    this.settings = settings;
    this.random = random;
  }

  /**
   * @param used the ids of the keys under which rows of the schema are sealed
   * @throws Refused when one of those is missing, or the file cannot be used
   */
  public Keyring load(Schema schema, Set<String> used) {
    Path file = file(schema);
    if (!Files.exists(file) && named(schema).isEmpty() && used.isEmpty()) {
      make(file);
    }
    try {
      Keyring keyring = Keyring.parse(Files.readAllLines(file));
      requireAll(schema, file, keyring, used);
      return keyring;
    } catch (IOException e) {
      throw new Refused("The keys of " + schema.sqlName() + " cannot be read from " + file + ": "
          + e.getClass().getSimpleName() + (used.isEmpty() ? "" : "; key " + String.join(", ", used) + " is needed"));
    } catch (IllegalArgumentException e) {
      throw new Refused("The key file " + file + " is damaged: " + e.getMessage());
    }
  }

  private void make(Path file) {
    try {
      PrivateFile.makeDirectory(file.getParent());
      // Never replaces a file: two processes may try at the same time.
      PrivateFile.create(file, Keyring.generateLine(random) + "\n");
    } catch (IOException e) {
      throw new Refused(
          "The key file " + file + " cannot be made: " + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /** The current content of the file, which may be unusable; empty when it cannot be read. */
  Optional<Keyring> look(Schema schema) {
    try {
      return Optional.of(Keyring.parse(Files.readAllLines(file(schema))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Path file(Schema schema) {
    return named(schema).orElseGet(() -> settings.dataDir().resolve(schema.sqlName() + ".key"));
  }

  private Optional<Path> named(Schema schema) {
    return settings.keys().of(schema.role());
  }

  private static void requireAll(Schema schema, Path file, Keyring keyring, Set<String> used) {
    Set<String> missing = new TreeSet<>(used);
    missing.removeAll(keyring.ids());
    if (!missing.isEmpty()) {
      throw new Refused("The key file " + file + " lacks key " + String.join(", ", missing) + ", under which rows of "
          + schema.sqlName() + " are sealed: put it back, " + schema.sqlName() + " does not start without it");
    }
  }
}
