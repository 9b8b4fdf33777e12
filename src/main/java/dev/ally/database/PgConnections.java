package dev.ally.database;

import dev.ally.config.PostgresLogin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the connections of a pool. A connection is given to the pool once {@link SessionSettings} are applied and it
 * can write. A failure has a message for an operator.
 */
final class PgConnections extends PgDriver {
  /** Short enough for an operator to wait for; the host name may resolve to another server by then. */
  private static final Duration TCP_TIMEOUT = Duration.ofSeconds(5);

  private final PostgresLogin login;
  private final Duration silent;

  /** @param silent the time after which a connection without a due answer is closed */
  PgConnections(PostgresLogin login, Duration silent) {
    this.login = login;
    this.silent = silent;
  }

  @Override
  public ConnectionFactory<PgConnectOptions> createConnectionFactory(Vertx vertx, NetClientOptions unread) {
    return new PgConnectionFactory(new WatchedSockets((VertxInternal) vertx, TCP_TIMEOUT, silent)) {
      @Override
      public Future<SqlConnection> connect(Context context, PgConnectOptions options) {
        return super.connect(context, options)
            .compose(PgConnections.this::prepare, failure -> Future.failedFuture(explained(failure)));
      }
    };
  }

  /** Any failure to connect may be repaired while Ally runs, so it is an outage. */
  private Throwable explained(Throwable failure) {
    Optional<String> problem = Trust.problem(login, failure);
    if (problem.isPresent()) {
      return new IOException(problem.get(), failure);
    }
    return failure instanceof PgException refusal
        ? new IOException("PostgreSQL refuses " + login + ": " + refusal.getErrorMessage(), refusal)
        : failure;
  }

  private Future<SqlConnection> prepare(SqlConnection connection) {
    if (((SqlConnectionInternal) connection).unwrap() instanceof SocketConnectionBase wired) {
      wired.socket().channelHandlerContext().pipeline()
          .addBefore("handler", "read-only", new ReadOnlyGuard(wired.context()));
    }
    connection.exceptionHandler(broken -> {});
    return connection.query(SessionSettings.forVerticles()).execute()
        .compose(set -> set.next().iterator().next().getBoolean("read_only")
            ? Future.<SqlConnection>failedFuture(
                new PgException(Outage.readOnly(login), "ERROR", Outage.READ_ONLY, ""))
            : Future.succeededFuture(connection))
        .recover(failure -> connection.close().transform(closed -> Future.failedFuture(failure)));
  }
}
