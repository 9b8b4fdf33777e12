package dev.ally.account.operator;

import dev.ally.account.operator.PgLockStore.By;
import dev.ally.account.person.AddressSql;
import dev.ally.account.rules.EmailAddress;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** What an operator does to the logins and the address of an account, in PostgreSQL. */
public final class PgOperatorActStore {
  /** Makes a session that is being opened visible. */
  private static final String HOLD = "SELECT FROM account.account WHERE id = $1 FOR UPDATE";

  private static final String HOLD_UNLOCKED =
      "SELECT FROM account.account WHERE id = $1 AND locked_at IS NULL FOR UPDATE";

  /** $1 account, $2 now, $3 actor, $4 request, $5 reason. */
  private static final String END_SESSIONS = """
      WITH sessions AS (DELETE FROM account.session WHERE account_id = $1 RETURNING account_id),
      logins AS (DELETE FROM account.pending_login WHERE account_id = $1 RETURNING account_id)
      INSERT INTO account.activity (account_id, at, what, actor, request, reason)
      SELECT $1, $2, 'SESSIONS_ENDED_BY_OPERATOR', $3::text, $4::text, $5::text
      WHERE EXISTS (SELECT FROM sessions) OR EXISTS (SELECT FROM logins)""";

  /**
   * The email goes to the address that the account has when it is sent, and its link is made then. Repeating it does
   * nothing while the email waits. Parameters as in {@link #END_SESSIONS}, $6 operation.
   */
  private static final String MAIL_RESET = """
      WITH noted AS (
        INSERT INTO account.activity (account_id, at, what, actor, request, reason)
        SELECT $1, $2, 'RESET_LINK_MAILED', $3::text, $4::text, $5::text
        WHERE NOT EXISTS (SELECT FROM account.letter WHERE id = $6)
        RETURNING account_id, at)
      INSERT INTO account.letter (id, kind, account_id, made_at, due_at)
      SELECT $6, 'RESET_MAILED', account_id, at, at FROM noted""";

  /**
   * The password's version is raised to end logins that began with the old address, mailed links, and a change that
   * waits for its link. What the person has confirmed is not changed, so the new address counts as not verified. $1
   * account, $2 now, $3 the new address, $4 the same for comparison.
   */
  private static final String SET_EMAIL = """
      WITH before AS (SELECT id, email FROM account.account WHERE id = $1),
      changed AS (
        UPDATE account.account a SET
          email = $3, email_key = KEY_BEFORE, address_key = KEY, address_twin = '',
          password_version = a.password_version + 1
        WHERE a.id = $1 AND a.open_intent IS NULL AND IS_FREE
        RETURNING a.id, a.email),
      sessions AS (
        DELETE FROM account.session s USING changed c WHERE s.account_id = c.id),
      logins AS (
        DELETE FROM account.pending_login p USING changed c WHERE p.account_id = c.id),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, actor)
        SELECT id, $2::timestamptz, 'EMAIL_SET_BY_OPERATOR', 'operator' FROM changed
        RETURNING *)
      INSERT INTO account.letter (kind, account_id, activity_id, address, made_at, due_at)
      SELECT n.what, n.account_id, n.id, t.address, n.at, n.at
      FROM noted n, changed c, before b, LATERAL (VALUES (b.email), (c.email)) AS t (address)"""
      .replace("KEY_BEFORE", AddressSql.keyBefore("$4"))
      .replace("KEY", AddressSql.key("$4"))
      .replace("IS_FREE", AddressSql.isFree("$4"));

  private static final String IS_FREE = "SELECT WHERE " + AddressSql.isFree("$1");

  enum EmailChange {
    CHANGED,
    /** An account has the address. */
    TAKEN,
    /** A switch of two-factor is under way. */
    CHANGING
  }

  private final Pool pool;

  public PgOperatorActStore(Pool pool) {
    this.pool = pool;
  }

  /** As {@link #endSessions(SqlConnection, UUID, By, Instant)}, by a command. */
  Future<Boolean> endSessions(UUID accountId, Instant now) {
    return pool.withTransaction(connection -> connection.preparedQuery(HOLD).execute(Tuple.of(accountId))
        .compose(held -> endSessions(connection, accountId, By.COMMAND, now)));
  }

  /** Queues an email with a link to a new password, for a command; false: the account is locked. */
  Future<Boolean> mailReset(UUID operationId, UUID accountId, Instant now) {
    return pool.withTransaction(connection -> connection.preparedQuery(HOLD_UNLOCKED).execute(Tuple.of(accountId))
        .compose(held -> held.size() == 0
            ? Future.succeededFuture(false)
            : mailReset(connection, operationId, accountId, By.COMMAND, now).map(true)));
  }

  Future<EmailChange> setEmail(UUID accountId, EmailAddress email, Instant now) {
    return pool
        .withTransaction(connection -> connection.preparedQuery(HOLD).execute(Tuple.of(accountId))
            .compose(held -> connection.preparedQuery(SET_EMAIL)
                .execute(Tuple.of(accountId, Sql.utc(now), email.text(), AddressSql.parameter(email))))
            .compose(told -> told.rowCount() > 0
                ? Future.succeededFuture(EmailChange.CHANGED)
                : connection.preparedQuery(IS_FREE).execute(Tuple.of((Object) AddressSql.parameter(email)))
                    .map(free -> free.size() == 1 ? EmailChange.CHANGING : EmailChange.TAKEN)))
        .recover(failure -> Sql.isUniqueViolation(failure)
            ? Future.succeededFuture(EmailChange.TAKEN)
            : Future.failedFuture(failure));
  }

  /**
   * Ends all sessions and pending logins of the account; false: there was none. For a transaction that has locked the
   * account's row.
   */
  public static Future<Boolean> endSessions(SqlConnection connection, UUID accountId, By by, Instant now) {
    return connection.preparedQuery(END_SESSIONS)
        .execute(Tuple.of(accountId, Sql.utc(now), by.actor(), by.request(), by.reason()))
        .map(noted -> noted.rowCount() == 1);
  }

  /** Queues an email with a link to a new password; false: it is queued already. */
  public static Future<Boolean> mailReset(
      SqlConnection connection, UUID operationId, UUID accountId, By by, Instant now) {
    return connection.preparedQuery(MAIL_RESET)
        .execute(Tuple.of(accountId, Sql.utc(now), by.actor(), by.request(), by.reason(), operationId))
        .map(noted -> noted.rowCount() == 1);
  }
}
