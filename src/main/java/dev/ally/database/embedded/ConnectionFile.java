package dev.ally.database.embedded;

import dev.ally.config.PostgresLogin.Encryption;
import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Schema;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * The address and the passwords of the embedded server, in a file that only its owner may read. With it {@code ally.jar
 * account …} finds the running server.
 *
 * @param port the last port of the server
 * @param oidc empty in a file of a version that had no such verticle
 */
public record ConnectionFile(int port, Secret owner, Secret account, Secret totp, Secret oidc) {
  static final String OWNER = "ally";
  private static final String DATABASE = "ally";
  private static final String LOOPBACK = "127.0.0.1";

  /** New passwords, for a server that is not created yet. */
  public static ConnectionFile generate(SecureRandom random) {
    return new ConnectionFile(
        0, Secret.token(random), Secret.token(random), Secret.token(random), Secret.token(random));
  }

  /** The same with a new password for each verticle that has none. */
  ConnectionFile complete(SecureRandom random) {
    return oidc.isEmpty() ? new ConnectionFile(port, owner, account, totp, Secret.token(random)) : this;
  }

  /**
   * @return empty if there is no file
   * @throws DatabaseRefused if the file is damaged
   */
  static Optional<ConnectionFile> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(new ConnectionFile(
          Integer.parseInt(properties.getProperty("port")),
          password(properties, "owner.password"),
          password(properties, "account.password"),
          password(properties, "totp.password"),
          Secret.of(properties.getProperty("oidc.password", ""))));
    } catch (IllegalArgumentException damaged) {
      // Without its message, which contains the text that it could not read.
      throw new DatabaseRefused("The file " + file + " is damaged: put it back from the backup");
    }
  }

  private static Secret password(Properties properties, String name) {
    String password = properties.getProperty(name, "");
    if (password.isEmpty()) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return Secret.of(password);
  }

  /** Writes the file, or replaces it. */
  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("owner.password", owner.revealText());
    properties.setProperty("account.password", account.revealText());
    properties.setProperty("totp.password", totp.revealText());
    properties.setProperty("oidc.password", oidc.revealText());
    StringWriter content = new StringWriter();
    properties.store(content, "Ally's embedded database. With this file one can read the database.");
    PrivateFile.replace(file, content.toString());
  }

  /**
   * Writes a service file of libpq, with which PostgreSQL's own programs connect as the superuser: {@code
   * PGSERVICEFILE=… pg_dump --dbname=service=ally}. A file with the same content is left alone.
   */
  void writeService(Path file) throws IOException {
    String content = """
        # Ally's embedded database, for PostgreSQL's own programs.
        # With this file one can read the database.
        [ally]
        host=%s
        port=%d
        dbname=%s
        user=%s
        password=%s
        """;
    String written = String.format(Locale.ROOT, content, LOOPBACK, port, DATABASE, OWNER, owner.revealText());
    if (!Files.exists(file) || !Files.readString(file).equals(written)) {
      PrivateFile.replace(file, written);
    }
  }

  public ConnectionFile withPort(int newPort) {
    return new ConnectionFile(newPort, owner, account, totp, oidc);
  }

  /** The login of the superuser. */
  PostgresLogin ownerLogin() {
    return login(OWNER, owner);
  }

  /** The login of the superuser to the database that exists from the start. */
  PostgresLogin maintenanceLogin() {
    return at("postgres", OWNER, owner);
  }

  /** The login of a verticle, with least privilege. */
  public PostgresLogin login(Schema schema) {
    return login("ally_" + schema.sqlName(), switch (schema) {
      case ACCOUNT -> account;
      case TOTP -> totp;
      case OIDC -> oidc;
    });
  }

  /** Whether the file has a password for the verticle. */
  boolean has(Schema schema) {
    return !login(schema).password().isEmpty();
  }

  private PostgresLogin login(String user, Secret password) {
    return at(DATABASE, user, password);
  }

  /**
   * SCRAM only: a process that listens at the port of a stopped server could otherwise ask for the password in clear.
   */
  private PostgresLogin at(String database, String user, Secret password) {
    return new PostgresLogin(LOOPBACK, port, database, user, password, Encryption.DISABLE, Optional.empty(), true);
  }
}
