package dev.ally.database.backup;

import dev.ally.config.PostgresLogin;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Puts a backup into a database without anything of Ally: makes the schemas as they were at the backup, copies the
 * rows, brings the schemas up to date, and undoes what must not come back ({@link AfterRestore}). Blocking; it holds
 * one piece of 64 KiB at a time.
 */
public final class Restore {
  private final BackupFile backup;
  private final Migrations migrations;

  /**
   * @param migrations of this program
   * @throws DatabaseRefused when the backup is of a newer version of Ally
   */
  public Restore(BackupFile backup, Migrations migrations) {
    this.backup = backup;
    this.migrations = migrations;
    backup.header().versions().forEach((schema, version) -> requireKnown(schema, version, migrations));
  }

  private static void requireKnown(String name, String version, Migrations migrations) {
    Schema schema = schema(name);
    if (!version.matches("[0-9]{1,6}") || Integer.parseInt(version) > migrations.newest(schema)) {
      throw new DatabaseRefused("The backup is of a newer version of Ally: its schema " + name + " has the version "
          + version + ", and this program knows " + migrations.newest(schema));
    }
  }

  private static Schema schema(String name) {
    for (Schema schema : Schema.values()) {
      if (schema.sqlName().equals(name)) {
        return schema;
      }
    }
    throw new DatabaseRefused("The backup is of a newer version of Ally: this program knows no schema " + name);
  }

  /** @throws DatabaseRefused when the database has something of Ally already, or cannot be reached */
  public static void requireNothing(PostgresLogin owner) {
    try (Connection connection = Jdbc.connect(owner)) {
      if (!Catalog.schemas(connection).isEmpty()) {
        throw new DatabaseRefused("The database " + owner.database() + " has the schemas of Ally already: restore into"
            + " a new, empty database");
      }
    } catch (SQLException e) {
      throw Jdbc.refusal(owner, e);
    }
  }

  /**
   * Restores.
   *
   * @param owner may create schemas; it will own them
   * @param said is told once a second how far it is
   * @return what was restored, for an operator
   * @throws DatabaseRefused when that fails; what was made by then stays
   */
  public String into(PostgresLogin owner, Consumer<String> said) {
    requireNothing(owner);
    migrations.upTo(backup.header().versions()).migrate(owner);
    Progress progress = new Progress(said);
    try (Connection connection = Jdbc.connect(owner)) {
      connection.setAutoCommit(false);
      copy(connection, progress);
      connection.commit();
    } catch (SQLException e) {
      throw Jdbc.refusal(owner, e);
    }
    migrations.migrate(owner);
    AfterRestore.run(schema -> owner, List.of(Schema.values()));
    analyze(owner);
    return progress.text();
  }

  private void copy(Connection connection, Progress progress) throws SQLException {
    Map<Catalog.Name, List<String>> tables = Catalog.tables(connection);
    try (Statement statement = connection.createStatement()) {
      // Migrations have made some rows, which are in the backup as well.
      statement.execute(
          "TRUNCATE " + tables.keySet().stream().map(Catalog.Name::quoted).collect(Collectors.joining(", ")));
      for (Catalog.Name table : tables.keySet()) {
        statement.execute("ALTER TABLE " + table.quoted() + " DISABLE TRIGGER USER");
      }
    }
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    backup.read((name, columns, rows) -> {
      if (!tables.containsKey(name) || !tables.get(name).containsAll(columns)) {
        throw new DatabaseRefused(
            "The backup has a table " + name + " that the migrations of this program do not make");
      }
      long taken = copies.copyIn(
          "COPY " + Backup.columns(name, columns) + " FROM STDIN", counted(rows, progress), BackupFormat.PIECE_BYTES);
      progress.table(taken);
      return taken;
    });
    try (Statement statement = connection.createStatement()) {
      for (Catalog.Name table : tables.keySet()) {
        statement.execute("ALTER TABLE " + table.quoted() + " ENABLE TRIGGER USER");
      }
    }
    setSequences(connection);
  }

  private void setSequences(Connection connection) throws SQLException {
    Map<String, BackupHeader.Sequence> sequences = backup.header().sequences();
    for (Catalog.Name name : Catalog.sequenceNames(connection)) {
      BackupHeader.Sequence sequence = sequences.get(name.toString());
      if (sequence != null) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT setval(?::regclass, ?, ?)")) {
          statement.setString(1, name.quoted());
          statement.setLong(2, sequence.last());
          statement.setBoolean(3, sequence.called());
          statement.execute();
        }
      }
    }
  }

  private static InputStream counted(InputStream rows, Progress progress) {
    return new FilterInputStream(rows) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        progress.bytes(Math.max(read, 0));
        return read;
      }
    };
  }

  /** So that the first statements are planned with what is there. */
  private static void analyze(PostgresLogin owner) {
    try (Connection connection = Jdbc.connect(owner); Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE "
          + Catalog.tables(connection).keySet().stream().map(Catalog.Name::quoted).collect(Collectors.joining(", ")));
    } catch (SQLException e) {
      throw Jdbc.refusal(owner, e);
    }
  }
}
