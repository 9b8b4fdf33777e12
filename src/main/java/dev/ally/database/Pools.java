package dev.ally.database;

import dev.ally.bus.Unavailable;
import dev.ally.config.PostgresLogin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;

/**
 * The connections of a verticle: one pool per verticle and process. Every wait is limited, so that an outage of the
 * database is noticed and answered, and queries do not pile up.
 */
public final class Pools {
  /** How long a query waits for a connection. */
  public static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);
  /** How long a start waits for the first connection. */
  public static final Duration START_PATIENCE = Duration.ofSeconds(20);
  /** The server cancels a statement after this time; no statement of Ally takes long. */
  public static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);
  /** The server ends a transaction that a failed node has left open. */
  public static final Duration IDLE_TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /** Shorter than the time for which firewalls and load balancers remember a connection, four minutes or more. */
  private static final Duration UNUSED = Duration.ofSeconds(200);
  /**
   * Longer than any statement may take. A connection that is silent for so long was lost on the way; otherwise it would
   * keep its place, and the queries that wait on it, until TCP gives it up.
   */
  private static final Duration SILENT = STATEMENT_TIMEOUT.plusSeconds(1);
  private static final Duration TRY_AGAIN = Duration.ofMillis(100);
  /** A page costs several statements, and the pages of one instant come together. What bounds the wait is its time. */
  private static final int WAITING_A_CONNECTION = 64;
  private static final int PIPELINED = 16;
  private static final int CACHED_STATEMENTS = 256;
  private static final int LONGEST_CACHED_SQL = 16 * 1024;

  private Pools() {}

  /**
   * Opens a pool; it connects when it is first used.
   *
   * @param name of the pool's owner, for the server's list of sessions and the metrics
   * @param size the most connections; 64 times as many queries may wait
   */
  public static Pool open(Vertx vertx, PostgresLogin login, String name, int size) {
    PoolOptions options = new PoolOptions()
        .setName(name)
        .setMaxSize(size)
        .setMaxWaitQueueSize(size * WAITING_A_CONNECTION)
        .setConnectionTimeout((int) CONNECTION_TIMEOUT.toMillis())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) UNUSED.toSeconds())
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
    PgConnectOptions connecting = connectOptions(login, name);
    return new RepeatingPool(vertx, new PgConnections(login, SILENT).createPool(
        vertx, () -> Future.succeededFuture(connecting), options, new NetClientOptions(), null));
  }

  /**
   * Succeeds with the first connection; fails if there is none in that time. For a start, which may wait longer than a
   * query.
   */
  public static Future<Void> connect(Vertx vertx, Pool pool, Duration patience) {
    return connect(vertx, pool, System.nanoTime() + patience.toNanos())
        .recover(failure -> Future.failedFuture(Outage.isOutage(failure) ? away(patience, failure) : failure));
  }

  private static Unavailable away(Duration patience, Throwable failure) {
    return new Unavailable("PostgreSQL did not answer within " + patience.toSeconds() + " s (" + failure.getMessage()
        + "). Check that it runs, and that the login has its host and port", Outage.RETRY_AFTER);
  }

  private static Future<Void> connect(Vertx vertx, Pool pool, long deadlineNanos) {
    return pool.query("SELECT 1").execute().<Void>mapEmpty().recover(failure ->
        Outage.isOutage(failure) && System.nanoTime() < deadlineNanos
            ? vertx.timer(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                .compose(later -> connect(vertx, pool, deadlineNanos))
            : Future.failedFuture(failure));
  }

  private static PgConnectOptions connectOptions(PostgresLogin login, String name) {
    PgConnectOptions options = new PgConnectOptions()
        .setHost(login.host())
        .setPort(login.port())
        .setDatabase(login.database())
        .setUser(login.user())
        .setPassword(login.password().revealText())
        .setPipeliningLimit(PIPELINED)
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheMaxSize(CACHED_STATEMENTS)
        .setPreparedStatementCacheSqlLimit(LONGEST_CACHED_SQL)
        // Replaces the client's own properties, one of which PgBouncer refuses.
        .setProperties(new HashMap<>(SessionSettings.AT_START))
        .addProperty("application_name", "ally " + name)
        .setSslMode(SslMode.of(login.encryption().sslmode()));
    return login.encryption() == PostgresLogin.Encryption.DISABLE ? options : options.setSslOptions(ssl(login));
  }

  private static ClientSSLOptions ssl(PostgresLogin login) {
    if (login.encryption() != PostgresLogin.Encryption.VERIFY_FULL) {
      // As libpq defines prefer and require: encrypted, without verifying the server.
      return new ClientSSLOptions().setTrustAll(true).setHostnameVerificationAlgorithm("");
    }
    return new ClientSSLOptions()
        .setTrustOptions(TrustOptions.wrap(Trust.of(login.rootCertificate())))
        .setHostnameVerificationAlgorithm("HTTPS");
  }
}
