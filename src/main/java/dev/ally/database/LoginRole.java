package dev.ally.database;

import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PasswordUtil;

/**
 * The role of one verticle: it can read and write the rows of its schema, change no table, and has no right on any
 * other schema of Ally.
 *
 * @param login the role's name and password; the address is that of the owner's login
 */
public record LoginRole(Schema schema, PostgresLogin login) {
  private static final int SALT_BYTES = 16;

  /**
   * Migrates, then creates the roles or updates them; repeating it changes nothing.
   *
   * @param owner may create schemas and has CREATEROLE
   * @throws DatabaseRefused if that fails
   */
  public static void provide(Migrations migrations, PostgresLogin owner, List<LoginRole> roles) {
    migrations.exclusively(owner, connection -> provide(connection, owner, roles, PasswordUtil::encodeScramSha256));
  }

  /**
   * The same on a server that only Ally uses: takes away the rights that PostgreSQL grants to every role.
   *
   * @param roles whose passwords are {@link Secret#token}s
   */
  public static void provideAlone(
      Migrations migrations, PostgresLogin owner, List<LoginRole> roles, SecureRandom random) {
    migrations.exclusively(owner, connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        statement.execute("REVOKE ALL ON DATABASE " + quoted(owner.database()) + " FROM PUBLIC");
      }
      provide(connection, owner, roles, password -> verifierOfToken(password, random));
    });
  }

  /**
   * The SCRAM verifier of a {@link Secret#token}. Nobody can guess one, so that more than one iteration would only cost
   * time, at each connection.
   */
  public static String verifierOfToken(Secret token, SecureRandom random) {
    return verifierOfToken(token.revealText().toCharArray(), random);
  }

  private static String verifierOfToken(char[] token, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return PasswordUtil.encodeScramSha256(token, 1, salt);
  }

  /** Computes SCRAM verifiers here, so that no password is in a server's log. */
  private interface Verifiers {
    String of(char[] password);
  }

  private static void provide(
      Connection connection, PostgresLogin owner, List<LoginRole> roles, Verifiers verifiers) throws SQLException {
    for (LoginRole role : roles) {
      role.provide(connection, owner, verifiers);
    }
  }

  private void provide(Connection connection, PostgresLogin owner, Verifiers verifiers) throws SQLException {
    refuseUnfit(connection, owner);
    try (Statement statement = connection.createStatement()) {
      if (!exists(connection)) {
        statement.execute("CREATE ROLE " + quoted(login.user()) + " NOLOGIN");
      }
      statement.execute("ALTER ROLE " + quoted(login.user()) + " PASSWORD '"
          + verifiers.of(login.password().revealText().toCharArray()) + "'");
      String database = quoted(currentDatabase(connection));
      for (String grant : grants(database)) {
        statement.execute(grant);
      }
      for (String setting : settings(connection, database)) {
        statement.execute(setting);
      }
    }
  }

  /** For sessions in which the settings do not last: those that PgBouncer shares after each transaction. */
  private List<String> settings(Connection connection, String database) throws SQLException {
    Map<String, String> values = SessionSettings.ofVerticles();
    List<String> settings = new ArrayList<>();
    try (PreparedStatement known = connection.prepareStatement("SELECT name FROM pg_settings WHERE name = ANY (?)")) {
      known.setArray(1, connection.createArrayOf("text", values.keySet().toArray()));
      ResultSet names = known.executeQuery();
      while (names.next()) {
        String name = names.getString(1);
        settings.add("ALTER ROLE " + quoted(login.user()) + " IN DATABASE " + database
            + " SET " + name + " = '" + values.get(name) + "'");
      }
    }
    return settings;
  }

  private void refuseUnfit(Connection connection, PostgresLogin owner) throws SQLException {
    if (login.user().equals(owner.user())) {
      throw new DatabaseRefused("The login for " + schema.sqlName() + " must be another than the owner's");
    }
    if (login.password().isEmpty()) {
      throw new DatabaseRefused("The login for " + schema.sqlName() + " must have a password");
    }
    if (isPowerful(connection)) {
      throw new DatabaseRefused("The role " + login.user() + " is a superuser or creates roles or databases: name one"
          + " of its own for " + schema.sqlName());
    }
  }

  private boolean isPowerful(Connection connection) throws SQLException {
    return holds(connection, "SELECT 1 FROM pg_roles WHERE rolname = ? AND (rolsuper OR rolcreaterole OR rolcreatedb"
        + " OR rolbypassrls OR rolreplication)");
  }

  private boolean exists(Connection connection) throws SQLException {
    return holds(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?");
  }

  private boolean holds(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, login.user());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The name on the server; PgBouncer may use another. */
  private static String currentDatabase(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_database()")) {
      row.next();
      return row.getString(1);
    }
  }

  private List<String> grants(String database) {
    String role = quoted(login.user());
    String ours = schema.sqlName();
    List<String> grants = new ArrayList<>();
    grants.add("ALTER ROLE " + role + " LOGIN");
    grants.add("GRANT CONNECT ON DATABASE " + database + " TO " + role);
    for (Schema other : EnumSet.complementOf(EnumSet.of(schema))) {
      grants.add("REVOKE ALL ON SCHEMA " + other.sqlName() + " FROM " + role);
      grants.add("REVOKE ALL ON ALL TABLES IN SCHEMA " + other.sqlName() + " FROM " + role);
    }
    grants.addAll(List.of(
        "REVOKE ALL ON SCHEMA " + ours + " FROM " + role,
        "GRANT USAGE ON SCHEMA " + ours + " TO " + role,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + ours + " TO " + role,
        "REVOKE INSERT, UPDATE, DELETE ON " + ours + "." + Migrations.HISTORY_TABLE + " FROM " + role,
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA " + ours + " TO " + role,
        "ALTER DEFAULT PRIVILEGES IN SCHEMA " + ours + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + role,
        "ALTER DEFAULT PRIVILEGES IN SCHEMA " + ours + " GRANT USAGE, SELECT ON SEQUENCES TO " + role));
    return grants;
  }

  /** Quotes an identifier of any characters; PostgreSQL itself refuses NUL. */
  private static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }
}
