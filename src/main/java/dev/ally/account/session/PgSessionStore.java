package dev.ally.account.session;

import dev.ally.account.event.FailedAttempts.Source;
import dev.ally.account.person.FactorPolicy;
import dev.ally.account.person.OperatorSql;
import dev.ally.config.Limit;
import dev.ally.contract.account.FactorRequirement;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.database.HashedSql;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Open sessions, in PostgreSQL; a session that has ended is deleted. */
public final class PgSessionStore {
  /**
   * $1 hashes of the token, $2 the oldest last use and $3 the oldest start of a session that is still open, $4 the
   * setting of the policy.
   */
  private static final HashedSql FIND = new HashedSql("""
      WITH found AS MATERIALIZED (SELECT * FROM account.session WHERE token_hash IN (EACH $1))
      SELECT f.token_hash, f.id, f.last_seen_at, f.account_id, f.address, a.email, a.name, p.id AS picture, a.language,
        f.created_at, f.held_since, now() AS asked_at, REQUIRED_FROM AS required_from, PROVEN AS proven,
        OPENS_HELP_DESK AS operator
      FROM found f JOIN account.account a ON a.id = f.account_id
      LEFT JOIN account.picture p ON p.account_id = f.account_id
      WHERE f.last_seen_at > $2 AND f.created_at > $3"""
      .replace("REQUIRED_FROM", FactorPolicy.requiredFrom("a", "$4"))
      .replace("PROVEN", FactorPolicy.proven("f", "a"))
      .replace("OPENS_HELP_DESK", OperatorSql.opensHelpDesk("f", "a")));

  private static final String HOLD =
      "UPDATE account.session SET held_since = now() WHERE id = $1 AND held_since IS NULL";

  private static final String END_HELD =
      "DELETE FROM account.session WHERE id = $1 AND held_since IS NOT NULL AND NOT second_factor";

  /** $1 account, $2 the setting of the policy. */
  private static final String REQUIREMENT =
      "SELECT now() AS asked_at, REQUIRED_FROM AS required_from FROM account.account a WHERE a.id = $1"
          .replace("REQUIRED_FROM", FactorPolicy.requiredFrom("a", "$2"));

  private static final String TOUCH =
      "UPDATE account.session SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2";

  /** $1 hashes of the token, $2 now, $3 address and request id, $4 user agent. */
  private static final HashedSql LOG_OUT = new HashedSql("""
      WITH ended AS (
        DELETE FROM account.session WHERE token_hash IN (EACH $1)
        RETURNING account_id, address, user_agent)
      INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
      SELECT account_id, $2, 'LOGGED_OUT', CASE WHEN ($3::text[])[1] = '' THEN address ELSE ($3::text[])[1] END,
        ($3::text[])[2], CASE WHEN ($3::text[])[1] = '' THEN user_agent ELSE $4 END
      FROM ended""");

  /** $1 account, $2 the asking session, $3 and $4 as in FIND, $5 how many. */
  private static final String LIST = """
      SELECT id, address, user_agent, created_at, last_seen_at FROM account.session
      WHERE account_id = $1 AND last_seen_at > $3 AND created_at > $4
      ORDER BY id = $2 DESC, last_seen_at DESC, id LIMIT $5""";

  /** $1 account, $2 and $3 as in FIND. */
  private static final String LOGINS = """
      SELECT created_at, user_agent, count(*) OVER ()::int AS open FROM account.session
      WHERE account_id = $1 AND last_seen_at > $2 AND created_at > $3
      ORDER BY created_at DESC, id LIMIT 1""";

  /** $1 account, $2 the asking session, $3 the one to end, $4 now, $5 address and request id, $6 user agent. */
  private static final String END = """
      WITH ended AS (
        DELETE FROM account.session
        WHERE id = $3 AND id <> $2 AND account_id = $1 AND EXISTS (SELECT FROM account.session WHERE id = $2)
        RETURNING account_id)
      INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
      SELECT account_id, $4, 'SESSION_ENDED', ($5::text[])[1], ($5::text[])[2], $6 FROM ended""";

  /** $1 account, $2 the asking session, $3 now, $4 address and request id, $5 user agent. */
  private static final String END_OTHERS = """
      WITH asking AS (SELECT id, account_id FROM account.session WHERE id = $2 AND account_id = $1),
      sessions AS (
        DELETE FROM account.session s USING asking a WHERE s.account_id = a.account_id AND s.id <> a.id
        RETURNING s.account_id),
      logins AS (
        DELETE FROM account.pending_login l USING asking a WHERE l.account_id = a.account_id
        RETURNING l.account_id),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT account_id, $3::timestamptz, 'OTHER_SESSIONS_ENDED', ($4::text[])[1], ($4::text[])[2], $5::text
        FROM asking
        WHERE EXISTS (SELECT FROM sessions) OR EXISTS (SELECT FROM logins))
      SELECT FROM asking""";

