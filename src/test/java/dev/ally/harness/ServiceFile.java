package dev.ally.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The file that Ally writes for PostgreSQL's own programs, by which an operator looks into the embedded database. */
public final class ServiceFile {
  private ServiceFile() {}

  /** Connects to the database that runs there. */
  public static Connection connect(Path dataDirectory) throws IOException, SQLException {
    try (Stream<String> lines = Files.lines(dataDirectory.resolve("pg_service.conf"))) {
      Map<String, String> service = lines.filter(line -> line.contains("="))
          .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + service.get("port") + "/" + service.get("dbname"), service.get("user"),
          service.get("password"));
    }
  }
}
