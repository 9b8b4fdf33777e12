package dev.ally.account;

import dev.ally.config.Limits;
import dev.ally.contract.Person;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Sessions that are open, in PostgreSQL; one that has ended is not there. */
final class PgSessionStore {
  /** $1 hashes of the token, $2 and $3 the oldest last use and the oldest beginning that still count. */
  private static final String FIND = """
      SELECT s.token_hash, s.id, s.last_seen_at, s.account_id, a.email, a.email_key, a.name
      FROM account.session s JOIN account.account a ON a.id = s.account_id
      WHERE s.token_hash = ANY ($1::bytea[]) AND s.last_seen_at > $2 AND s.created_at > $3""";

  private static final String TOUCH =
      "UPDATE account.session SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2";

  private static final String END = "DELETE FROM account.session WHERE token_hash = ANY ($1::bytea[])";

  /** A session that is used more often than this is written no more often. */
  private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

  /** @param emailKey by which the person's wrong passwords are counted */
  record Session(UUID id, Person person, String emailKey) {}

  private final Pool pool;
  private final Limits limits;

  PgSessionStore(Pool pool, Limits limits) {
    this.pool = pool;
    this.limits = limits;
  }

  /** The session with this token; being found lets it live on. */
  Future<Optional<Session>> find(Buffer[] tokenHashes, Instant now) {
    if (tokenHashes.length == 0) {
      return Future.succeededFuture(Optional.empty());
    }
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(
            tokenHashes, Sql.utc(now.minus(limits.sessionIdle())), Sql.utc(now.minus(limits.sessionLife()))))
        .map(Sql::first)
        .compose(row -> row.isEmpty()
            ? Future.succeededFuture(Optional.empty())
            : touch(row.get(), now).map(Optional.of(session(row.get()))));
  }

  Future<Void> end(Buffer[] tokenHashes) {
    return pool.preparedQuery(END).execute(Tuple.of((Object) tokenHashes)).mapEmpty();
  }

  private Future<Void> touch(Row row, Instant now) {
    boolean fresh = Sql.instant(row, "last_seen_at").orElseThrow().plus(TOUCH_EVERY).isAfter(now);
    return fresh
        ? Future.succeededFuture()
        : pool.preparedQuery(TOUCH).execute(Tuple.of(row.getBuffer("token_hash"), Sql.utc(now))).mapEmpty();
  }

  private static Session session(Row row) {
    Person person = new Person(row.getUUID("account_id"), row.getString("email"), row.getString("name"));
    return new Session(row.getUUID("id"), person, row.getString("email_key"));
  }
}
