package dev.ally.database.backup;

import dev.ally.config.PostgresLogin;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes all rows of Ally's schemas to a file, as one transaction sees them, while others go on writing. Blocking; it
 * holds one piece of 64 KiB at a time. It needs no program of PostgreSQL, and changes nothing.
 */
public final class Backup {
  private final PostgresLogin owner;
  private final String program;
  private final Instant now;

  /**
   * @param owner may read all schemas
   * @param program the version of Ally
   */
  public Backup(PostgresLogin owner, String program, Instant now) {
    this.owner = owner;
    this.program = program;
    this.now = now;
  }

  /**
   * Writes the file, which only its owner may read, and which has its name once it is whole; an older one is replaced.
   *
   * @param said is told once a second how far it is
   * @return what is in it, for an operator
   * @throws DatabaseRefused when the database cannot be read, or the file cannot be written
   */
  public String writeTo(Path file, Consumer<String> said) {
    Progress progress = new Progress(said);
    try (DraftFile draft = DraftFile.begin(file); Connection connection = Jdbc.connect(owner)) {
      Map<Catalog.Name, List<String>> tables = hold(connection);
      BackupWriter writer = new BackupWriter(draft.stream(), header(connection), progress);
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      for (Map.Entry<Catalog.Name, List<String>> table : tables.entrySet()) {
        String copy = "COPY " + columns(table.getKey(), table.getValue()) + " TO STDOUT";
        writer.table(table.getKey(), table.getValue(), pieces -> copies.copyOut(copy, pieces));
      }
      writer.finish();
      connection.rollback();
      draft.keep();
      return progress.text();
    } catch (SQLException e) {
      throw Jdbc.refusal(owner, e);
    } catch (IOException e) {
      throw new DatabaseRefused("The backup " + file + " cannot be written: " + e.getClass().getSimpleName() + ": "
          + e.getMessage(), e);
    }
  }

  /** The part of a COPY that names a table and its columns. */
  static String columns(Catalog.Name table, List<String> columns) {
    return table.quoted() + columns.stream().map(Catalog::quoted).collect(Collectors.joining(", ", " (", ")"));
  }

  /** Takes the view that all of the backup has, and keeps the tables as they are until its end. */
  private Map<Catalog.Name, List<String>> hold(Connection connection) throws SQLException {
    try (Connection migrating = Jdbc.connect(owner)) {
      // Until all tables are held, no other process may be within a migration.
      Migrations.lock(migrating);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      Map<Catalog.Name, List<String>> tables = Catalog.tables(connection);
      if (tables.isEmpty()) {
        throw new DatabaseRefused("There is nothing of Ally in this database");
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("LOCK TABLE "
            + tables.keySet().stream().map(Catalog.Name::quoted).collect(Collectors.joining(", "))
            + " IN ACCESS SHARE MODE");
      }
      migrating.rollback();
      return tables;
    }
  }

  private BackupHeader header(Connection connection) throws SQLException {
    Map<String, String> versions = new TreeMap<>();
    Map<String, Set<String>> keys = new TreeMap<>();
    for (Schema schema : Catalog.schemas(connection)) {
      versions.put(schema.sqlName(), Catalog.version(connection, schema));
      keys.put(schema.sqlName(), Catalog.sealingKeys(connection, schema));
    }
    return new BackupHeader(program, now, versions, keys, Catalog.sequences(connection));
  }
}
