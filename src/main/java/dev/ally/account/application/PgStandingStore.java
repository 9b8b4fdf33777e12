package dev.ally.account.application;

import dev.ally.account.person.FactorPolicy;
import dev.ally.config.Limit;
import dev.ally.contract.account.AccountClaims;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whose a session is, and whether an account stands, in PostgreSQL; one statement each. An account that is locked or
 * being deleted does not stand.
 */
public final class PgStandingStore {
  /** A code that was given in a session counts for as long as two-factor is on. */
  private static final String SECOND_FACTOR = FactorPolicy.proven("s", "a") + " AS second_factor";

  private static final String CLAIMS = """
      a.id AS account_id, a.email, coalesce(a.verified_email = a.email, false) AS email_verified, a.name, a.language,
      a.grant_generation, a.open_intent IS NOT NULL AS changing, coalesce(a.two_factor, s.second_factor, false) AS two_factor,
      coalesce(REQUIRED_FROM <= now(), false) AND a.two_factor IS NOT TRUE AS without_factor,
      ARRAY(SELECT g.name FROM account.account_group g WHERE g.account_id = a.id) AS groups""";

  /**
   * A session that is held is none for applications. $1 session, $2 the oldest last use and $3 the oldest start of a
   * session that is still open, $4 the setting of the policy.
   */
  private static final String LOGIN = """
      SELECT s.sid, s.id AS login, s.created_at, SECOND_FACTOR, CLAIMS
      FROM account.session s JOIN account.account a ON a.id = s.account_id
      WHERE s.id = $1 AND s.last_seen_at > $2 AND s.created_at > $3 AND a.locked_at IS NULL AND NOT HELD"""
      .replace("SECOND_FACTOR", SECOND_FACTOR).replace("CLAIMS", CLAIMS)
      .replace("HELD", FactorPolicy.held("s", "a", "$4"))
      .replace("REQUIRED_FROM", FactorPolicy.requiredFrom("a", "$4"));

  /** $1 account, $2 sid of the session, or null, $3 to $5 as $2 to $4 in LOGIN. */
  private static final String STANDING = """
      SELECT s.id AS login, SECOND_FACTOR, s.last_seen_at, CLAIMS
      FROM account.account a
      LEFT JOIN account.session s
        ON s.sid = $2 AND s.account_id = a.id AND s.last_seen_at > $3 AND s.created_at > $4
          AND NOT HELD
      WHERE a.id = $1 AND a.locked_at IS NULL"""
      .replace("SECOND_FACTOR", SECOND_FACTOR).replace("CLAIMS", CLAIMS)
      .replace("HELD", FactorPolicy.held("s", "a", "$5"))
      .replace("REQUIRED_FROM", FactorPolicy.requiredFrom("a", "$5"));

  private static final String TOUCH =
      "UPDATE account.session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";

  /** The last use of a session is written at most this often. */
  private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

  /**
   * What was found.
   *
   * @param changing whether a switch of two-factor is open: nobody is signed in meanwhile
   * @param withoutFactor whether the account needs a second factor, and is not known here to have one
   */
  record Found<T>(T what, boolean changing, boolean withoutFactor) {
    private static <T> Found<T> of(T what, Row row) {
      return new Found<>(what, row.getBoolean("changing"), row.getBoolean("without_factor"));
    }
  }

  private final Pool pool;

  private final FactorPolicy policy;

  public PgStandingStore(Pool pool, FactorPolicy policy) {
    this.pool = pool;
    this.policy = policy;
  }

  /** Empty: the session has ended, or its account does not stand. */
  Future<Optional<Found<Login>>> login(UUID sessionId, Instant now) {
    return pool.preparedQuery(LOGIN)
        .execute(Tuple.of(sessionId, oldestUse(now), oldestStart(now), policy.parameter()))
        .map(rows -> Sql.first(rows).map(row -> Found.of(login(row), row)));
  }

  /**
   * Empty: the account does not stand.
   *
   * @param used whether this counts as use of the session
   */
  Future<Optional<Found<Standing>>> standing(UUID accountId, Optional<UUID> sid, boolean used, Instant now) {
    return pool.preparedQuery(STANDING)
        .execute(Tuple.of(
            accountId, sid.orElse(null), oldestUse(now), oldestStart(now), policy.parameter()))
        .map(Sql::first)
        .compose(found -> found.isPresent() && used
            ? touch(found.get(), now).map(found)
            : Future.succeededFuture(found))
        .map(found -> found.map(row -> Found.of(standing(row), row)));
  }

  private Future<Void> touch(Row row, Instant now) {
    boolean due = Sql.instant(row, "last_seen_at").filter(seen -> !seen.plus(TOUCH_EVERY).isAfter(now)).isPresent();
    return due
        ? pool.preparedQuery(TOUCH).execute(Tuple.of(row.getUUID("login"), Sql.utc(now))).mapEmpty()
        : Future.succeededFuture();
  }

  private static Login login(Row row) {
    return new Login(
        row.getUUID("account_id"), row.getUUID("sid"), row.getUUID("login"),
        Sql.instant(row, "created_at").orElseThrow(), row.getBoolean("second_factor"),
        row.getInteger("grant_generation"), claims(row));
  }

  private static Standing standing(Row row) {
    return new Standing(
        row.getUUID("login") != null, Boolean.TRUE.equals(row.getBoolean("second_factor")),
        row.getInteger("grant_generation"), claims(row));
  }

  private static AccountClaims claims(Row row) {
    return new AccountClaims(
        row.getString("email"), row.getBoolean("email_verified"), row.getString("name"), Sql.text(row, "language"),
        Set.of(row.getArrayOfStrings("groups")), row.getBoolean("two_factor"));
  }

  private static Object oldestUse(Instant now) {
    return Sql.utc(now.minus(Limit.SESSION_IDLE.duration()));
  }

  private static Object oldestStart(Instant now) {
    return Sql.utc(now.minus(Limit.SESSION_LIFE.duration()));
  }
}
