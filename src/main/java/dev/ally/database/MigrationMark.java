package dev.ally.database;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * The last verified state of a schema, stored in its comment: a checksum of the migrations and one of the history.
 * While both are the same, Flyway need not check again, which at every start would take longer than all other work on
 * the database. With any other comment Flyway checks.
 */
record MigrationMark(Schema schema, String migrations) {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** By folder. To look through a large jar takes a while, and a start asks twice. */
  private static final Map<String, List<String>> READ = new ConcurrentHashMap<>();

  private static final String HISTORY = """
      SELECT md5(string_agg(concat_ws(' ', installed_rank, version, script, checksum, success), ',' ORDER BY installed_rank))
      FROM %s.%s""";

  /** @param location folder of the class path with a folder of migrations for each schema */
  static MigrationMark of(String location, Schema schema) {
    try {
      return new MigrationMark(schema, "ally " + checksum(location + "/" + schema.sqlName()));
    } catch (IOException e) {
      throw new DatabaseRefused("The migrations cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether the schema is unchanged since a program with the same migrations marked it. */
  boolean isCurrent(Connection connection) throws SQLException {
    String table = schema.sqlName() + "." + Migrations.HISTORY_TABLE;
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT obj_description(to_regnamespace(?), 'pg_namespace') FROM to_regclass(?) t WHERE t IS NOT NULL")) {
      statement.setString(1, schema.sqlName());
      statement.setString(2, table);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && text(connection).equals(row.getString(1));
      }
    }
  }

  /** Marks the schema, which was just verified; does nothing for a login that does not own it. */
  void set(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("COMMENT ON SCHEMA " + schema.sqlName() + " IS '" + text(connection) + "'");
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private String text(Connection connection) throws SQLException {
    String history = String.format(Locale.ROOT, HISTORY, schema.sqlName(), Migrations.HISTORY_TABLE);
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(history)) {
      row.next();
      return migrations + " " + row.getString(1);
    }
  }

  private static String checksum(String folder) throws IOException {
    CRC32 all = new CRC32();
    for (String file : files(folder)) {
      all.update(file.getBytes(StandardCharsets.UTF_8));
    }
    return Long.toHexString(all.getValue());
  }

  /** The names of a schema's migrations, as Flyway's history has them. */
  static Set<String> scripts(String location, Schema schema) {
    String folder = location + "/" + schema.sqlName();
    try {
      return files(folder).stream()
          .map(line -> line.substring(folder.length() + 1, line.lastIndexOf(' ')))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new DatabaseRefused("The migrations cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> files(String folder) throws IOException {
    List<String> known = READ.get(folder);
    if (known == null) {
      READ.putAll(read(folder));
      known = READ.get(folder);
    }
    return known;
  }

  /**
   * Names and checksums, sorted, by folder. A jar has both without reading the files; of all folders beside this one,
   * since they will be asked for next.
   */
  private static Map<String, List<String>> read(String folder) throws IOException {
    URL place = MigrationMark.class.getResource("/" + folder);
    if (place == null) {
      throw new IOException("there is no " + folder);
    }
    if (place.openConnection() instanceof JarURLConnection jar) {
      String beside = parent(folder) + "/";
      return jar.getJarFile().stream()
          .filter(entry -> entry.getName().startsWith(beside) && !entry.isDirectory())
          .sorted(Comparator.comparing(ZipEntry::getName))
          .collect(Collectors.groupingBy(
              entry -> parent(entry.getName()),
              Collectors.mapping(entry -> entry.getName() + " " + entry.getCrc(), Collectors.toUnmodifiableList())));
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> paths = Files.list(Path.of(URI.create(place.toString())))) {
      for (Path path : paths.sorted().toList()) {
        CRC32 file = new CRC32();
        file.update(Files.readAllBytes(path));
        lines.add(folder + "/" + path.getFileName() + " " + file.getValue());
      }
    }
    return Map.of(folder, lines);
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
