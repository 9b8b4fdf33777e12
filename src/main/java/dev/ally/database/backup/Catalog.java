package dev.ally.database.backup;

import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import dev.ally.database.backup.BackupHeader.Sequence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the schemas of Ally have: tables, columns, sequences, migrations, keys. Names are read, never assumed. */
final class Catalog {
  private static final String SCHEMAS =
      Stream.of(Schema.values()).map(schema -> "'" + schema.sqlName() + "'").collect(Collectors.joining(", "));

  /** Tables with their columns, but for the histories of migrations, which each program writes itself. */
  private static final String COLUMNS = """
      SELECT n.nspname, c.relname, a.attname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE n.nspname IN (SCHEMAS) AND c.relkind = 'r' AND c.relname <> 'HISTORY'
      ORDER BY n.nspname, c.relname, a.attnum"""
      .replace("SCHEMAS", SCHEMAS).replace("HISTORY", Migrations.HISTORY_TABLE);

  private static final String REFERENCES = """
      SELECT n.nspname, c.relname, pn.nspname, p.relname
      FROM pg_constraint f
      JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_class p ON p.oid = f.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE f.contype = 'f' AND n.nspname IN (SCHEMAS) AND c.oid <> p.oid""".replace("SCHEMAS", SCHEMAS);

  private static final String SEQUENCES = """
      SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN (SCHEMAS) AND c.relkind = 'S' ORDER BY 1, 2""".replace("SCHEMAS", SCHEMAS);

  private static final String NEWEST = """
      SELECT version FROM %s.%s WHERE success AND version IS NOT NULL
      ORDER BY string_to_array(version, '.')::int[] DESC LIMIT 1""";

  private Catalog() {}

  /** A table, or a sequence, of one of the schemas. */
  record Name(String schema, String name) implements Comparable<Name> {
    /** As it stands in SQL. */
    String quoted() {
      return Catalog.quoted(schema) + "." + Catalog.quoted(name);
    }

    @Override
    public int compareTo(Name other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return schema + "." + name;
    }
  }

  static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  /** The tables with their columns; a table comes after those that it refers to. */
  static Map<Name, List<String>> tables(Connection connection) throws SQLException {
    Map<Name, List<String>> columns = new TreeMap<>();
    for (List<String> row : rows(connection, COLUMNS)) {
      List<String> its = columns.computeIfAbsent(new Name(row.get(0), row.get(1)), name -> new ArrayList<>());
      if (row.get(2) != null) {
        its.add(row.get(2));
      }
    }
    Map<Name, Set<Name>> parents = new TreeMap<>();
    for (List<String> row : rows(connection, REFERENCES)) {
      parents.computeIfAbsent(new Name(row.get(0), row.get(1)), name -> new TreeSet<>())
          .add(new Name(row.get(2), row.get(3)));
    }
    Set<Name> ordered = new LinkedHashSet<>();
    columns.keySet().forEach(table -> addBehindParents(table, parents, ordered, new TreeSet<>()));
    Map<Name, List<String>> tables = new LinkedHashMap<>();
    ordered.forEach(table -> tables.put(table, columns.get(table)));
    return tables;
  }

  private static void addBehindParents(Name table, Map<Name, Set<Name>> parents, Set<Name> ordered, Set<Name> above) {
    if (!ordered.contains(table) && above.add(table)) {
      parents.getOrDefault(table, Set.of()).forEach(parent -> addBehindParents(parent, parents, ordered, above));
      ordered.add(table);
    }
  }

  static Map<String, Sequence> sequences(Connection connection) throws SQLException {
    Map<String, Sequence> sequences = new TreeMap<>();
    for (Name name : sequenceNames(connection)) {
      List<String> state = rows(connection, "SELECT last_value, is_called FROM " + name.quoted()).get(0);
      sequences.put(name.toString(), new Sequence(Long.parseLong(state.get(0)), state.get(1).equals("t")));
    }
    return sequences;
  }

  static List<Name> sequenceNames(Connection connection) throws SQLException {
    return rows(connection, SEQUENCES).stream().map(row -> new Name(row.get(0), row.get(1))).toList();
  }

  /** Those of Ally's schemas that the database has. */
  static Set<Schema> schemas(Connection connection) throws SQLException {
    Set<Schema> there = new TreeSet<>();
    for (List<String> row : rows(connection, "SELECT nspname FROM pg_namespace WHERE nspname IN (" + SCHEMAS + ")")) {
      Stream.of(Schema.values()).filter(schema -> schema.sqlName().equals(row.get(0))).forEach(there::add);
    }
    return there;
  }

  /** The newest migration of a schema. */
  static String version(Connection connection, Schema schema) throws SQLException {
    return rows(connection, String.format(Locale.ROOT, NEWEST, schema.sqlName(), Migrations.HISTORY_TABLE))
        .get(0).get(0);
  }

  static Set<String> sealingKeys(Connection connection, Schema schema) throws SQLException {
    return rows(connection, "SELECT id FROM " + schema.sqlName() + ".sealing_key").stream()
        .map(row -> row.get(0)).collect(Collectors.toCollection(TreeSet::new));
  }

  /** All values as text. */
  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet result = statement.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }
}
