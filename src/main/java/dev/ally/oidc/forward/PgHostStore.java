package dev.ally.oidc.forward;

import dev.ally.config.Limit;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.HashedSql;
import dev.ally.database.Schema;
import dev.ally.database.Sql;
import dev.ally.database.Sweep;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.client.Clients;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tickets and sessions of protected hosts, in PostgreSQL. Tokens are stored as keyed hashes. */
final class PgHostStore {
  /** $1 hashes of the token, $2 host, $3 when the oldest session was made that still counts. */
  private static final HashedSql FIND = new HashedSql("""
      WITH found AS MATERIALIZED (SELECT * FROM oidc.host_session WHERE token_hash IN (EACH $1))
      SELECT c.definition, f.account_id, f.sid
      FROM oidc.client_host h JOIN oidc.client c ON c.id = h.client_id
      LEFT JOIN found f ON f.host = h.host AND f.made_at > $3
      WHERE h.host = $2""");

  /**
   * $1 hash of the ticket, $2 destination, $3 account, $4 session, $5 now, $6 since when tickets count, $7 how many. No
   * row: there are too many.
   */
  private static final String ISSUE = """
      INSERT INTO oidc.host_ticket AS t (ticket_hash, destination, account_id, sid, made_at)
      SELECT $1::bytea, $2::bytea, $3::uuid, $4::uuid, $5::timestamptz
      WHERE (SELECT count(*) FROM oidc.host_ticket WHERE account_id = $3 AND made_at > $6::timestamptz) < $7::int
      ON CONFLICT (ticket_hash) DO UPDATE SET made_at = t.made_at
      RETURNING ticket_hash""";

  /** Spends a ticket before it is looked at; the first operation decides. $1 hashes of the ticket, $2 operation. */
  private static final HashedSql SPEND = new HashedSql("""
      UPDATE oidc.host_ticket SET redeemed_by = coalesce(redeemed_by, $2::uuid) WHERE ticket_hash IN (EACH $1)
      RETURNING destination, account_id, sid, made_at, redeemed_by = $2::uuid AS first""");

  private static final String OPEN = """
      INSERT INTO oidc.host_session (token_hash, host, account_id, sid, made_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING""";

  private static final Sweep TICKETS = Sweep.of(Schema.OIDC, "host_ticket", "made_at");
  private static final Sweep SESSIONS = Sweep.of(Schema.OIDC, "host_session", "made_at");

  private static final String TICKET = "HOST_TICKET";
  private static final String SESSION = "HOST_SESSION";
  private static final Duration TICKETS_COUNT_FOR = Duration.ofHours(1);

  /** The session at {@code account} of which a session of a host came. */
  record Session(UUID accountId, UUID sid) {}

  /** @param session of the browser that asks; empty: it has none that counts */
  record Host(Client client, Optional<Session> session) {}

  /**
   * A ticket that was shown.
   *
   * @param first whether it was shown for the first time
   */
  record Ticket(Secret destination, Session session, Instant madeAt, boolean first) {}

  private final Pool pool;
  private final Keyring keyring;

  PgHostStore(Pool pool, Keyring keyring) {
    this.pool = pool;
    this.keyring = keyring;
  }

  /** The host, if a client has it, and its session with this token. */
  Future<Optional<Host>> find(String host, Secret token, Instant now) {
    if (!Clients.isHost(host)) {
      return Future.succeededFuture(Optional.empty());
    }
    Buffer[] hashes = token.isEmpty() ? new Buffer[0] : hashes(SESSION, token);
    return pool.preparedQuery(FIND.text(hashes))
        .execute(Tuple.of(hashes, host, Sql.utc(now.minus(Limit.SESSION_LIFE.duration()))))
        .map(rows -> first(rows).map(row -> new Host(
            Clients.of(row), Optional.ofNullable(row.getUUID("sid")).map(sid -> session(row)))));
  }

  /** Stores a new ticket; false: the account has been issued too many within the hour. */
  Future<Boolean> issue(Secret ticket, Secret destination, Session session, Instant now) {
    return pool.preparedQuery(ISSUE)
        .execute(Tuple.of(
            Buffer.buffer(keyring.hash(TICKET, ticket)), Buffer.buffer(destination.revealBytes()), session.accountId,
            session.sid, Sql.utc(now), Sql.utc(now.minus(TICKETS_COUNT_FOR)), Limit.TICKETS_OF_ACCOUNT.count()))
        .map(rows -> rows.size() == 1);
  }

  /** Spends a ticket; empty: there is none. */
  Future<Optional<Ticket>> spend(Secret ticket, UUID operationId) {
    Buffer[] hashes = hashes(TICKET, ticket);
    return pool.preparedQuery(SPEND.text(hashes)).execute(Tuple.of(hashes, operationId)).map(rows -> first(rows)
        .map(row -> new Ticket(
            Secret.of(row.getBuffer("destination").toString(StandardCharsets.US_ASCII)), session(row),
            row.getOffsetDateTime("made_at").toInstant(), row.getBoolean("first"))));
  }

  /** Stores a new session of a host. */
  Future<Void> open(Secret token, String host, Session session, Instant now) {
    return pool.preparedQuery(OPEN)
        .execute(Tuple.of(
            Buffer.buffer(keyring.hash(SESSION, token)), host, session.accountId, session.sid, Sql.utc(now)))
        .mapEmpty();
  }

  /** Deletes what does not count any more. */
  Future<Void> sweep(Instant now) {
    return TICKETS.sweep(pool, Sql.utc(now.minus(TICKETS_COUNT_FOR)))
        .compose(swept -> SESSIONS.sweep(pool, Sql.utc(now.minus(Limit.SESSION_LIFE.duration()))));
  }

  private Buffer[] hashes(String purpose, Secret token) {
    return keyring.hashes(purpose, token).stream().map(Buffer::buffer).toArray(Buffer[]::new);
  }

  private static Session session(Row row) {
    return new Session(row.getUUID("account_id"), row.getUUID("sid"));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
