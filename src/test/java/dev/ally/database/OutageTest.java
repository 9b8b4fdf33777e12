package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ally.bus.Unavailable;
import dev.ally.config.PostgresLogin;
import dev.ally.database.embedded.DataDirectory;
import dev.ally.database.embedded.EmbeddedDatabase;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.database.embedded.UnpackedPostgres;
import dev.ally.harness.Heard;
import dev.ally.harness.SlowLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PostgreSQL: what each way of being away looks like to the client. */
final class OutageTest {
  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;

  @BeforeEach
  void makeADatabase() {
    database = TestDatabase.create();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    database.close();
  }

  @Test
  void aServerThatIsNotThereIsAnOutage() {
    PostgresLogin login = database.superuser();
    PostgresLogin nobody = new PostgresLogin("127.0.0.1", 1, login.database(), login.user(), login.password(),
        login.encryption(), login.rootCertificate(), login.scramOnly());
    assertThat(Outage.isOutage(failure(Pools.open(vertx, nobody, "test", 1).query("SELECT 1").execute()))).isTrue();
  }

  @Test
  void aServerThatStopsIsAnOutageAndIsFoundAgain(@TempDir Path directory) throws Exception {
    EmbeddedDatabase server = start(directory, 0);
    Pool pool = Pools.open(vertx, server.login(Schema.TOTP), "test", 2);
    pool.query("SELECT 1").execute().await(10, TimeUnit.SECONDS);
    int port = server.owner().port();
    server.close();
    for (int i = 0; i < 3; i++) {
      assertThat(Outage.isOutage(failure(pool.query("SELECT 1").execute()))).isTrue();
      assertThat(Outage.isOutage(failure(pool.withTransaction(c -> c.query("SELECT 1").execute())))).isTrue();
    }
    try (EmbeddedDatabase again = start(directory, port)) {
      assertThat(again.owner().port()).isEqualTo(port);
      assertThat(pool.query("SELECT 1").execute().await(10, TimeUnit.SECONDS).size()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatTakesConnectionsAndSaysNothingIsAnOutage() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PostgresLogin login = database.superuser();
      PostgresLogin hanging = new PostgresLogin("127.0.0.1", deaf.getLocalPort(), login.database(), login.user(),
          login.password(), login.encryption(), login.rootCertificate(), login.scramOnly());
      Pool pool = Pools.open(vertx, hanging, "test", 2);
      assertThat(Outage.isOutage(failure(pool.query("SELECT 1").execute()))).isTrue();
      assertThat(Outage.isOutage(failure(pool.withTransaction(c -> c.query("SELECT 1").execute())))).isTrue();
    }
  }

  @Test
  void aConnectionThatFellSilentIsAnOutageAndIsReplaced() throws Exception {
    PostgresLogin login = database.superuser();
    try (SlowLine line = new SlowLine(login.port())) {
      Pool pool = Pools.open(vertx, new PostgresLogin("127.0.0.1", line.port(), login.database(), login.user(),
          login.password(), login.encryption(), login.rootCertificate(), login.scramOnly()), "test", 1);
      Pools.connect(vertx, pool, Duration.ofSeconds(20)).await(20, TimeUnit.SECONDS);
      line.forgetConnections();
      Throwable silence = failure(pool.query("SELECT 1").execute());
      assertThat(silence).isNotInstanceOf(TimeoutException.class);
      assertThat(Outage.isOutage(silence)).isTrue();
      Pools.connect(vertx, pool, Duration.ofSeconds(10)).await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aServerThatFallsSilentWhileItIsConnectedToIsFoundAgain() throws Exception {
    PostgresLogin login = database.superuser();
    try (SlowLine line = new SlowLine(login.port())) {
      Pool pool = Pools.open(vertx, new PostgresLogin("127.0.0.1", line.port(), login.database(), login.user(),
          login.password(), login.encryption(), login.rootCertificate(), login.scramOnly()), "test", 1);
      line.standStill(true);
      assertThat(Outage.isOutage(failure(pool.query("SELECT 1").execute()))).isTrue();
      line.forgetConnections();
      line.standStill(false);
      Pools.connect(vertx, pool, Duration.ofSeconds(20)).await(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aConnectionEndedByTheServerIsAnOutage() {
    Pool pool = database.pool(vertx, Schema.TOTP);
    assertThat(Outage.isOutage(failure(pool.withConnection(connection -> {
      Future<?> asleep = connection.query("SELECT pg_sleep(30)").execute();
      asleep.onComplete(done -> {});
      return end("pg_sleep").compose(ended -> asleep);
    })))).isTrue();
  }

  @Test
  void aStatementThatTakesTooLongIsAnOutage() {
    Pool pool = database.pool(vertx, Schema.TOTP);
    assertThat(Outage.isOutage(failure(pool.withConnection(connection -> connection
        .query("SET statement_timeout = 10").execute()
        .compose(set -> connection.query("SELECT pg_sleep(30)").execute()))))).isTrue();
  }

  @Test
  void anExhaustedPoolIsAnOutageAfterItsTimeout() throws Exception {
    Pool pool = Pools.open(vertx, database.login(Schema.TOTP), "test", 1);
    SqlConnection taken = pool.getConnection().await(10, TimeUnit.SECONDS);
    assertThat(Outage.isOutage(failure(pool.query("SELECT 1").execute()))).isTrue();
    assertThat(Outage.isOutage(failure(pool.withTransaction(connection -> Future.succeededFuture())))).isTrue();
    taken.close().await(10, TimeUnit.SECONDS);
    assertThat(pool.query("SELECT 1").execute().await(10, TimeUnit.SECONDS).size()).isEqualTo(1);
  }

  @Test
  void aFullQueueBeforeThePoolIsAnOutageAtOnce() throws Exception {
    Pool pool = Pools.open(vertx, database.login(Schema.TOTP), "test", 1);
    Pools.connect(vertx, pool, Pools.START_PATIENCE).await(30, TimeUnit.SECONDS);
    pool.getConnection().await(10, TimeUnit.SECONDS);
    List<Future<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      waiting.add(pool.query("SELECT 1").execute());
    }
    Throwable refused = failure(pool.query("SELECT 1").execute());
    assertThat(refused).hasMessageContaining("max wait queue size");
    assertThat(Outage.isOutage(refused)).isTrue();
    assertThat(waiting).as("as many as waited").allSatisfy(one ->
        assertThat(failure(one)).hasMessage("Timeout waiting for connection"));
  }

  @Test
  void aClosedPoolIsAnOutage() throws Exception {
    Pool pool = database.pool(vertx, Schema.TOTP);
    pool.close().await(10, TimeUnit.SECONDS);
    assertThat(Outage.isOutage(failure(pool.query("SELECT 1").execute()))).isTrue();
  }

  @Test
  void anOutageBecomesUnavailableWithATimeToComeBack() {
    Pool pool = database.pool(vertx, Schema.TOTP);
    pool.close();
    assertThat(failure(Outage.unavailableWhenAway(pool.query("SELECT 1").execute())))
        .isInstanceOfSatisfying(Unavailable.class, e -> assertThat(e.retryAfter()).isEqualTo(Outage.RETRY_AFTER));
  }

  @Test
  void aBrokenConnectionDoesNotHideThatTheDatabaseIsReadOnly() {
    try (Heard log = new Heard()) {
      Outage.unavailableWhenAway(Future.failedFuture(new IOException("the connection broke")));
      Outage.unavailableWhenAway(Future.failedFuture(
          new PgException("it takes no writes", "ERROR", Outage.READ_ONLY, "")));
      assertThat(log.lines()).anyMatch(line -> line.contains("it takes no writes"));
    }
  }

  @Test
  void anOperatorReadsWhatToMend() {
    Pool pool = database.pool(vertx, Schema.TOTP);
    try (Heard log = new Heard()) {
      Outage.unavailableWhenAway(Future.failedFuture(failure(pool.withConnection(connection -> connection
          .query("SET statement_timeout = 10").execute()
          .compose(set -> connection.query("SELECT pg_sleep(30)").execute())))));
      Outage.unavailableWhenAway(Future.failedFuture(new VertxException("Timeout waiting for connection")));
      assertThat(log.lines())
          .anyMatch(line -> line.contains("PostgreSQL cancelled a statement: ") && line.contains("statement timeout"))
          .anyMatch(line -> line.contains("No connection to the database was free or could be made: Timeout"));
    }
  }

  @Test
  void aDefectStaysADefect() {
    Pool pool = database.pool(vertx, Schema.TOTP);
    for (String sql : List.of("SELECT nonsense", "SELECT 1 / 0", "CREATE TABLE totp.mine (id int)")) {
      Throwable defect = failure(Outage.unavailableWhenAway(pool.query(sql).execute()));
      assertThat(Outage.isOutage(defect)).as(sql).isFalse();
      assertThat(defect).isNotInstanceOf(Unavailable.class);
    }
  }

  @Test
  void aWrongPasswordIsADefect() {
    Throwable defect = new PgException("no", "FATAL", "28P01", "");
    assertThat(Outage.isOutage(defect)).isFalse();
  }

  private static EmbeddedDatabase start(Path directory, int port)
      throws IOException, InterruptedException {
    UnpackedPostgres.linkInto(directory);
    return EmbeddedDatabase.start(
        DataDirectory.lock(directory).orElseThrow(), new Migrations("migrations"), new SecureRandom(),
        Map.of("max_connections", "20"), port);
  }

  private Future<?> end(String doing) {
    Pool superuser = Pools.open(vertx, database.superuser(), "test", 1);
    String sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        + " WHERE pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%" + doing + "%'";
    return superuser.query(sql).execute().compose(ended -> ended.size() > 0 ? Future.succeededFuture() : end(doing));
  }

  private static Throwable failure(Future<?> future) {
    Throwable failure = catchThrowable(() -> future.await(10, TimeUnit.SECONDS));
    assertThat(failure).isNotNull();
    return failure;
  }
}