  /**
   * A login and its activity have the same time. An authenticator that was linked since then uses the proof up. $1
   * session, $2 since when it must have begun.
   */
  private static final String RECOVERED = """
      SELECT FROM account.session s
      JOIN account.activity l ON l.account_id = s.account_id AND l.what = 'RECOVERY_CODE_USED' AND l.at = s.created_at
        AND l.address = s.address AND l.user_agent = s.user_agent
      WHERE s.id = $1 AND s.created_at > $2 AND NOT EXISTS (
        SELECT FROM account.activity n WHERE n.account_id = s.account_id AND n.id > l.id
          AND n.what IN ('TWO_FACTOR_ACTIVATE', 'AUTHENTICATOR_ADDED', 'AUTHENTICATOR_REPLACED'))""";

  private static final String END_SESSIONS = "DELETE FROM account.session WHERE account_id = $1";
  private static final String END_LOGINS = "DELETE FROM account.pending_login WHERE account_id = $1";

  /** More sessions than an owner would look at; all can be ended at once. */
  private static final int LISTED = 100;

  /** The last use of a session is written at most this often. */
  private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

  /**
   * A session that is open.
   *
   * @param address from which it began
   * @param requirement what demands a second factor of the account, now or later; empty: nothing does
   * @param held whether it is demanded now and none was given in this session
   * @param begun when it was logged in to
   */
  public record Session(
      UUID id, Person person, String address, Optional<FactorRequirement> requirement, boolean held, Instant begun) {
    /** Where an attempt within it comes from: where the request does, as far as the node that asks says so. */
    public Source source(RequestInfo requestInfo) {
      return requestInfo.address().isEmpty()
          ? new Source(address, requestInfo.request())
          : Source.of(requestInfo);
    }

    /** Whether the account needs a second factor, so that the last one stays. */
    public boolean factorRequired() {
      return requirement.filter(FactorRequirement::inForce).isPresent();
    }
  }

  /**
   * The open sessions of an account.
   *
   * @param last when the latest of them began
   * @param userAgent what its browser called itself then
   */
  public record Logins(int count, Instant last, String userAgent) {}

  private final Pool pool;
  private final FactorPolicy policy;

  public PgSessionStore(Pool pool, FactorPolicy policy) {
    this.pool = pool;
    this.policy = policy;
  }

  /** The session with this token; finding it counts as use. A held one ends when its time is over. */
  Future<Optional<Session>> find(Buffer[] tokenHashes, Instant now) {
    if (tokenHashes.length == 0) {
      return Future.succeededFuture(Optional.empty());
    }
    return pool.preparedQuery(FIND.text(tokenHashes))
        .execute(Tuple.of(
            tokenHashes, oldestUse(now), oldestStart(now), policy.parameter()))
        .map(Sql::first)
        .compose(row -> row.isEmpty()
            ? Future.succeededFuture(Optional.empty())
            : touch(row.get(), now).compose(touched -> holdOrEnd(row.get())));
  }

  private Future<Optional<Session>> holdOrEnd(Row row) {
    Session found = session(row);
    Optional<Instant> since = Sql.instant(row, "held_since");
    if (!found.held) {
      return Future.succeededFuture(Optional.of(found));
    }
    boolean over = since.filter(begun ->
        !begun.plus(Limit.HELD_LIFE.duration()).isAfter(Sql.instant(row, "asked_at").orElseThrow())).isPresent();
    return since.isPresent() && !over
        ? Future.succeededFuture(Optional.of(found))
        : pool.preparedQuery(over ? END_HELD : HOLD).execute(Tuple.of(found.id))
            .map(over ? Optional.empty() : Optional.of(found));
  }

  /** What demands a second factor of the account, now or later; empty: nothing does. */
  public Future<Optional<FactorRequirement>> requirement(UUID accountId) {
    return pool.preparedQuery(REQUIREMENT).execute(Tuple.of(accountId, policy.parameter()))
        .map(rows -> Sql.first(rows).flatMap(FactorPolicy::requirement));
  }

