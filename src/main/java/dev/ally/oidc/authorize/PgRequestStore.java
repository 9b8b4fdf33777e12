package dev.ally.oidc.authorize;

import dev.ally.config.Limit;
import dev.ally.database.Sql;
import dev.ally.oidc.client.Client;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Authorization requests that are parked or pushed, in PostgreSQL. */
final class PgRequestStore {
  private static final String PUT = """
      INSERT INTO oidc.authorization_request
        (token_hash, client_id, demand, pushed, login_id, begun_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING""";

  /** $1 hash of the pushed one, $2 client, $3 hash of the new one, $4 login, $5 its begin, $6 its end, $7 now. */
  private static final String TAKE = """
      UPDATE oidc.authorization_request
      SET token_hash = $3, pushed = false, login_id = $4, begun_at = $5, expires_at = $6
      WHERE token_hash = $1 AND client_id = $2 AND pushed AND expires_at > $7""";

  private static final String DELETE = "DELETE FROM oidc.authorization_request WHERE token_hash = $1";

  private static final String FIND = """
      SELECT * FROM oidc.authorization_request WHERE token_hash = $1 AND NOT pushed AND expires_at > $2""";

  /** $1 hash, $2 operation, $3 the error. */
  private static final String ANSWER = """
      UPDATE oidc.authorization_request SET answered_by = $2, answer = $3
      WHERE token_hash = $1 AND answered_by IS NULL""";

  private final Pool pool;

  PgRequestStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * A request that is parked.
   *
   * @param loginBefore the login that the browser had; empty: it had none, or it was not asked for
   * @param begunAt from when on a login is a new one
   * @param answeredBy the operation that answered it
   * @param answer the error; empty: it was answered with a code, or is not answered
   */
  record Parked(
      Buffer hash, String clientId, CheckedDemand demand, Optional<UUID> loginBefore, Instant begunAt,
      Optional<UUID> answeredBy, Optional<AuthorizationError> answer) {
    /** One that has no answer yet. */
    static Parked of(
        Buffer hash, String clientId, CheckedDemand demand, Optional<UUID> loginBefore, Instant begunAt) {
      return new Parked(hash, clientId, demand, loginBefore, begunAt, Optional.empty(), Optional.empty());
    }

    /** The same without what the client may not have any more. */
    Parked within(Client client) {
      return new Parked(hash, clientId, demand.within(client), loginBefore, begunAt, answeredBy, answer);
    }
  }

  /** When a request that is parked now ends. */
  static Instant end(Instant now) {
    return now.plus(Limit.REQUEST_LIFE.duration());
  }

  /** Parks a request. The same token again changes nothing. */
  Future<Void> park(Parked request, Instant now) {
    return put(request.hash, request.clientId, request.demand, false, request.loginBefore, request.begunAt, end(now));
  }

  /** Keeps a pushed request. The same token again changes nothing. */
  Future<Void> push(Buffer hash, String clientId, CheckedDemand demand, Instant now, Instant end) {
    return put(hash, clientId, demand, true, Optional.empty(), now, end);
  }

  private Future<Void> put(Buffer hash, String clientId, CheckedDemand demand, boolean pushed,
      Optional<UUID> loginBefore, Instant now, Instant end) {
    return pool.preparedQuery(PUT)
        .execute(Tuple.from(new Object[] {
            hash, clientId, demand.toJson().encode(), pushed, loginBefore.orElse(null), Sql.utc(now), Sql.utc(end)}))
        .mapEmpty();
  }

  /** Parks what was pushed; false: there is no such request of this client, or not any more. */
  Future<Boolean> take(
      Buffer pushed, String clientId, Buffer hash, Optional<UUID> loginBefore, Instant begin, Instant now) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.from(new Object[] {
            pushed, clientId, hash, loginBefore.orElse(null), Sql.utc(begin), Sql.utc(end(now)), Sql.utc(now)}))
        .map(taken -> taken.rowCount() == 1);
  }

  Future<Void> delete(Buffer hash) {
    return pool.preparedQuery(DELETE).execute(Tuple.of(hash)).mapEmpty();
  }

  Future<Optional<Parked>> find(Buffer hash, Instant now) {
    return pool.preparedQuery(FIND).execute(Tuple.of(hash, Sql.utc(now)))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(parked(rows.iterator().next())));
  }

  /** Answers it with an error; false: it has an answer. */
  Future<Boolean> answer(Buffer hash, UUID operationId, AuthorizationError error) {
    return pool.preparedQuery(ANSWER).execute(Tuple.of(hash, operationId, error.name()))
        .map(answered -> answered.rowCount() == 1);
  }

  private static Parked parked(Row row) {
    return new Parked(
        row.getBuffer("token_hash"), row.getString("client_id"),
        CheckedDemand.of(new JsonObject(row.getString("demand"))), Optional.ofNullable(row.getUUID("login_id")),
        row.getOffsetDateTime("begun_at").toInstant(), Optional.ofNullable(row.getUUID("answered_by")),
        Optional.ofNullable(row.getString("answer")).map(AuthorizationError::valueOf));
  }
}
