package dev.ally.database;

import dev.ally.config.PostgresLogin;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/** A login for code that may block: migrations and roles before the first verticle starts, and a look at the keys. */
final class Jdbc {
  private static final int CONNECT_TIMEOUT_SECONDS = 10;
  /** With the proof of the password, which a busy machine takes its time for. */
  private static final int LOGIN_TIMEOUT_SECONDS = 30;

  private Jdbc() {}

  /** Connections that show no row in an error. */
  static PGSimpleDataSource dataSource(PostgresLogin login) {
    PGSimpleDataSource source = new PGSimpleDataSource();
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
    login.rootCertificate().ifPresent(file -> source.setSslRootCert(file.toString()));
    if (login.encryption() == PostgresLogin.Encryption.VERIFY_FULL && login.rootCertificate().isEmpty()) {
      source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
    source.setApplicationName("ally");
    source.setLogServerErrorDetail(false);
    return source;
  }

  /**
   * For as long as a statement takes, as migrations may.
   *
   * @throws DatabaseRefused when nobody answers, or not to this login
   */
  static Connection connect(PostgresLogin login) {
    return connect(dataSource(login), login);
  }

  /**
   * For a question beside the verticles' work, whose thread must come back, also when the connection is forgotten on
   * its way.
   *
   * @param answerLimit how long it waits for each answer, in whole seconds
   * @throws DatabaseRefused when nobody answers, or not to this login
   */
  static Connection connect(PostgresLogin login, Duration answerLimit) {
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

  /** What a failed connection or statement says to an operator. */
  static DatabaseRefused refusal(PostgresLogin login, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.equals(PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState()) || e.getCause() instanceof IOException) {
      return new DatabaseRefused("No PostgreSQL answers at " + login.host() + ":" + login.port(), e);
    }
    String reason = e.getMessage().lines().findFirst().orElse(state);
    return new DatabaseRefused("PostgreSQL refuses " + login + ": " + reason, e);
  }
}
