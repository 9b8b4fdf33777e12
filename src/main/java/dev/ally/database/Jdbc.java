package dev.ally.database;

import dev.ally.config.PostgresLogin;
import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/**
 * Connections for code that may block: migrations and roles before the first verticle starts, and checking the keys.
 */
public final class Jdbc {
  private static final int CONNECT_TIMEOUT_SECONDS = 10;
  /** Includes the proof of the password, which takes time on a busy machine. */
  private static final int LOGIN_TIMEOUT_SECONDS = 30;
  /** "invalid_catalog_name". */
  private static final String NO_DATABASE = "3D000";

  private Jdbc() {}

  /** Connections whose errors contain no rows. */
  static PGSimpleDataSource dataSource(PostgresLogin login) {
    PGSimpleDataSource source = new Prepared();
    source.setServerNames(new String[] {login.host()});
    source.setPortNumbers(new int[] {login.port()});
    source.setDatabaseName(login.database());
    source.setUser(login.user());
    if (!login.password().isEmpty()) {
      source.setPassword(login.password().revealText());
    }
    if (login.scramOnly()) {
      source.setAuthenticationPluginClassName(ScramOnly.class.getName());
    }
    source.setSslMode(login.encryption().sslmode());
    if (login.encryption() == PostgresLogin.Encryption.VERIFY_FULL) {
      source.setSslfactory(VerifiedTls.class.getName());
      login.rootCertificate().ifPresent(file -> source.setSslRootCert(file.toString()));
    }
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
    source.setApplicationName("ally");
    source.setLogServerErrorDetail(false);
    return source;
  }

  /** Connections with the settings of {@link SessionSettings}. */
  private static final class Prepared extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      Connection connection = super.getConnection(user, password);
      try (Statement statement = connection.createStatement()) {
        statement.execute(SessionSettings.forMigrations());
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }
  }

  /**
   * Connects without a limit on the time of a statement, for migrations.
   *
   * @throws DatabaseRefused if no server answers, or it refuses this login
   */
  public static Connection connect(PostgresLogin login) {
    return connect(dataSource(login), login);
  }

  /**
   * Connects for a query beside the verticles' work. Its thread is not blocked even if the connection is lost silently.
   *
   * @param answerLimit how long to wait for each answer, in whole seconds
   * @throws DatabaseRefused if no server answers, or it refuses this login
   */
  public static Connection connect(PostgresLogin login, Duration answerLimit) {
    PGSimpleDataSource source = dataSource(login);
    source.setSocketTimeout((int) answerLimit.toSeconds());
    return connect(source, login);
  }

  private static Connection connect(DataSource source, PostgresLogin login) {
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw refusal(login, e);
    }
  }

  /** Whether a server answered that it has no database of this name. */
  public static boolean isWithoutDatabase(DatabaseRefused refused) {
    return refused.getCause() instanceof SQLException answer && NO_DATABASE.equals(answer.getSQLState());
  }

  /** The message of a failed connection or statement for an operator. */
  public static DatabaseRefused refusal(PostgresLogin login, SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DatabaseRefused refused) {
        return refused;
      }
    }
    Optional<String> problem = Trust.problem(login, e);
    if (problem.isPresent()) {
      return new DatabaseRefused(problem.get(), e);
    }
    String server = login.host() + ":" + login.port();
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (e.getCause() instanceof UnknownHostException) {
      return new DatabaseRefused("No PostgreSQL answers at " + server + ": the host name is unknown", e);
    }
    if (state.equals(PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState()) || e.getCause() instanceof IOException) {
      return new DatabaseRefused("No PostgreSQL answers at " + server, e);
    }
    if (state.equals(Outage.READ_ONLY)) {
      return new DatabaseRefused(Outage.readOnly(login), e);
    }
    String reason = e.getMessage().lines().findFirst().orElse(state);
    return new DatabaseRefused("PostgreSQL refuses " + login + ": " + reason, e);
  }
}