  /**
   * Ends the session with this token, if there is one.
   *
   * @param requestInfo who asks for it; {@link RequestInfo#UNKNOWN}: the session says where from
   */
  Future<Void> logOut(Buffer[] tokenHashes, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(LOG_OUT.text(tokenHashes))
        .execute(Tuple.of(tokenHashes, Sql.utc(now), requestInfo.source(), requestInfo.userAgent()))
        .mapEmpty();
  }

  /** Whether the session began with a recovery code, so short a time ago that it need not be proven again. */
  Future<Boolean> isRecovered(Session session, Instant now) {
    return pool.preparedQuery(RECOVERED)
        .execute(Tuple.of(session.id, Sql.utc(now.minus(Limit.RECOVERED_LIFE.duration()))))
        .map(rows -> rows.size() > 0);
  }

  /** The sessions of the account, the asking one first, then by last use. */
  public Future<List<Open>> list(Session asking, Instant now) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.of(
            asking.person.accountId(), asking.id, oldestUse(now), oldestStart(now), LISTED))
        .map(rows -> Sql.all(rows, row -> open(row, asking)));
  }

  /** How many sessions the account has, and the latest; empty: the asking one has ended too. */
  public Future<Optional<Logins>> logins(Session asking, Instant now) {
    return pool.preparedQuery(LOGINS)
        .execute(Tuple.of(asking.person.accountId(), oldestUse(now), oldestStart(now)))
        .map(rows -> Sql.first(rows).map(row -> new Logins(
            row.getInteger("open"), Sql.instant(row, "created_at").orElseThrow(), row.getString("user_agent"))));
  }

  /** Ends another session of the same account; false: the account has no such session, or the asking one has ended. */
  Future<Boolean> end(Session asking, UUID id, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(END)
        .execute(Tuple.of(
            asking.person.accountId(), asking.id, id, Sql.utc(now), requestInfo.source(), requestInfo.userAgent()))
        .map(ended -> ended.rowCount() == 1);
  }

  /** Ends all other sessions of the account and its pending logins; false: the asking one has ended. */
  Future<Boolean> endOthers(Session asking, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(END_OTHERS)
        .execute(Tuple.of(
            asking.person.accountId(), asking.id, Sql.utc(now), requestInfo.source(), requestInfo.userAgent()))
        .map(rows -> rows.size() == 1);
  }

  /**
   * Ends all sessions and pending logins of the account. For a transaction that has locked the account's row: logins that
   * held a shared lock are finished by then, and only a statement that begins afterwards sees the sessions they opened.
   */
  public static Future<Void> endAll(SqlConnection connection, UUID accountId) {
    return connection.preparedQuery(END_SESSIONS).execute(Tuple.of(accountId))
        .compose(ended -> connection.preparedQuery(END_LOGINS).execute(Tuple.of(accountId)))
        .mapEmpty();
  }

  /** Of a session that is still open, as {@link #oldestStart} is. */
  private static OffsetDateTime oldestUse(Instant now) {
    return Sql.utc(now.minus(Limit.SESSION_IDLE.duration()));
  }

  private static OffsetDateTime oldestStart(Instant now) {
    return Sql.utc(now.minus(Limit.SESSION_LIFE.duration()));
  }

  private Future<Void> touch(Row row, Instant now) {
    boolean fresh = Sql.instant(row, "last_seen_at").orElseThrow().plus(TOUCH_EVERY).isAfter(now);
    return fresh
        ? Future.succeededFuture()
        : pool.preparedQuery(TOUCH).execute(Tuple.of(row.getBuffer("token_hash"), Sql.utc(now))).mapEmpty();
  }

  private static Open open(Row row, Session asking) {
    return new Open(
        row.getUUID("id"),
        row.getString("address"),
        row.getString("user_agent"),
        Sql.instant(row, "created_at").orElseThrow(),
        Sql.instant(row, "last_seen_at").orElseThrow(),
        row.getUUID("id").equals(asking.id));
  }

  private static Session session(Row row) {
    Person person = new Person(
        row.getUUID("account_id"), row.getString("email"), row.getString("name"),
        Optional.ofNullable(row.getUUID("picture")), Sql.text(row, "language"), row.getBoolean("operator"));
    Optional<FactorRequirement> requirement = FactorPolicy.requirement(row);
    boolean held = requirement.filter(FactorRequirement::inForce).isPresent() && !row.getBoolean("proven");
    return new Session(
        row.getUUID("id"), held ? person.withoutPicture() : person, row.getString("address"), requirement, held,
        Sql.instant(row, "created_at").orElseThrow());
  }
}
