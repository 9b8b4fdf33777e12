package dev.ally.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.TransactionPropagation;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collector;

/**
 * A pool that repeats work that the server rolled back in favour of other work: after a deadlock or a serialization
 * failure. Nothing of such work remains, so a retry is right; there are up to four.
 *
 * <p>A function that is given to {@link #withTransaction} or {@link #withConnection} may therefore run more than once.
 */
final class RepeatingPool implements Pool {
  private static final int TIMES = 5;
  /** The pause after the first failure; it doubles after each further one. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Vertx vertx;
  private final Pool pool;

  RepeatingPool(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return new Repeated<>(pool.query(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return new RepeatedPrepared<>(pool.preparedQuery(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return new RepeatedPrepared<>(pool.preparedQuery(sql, options));
  }

  @Override
  public <T> Future<T> withTransaction(Function<SqlConnection, Future<T>> work) {
    return repeat(() -> Pool.super.withTransaction(work));
  }

  @Override
  public <T> Future<T> withTransaction(TransactionPropagation kind, Function<SqlConnection, Future<T>> work) {
    return repeat(() -> Pool.super.withTransaction(kind, work));
  }

  @Override
  public <T> Future<T> withConnection(Function<SqlConnection, Future<T>> work) {
    return repeat(() -> Pool.super.withConnection(work));
  }

  /** Work on this connection is not repeated. */
  @Override
  public Future<SqlConnection> getConnection() {
    // Pending queries fail when the connection breaks; without a handler the client would also print the exception.
    return pool.getConnection().onSuccess(connection -> connection.exceptionHandler(broken -> {}));
  }

  @Override
  public int size() {
    return pool.size();
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }

  private <T> Future<T> repeat(Supplier<Future<T>> work) {
    return repeat(work, 1);
  }

  private <T> Future<T> repeat(Supplier<Future<T>> work, int time) {
    return work.get().recover(failure -> time < TIMES && Outage.isUndone(failure)
        ? vertx.timer(PAUSE.toMillis() << time - 1, TimeUnit.MILLISECONDS).compose(later -> repeat(work, time + 1))
        : Future.failedFuture(failure));
  }

  private class Repeated<T> implements Query<T> {
    private final Query<T> query;

    private Repeated(Query<T> query) {
      this.query = query;
    }

    @Override
    public Future<T> execute() {
      return repeat(query::execute);
    }

    @Override
    public <R> Query<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
      return new Repeated<>(query.collecting(collector));
    }

    @Override
    public <U> Query<RowSet<U>> mapping(Function<Row, U> mapper) {
      return new Repeated<>(query.mapping(mapper));
    }
  }

  private final class RepeatedPrepared<T> extends Repeated<T> implements PreparedQuery<T> {
    private final PreparedQuery<T> query;

    private RepeatedPrepared(PreparedQuery<T> query) {
      super(query);
      this.query = query;
    }

    @Override
    public Future<T> execute(Tuple tuple) {
      return repeat(() -> query.execute(tuple));
    }

    @Override
    public Future<T> executeBatch(List<Tuple> batch) {
      return repeat(() -> query.executeBatch(batch));
    }

    @Override
    public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
      return new RepeatedPrepared<>(query.collecting(collector));
    }

    @Override
    public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
      return new RepeatedPrepared<>(query.mapping(mapper));
    }
  }
}
