package dev.ally.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.TransactionPropagation;
import java.util.function.Function;

/** Work on the database that leaves nothing behind: it runs in one transaction, which is rolled back. */
public final class Rehearsal {
  private Rehearsal() {}

  /** @param work gets a pool; it must not keep it, and must wait for all that it begins */
  public static <T> Future<T> of(Pool pool, Function<Pool, Future<T>> work) {
    return pool.getConnection().compose(connection -> connection.begin()
        .compose(transaction -> work.apply(new OneConnection(connection)).eventually(transaction::rollback))
        .eventually(connection::close));
  }

  /** Every transaction of the work is part of the one that is rolled back. */
  private record OneConnection(SqlConnection connection) implements Pool {
    @Override
    public Query<RowSet<Row>> query(String sql) {
      return connection.query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
      return connection.preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
      return connection.preparedQuery(sql, options);
    }

    @Override
    public <T> Future<T> withTransaction(Function<SqlConnection, Future<T>> work) {
      return work.apply(connection);
    }

    @Override
    public <T> Future<T> withTransaction(TransactionPropagation kind, Function<SqlConnection, Future<T>> work) {
      return work.apply(connection);
    }

    @Override
    public <T> Future<T> withConnection(Function<SqlConnection, Future<T>> work) {
      return work.apply(connection);
    }

    @Override
    public Future<SqlConnection> getConnection() {
      return Future.failedFuture(new UnsupportedOperationException("a rehearsal has one connection"));
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
