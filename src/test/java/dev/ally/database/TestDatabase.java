package dev.ally.database;

import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh, migrated database of one test class, on the one PostgreSQL of this test JVM, which the first of them starts.
 *
 * <p>Three logins: a superuser, and the two of least privilege that the verticles have in production.
 */
public final class TestDatabase implements AutoCloseable {
  private static final String TEMPLATE = "ally_template";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static PostgresLogin server;

  private final PostgresLogin superuser;

  private TestDatabase(PostgresLogin superuser) {
    this.superuser = superuser;
  }

  /** A database with both schemas and no rows. */
  public static TestDatabase create() {
    return copy(TEMPLATE);
  }

  /** A database with nothing in it. */
  public static TestDatabase createEmpty() {
    return copy("template0");
  }

  private static synchronized TestDatabase copy(String template) {
    if (server == null) {
      server = start();
    }
    String name = "test_" + NUMBER.incrementAndGet();
    execute(server, "CREATE DATABASE " + name + " TEMPLATE " + template);
    return new TestDatabase(at(server, name));
  }

  private static PostgresLogin start() {
    try {
      EmbeddedPostgres embedded = EmbeddedPostgres.builder().start();
      PostgresLogin postgres = PostgresLogin.of(
          URI.create("postgresql://postgres:none@localhost:" + embedded.getPort() + "/postgres?sslmode=disable"));
      execute(postgres, "CREATE DATABASE " + TEMPLATE + " TEMPLATE template0");
      PostgresLogin template = at(postgres, TEMPLATE);
      LoginRole.provide(Migrations.ofAlly(), template, List.of(
          new LoginRole(Schema.ACCOUNT, login(template, Schema.ACCOUNT)),
          new LoginRole(Schema.TOTP, login(template, Schema.TOTP))));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PostgresLogin at(PostgresLogin login, String database) {
    return new PostgresLogin(login.host(), login.port(), database, login.user(), login.password(), login.encryption(),
        login.rootCertificate());
  }

  private static PostgresLogin login(PostgresLogin superuser, Schema schema) {
    return superuser.as("ally_" + schema.sqlName(), Secret.of("password of " + schema.sqlName()));
  }

  private static void execute(PostgresLogin login, String sql) {
    try (Connection connection = Jdbc.connect(login); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public PostgresLogin superuser() {
    return superuser;
  }

  /** The login of least privilege for a schema. */
  public PostgresLogin login(Schema schema) {
    return login(superuser, schema);
  }

  public URI superuserUri() {
    return superuser.revealUri();
  }

  public URI accountUri() {
    return login(Schema.ACCOUNT).revealUri();
  }

  public URI totpUri() {
    return login(Schema.TOTP).revealUri();
  }

  /** A small pool with the login of least privilege for a schema; closes with the Vert.x. */
  public Pool pool(Vertx vertx, Schema schema) {
    return Pools.open(vertx, login(schema), schema.sqlName(), 8);
  }

  /** Runs as superuser: to arrange what a test needs, or to look at what it left. */
  public void execute(String sql) {
    execute(superuser, sql);
  }

  /** Drops the database, whoever is still connected. */
  @Override
  public void close() {
    execute(at(superuser, "postgres"), "DROP DATABASE IF EXISTS " + superuser.database() + " WITH (FORCE)");
  }
}
