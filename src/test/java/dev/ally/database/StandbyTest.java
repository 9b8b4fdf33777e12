package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ally.config.PostgresLogin;
import dev.ally.database.embedded.OwnPostgres;
import dev.ally.harness.SlowLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose name leads to a standby for a moment, on a real primary and a real standby that follows it. */
final class StandbyTest {
  private static final String WRITE = "INSERT INTO public.note VALUES (1)";
  private static final String READ = "SELECT FROM public.note";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir static Path directory;

  private static OwnPostgres primary;
  private static OwnPostgres standby;

  private final Vertx vertx = Vertx.vertx();
  private SlowLine line;
  private Pool pool;

  @BeforeAll
  static void startBoth() throws Exception {
    primary = OwnPostgres.start(directory.resolve("primary"));
    standby = primary.standby(directory.resolve("standby"));
    try (var connection = primary.connect(); var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE note (id int)");
    }
  }

  @AfterAll
  static void stopBoth() throws Exception {
    standby.close();
    primary.close();
  }

  @BeforeEach
  void openAPool() throws Exception {
    line = new SlowLine(primary.port());
    pool = Pools.open(vertx, PostgresLogin.of(URI.create(primary.uri(line.port()))), "test", 2);
    Pools.connect(vertx, pool, PATIENCE).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    line.close();
  }

  @Test
  void noConnectionToAStandbyIsTakenSoThatThePrimaryIsFoundAgain() throws Exception {
    write();
    line.leadTo(standby.port());
    Throwable refused;
    do {
      refused = failure(pool.query(READ).execute());
      assertThat(Outage.isOutage(refused)).isTrue();
      // The first to ask may be given a connection that is just being noticed to be broken.
    } while (!refused.getMessage().contains("takes no writes: it is a standby"));
    for (int i = 0; i < 20; i++) {
      assertThat(failure(pool.query(READ).execute())).hasMessageContaining("takes no writes: it is a standby");
      assertThat(failure(pool.withTransaction(held -> held.query(READ).execute())))
          .hasMessageContaining("takes no writes: it is a standby");
    }
    line.leadTo(primary.port());
    write();
  }

  @Test
  void aConnectionThatTurnsReadOnlyIsClosed() throws Exception {
    Pool one = Pools.open(vertx, PostgresLogin.of(URI.create(primary.uri(line.port()))), "test", 1);
    one.query("SET default_transaction_read_only = on").execute().await(10, TimeUnit.SECONDS);
    assertThat(Outage.isReadOnly(failure(one.withTransaction(c -> c.query(WRITE).execute())))).isTrue();
    one.query(WRITE).execute().await(10, TimeUnit.SECONDS);
    one.query("SET default_transaction_read_only = on").execute().await(10, TimeUnit.SECONDS);
    assertThat(Outage.isReadOnly(failure(one.preparedQuery(WRITE).execute()))).isTrue();
    one.preparedQuery(WRITE).execute().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aDatabaseThatIsReadOnlyByDefaultIsAnOutageUntilItIsNot() throws Exception {
    run("ALTER DATABASE postgres SET default_transaction_read_only = on");
    line.leadTo(primary.port());
    Pool opened = Pools.open(vertx, PostgresLogin.of(URI.create(primary.uri(line.port()))), "test", 1);
    assertThat(failure(opened.query(READ).execute())).hasMessageContaining("default_transaction_read_only is on");
    run("ALTER DATABASE postgres RESET default_transaction_read_only");
    opened.query(WRITE).execute().await(10, TimeUnit.SECONDS);
  }

  /** A standby refuses every query of a transaction that is serializable. */
  @Test
  void aStandbyIsKnownWhereTransactionsAreSerializableByDefault() throws Exception {
    run("ALTER DATABASE postgres SET default_transaction_isolation = serializable");
    try {
      while (!standby.read("SHOW default_transaction_isolation").equals(List.of("serializable"))) {
        Thread.onSpinWait();
      }
      line.leadTo(standby.port());
      Pool opened = Pools.open(vertx, PostgresLogin.of(URI.create(primary.uri(line.port()))), "test", 1);
      assertThat(failure(opened.query(READ).execute())).hasMessageContaining("takes no writes: it is a standby");
      migratingOnAStandbyIsToldInOneLine();
    } finally {
      run("ALTER DATABASE postgres RESET default_transaction_isolation");
    }
  }

  @Test
  void migratingOnAStandbyIsToldInOneLine() {
    PostgresLogin login = PostgresLogin.of(URI.create(primary.uri(standby.port())));
    assertThat(catchThrowable(() -> new Migrations("migrations").migrate(login)))
        .isInstanceOf(DatabaseRefused.class)
        .hasMessage("PostgreSQL at 127.0.0.1:" + standby.port() + " takes no writes: it is a standby, or"
            + " default_transaction_read_only is on");
  }

  private void write() throws Exception {
    pool.query(WRITE).execute().await(10, TimeUnit.SECONDS);
  }

  private static void run(String sql) throws Exception {
    try (var connection = primary.connect(); var statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute(sql);
    }
  }

  private static Throwable failure(Future<?> future) {
    Throwable failure = catchThrowable(() -> future.await(10, TimeUnit.SECONDS));
    assertThat(failure).isNotNull();
    return failure;
  }
}
