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
import java.util.function.Function;
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
    provide(migrations, owner, roles, List.of(), LoginRole::verifierOfPassword);
  }

  /**
   * The same on a server that only Ally uses: takes away the rights that PostgreSQL grants to every role.
   *
   * @param roles whose passwords are {@link Secret#token}s
   */
  public static void provideAlone(
      Migrations migrations, PostgresLogin owner, List<LoginRole> roles, SecureRandom random) {
    List<String> first = List.of(
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON DATABASE " + quoted(owner.database()) + " FROM PUBLIC");
    provide(migrations, owner, roles, first, password -> verifierOfToken(password, random));
  }

  private static void provide(
      Migrations migrations, PostgresLogin owner, List<LoginRole> roles, List<String> first,
      Function<Secret, String> verifier) {
    migrations.exclusively(owner, connection -> {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        for (String sql : first) {
          statement.execute(sql);
        }
      }
      for (LoginRole role : roles) {
        role.provide(connection, owner, verifier);
      }
      connection.commit();
      connection.setAutoCommit(true);
    });
  }

  private static String verifierOfPassword(Secret password) {
    return PasswordUtil.encodeScramSha256(password.revealText().toCharArray());
  }

  /**
   * What PostgreSQL stores of a {@link Secret#token} for SCRAM. Nobody can guess one, so that more than one iteration
   * would only cost time, at each connection.
   */
  public static String verifierOfToken(Secret token, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return PasswordUtil.encodeScramSha256(token.revealText().toCharArray(), 1, salt);
  }

  private void provide(Connection connection, PostgresLogin owner, Function<Secret, String> verifier)
      throws SQLException {
    refuseUnfit(connection, owner);
    try (Statement statement = connection.createStatement()) {
      if (!exists(connection)) {
        statement.execute("CREATE ROLE " + quoted(login.user()) + " NOLOGIN");
      }
      // Computed here, so that the password itself is in no server's log.
      statement.execute("ALTER ROLE " + quoted(login.user()) + " PASSWORD '" + verifier.apply(login.password()) + "'");
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
