package dev.ally.account.profile;

import dev.ally.account.person.AddressSql;
import dev.ally.account.person.ClientNetwork;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.rules.EmailAddress;
import dev.ally.config.Limit;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.RequestInfo;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes of email addresses that wait for their mailed link, in PostgreSQL; each is valid while the account is
 * unchanged.
 */
public final class PgEmailChangeStore {
  /** Serializes two changes at a time, and makes a session that is being opened visible. */
  private static final String LOCK = "SELECT FROM account.account WHERE id = $1 FOR UPDATE";

  /** Deletes the account's earlier change, with its link and its email. */
  private static final String FORGET = "DELETE FROM account.email_change WHERE account_id = $1";

  /**
   * Stores a change, the email to the new address and the notification to the present one. $1 operation, $2 account, $3
   * and $4 its versions, $5 session, $6 email address, $7 the same for comparison, $8 now, $9 client address
   * and request id, $10 user agent, $11 when the email to the new address is sent, which counts as the time of the
   * request, $12 the client's network.
   */
  private static final String ASK = """
      WITH person AS (
        SELECT * FROM account.account
        WHERE id = $2 AND password_version = $3 AND factor_version = $4 AND open_intent IS NULL AND locked_at IS NULL),
      asked AS (
        INSERT INTO account.email_change
          (id, account_id, session_id, email, email_key, password_version, factor_version, asked_at)
        SELECT $1, id, $5, $6, SPELLING, password_version, factor_version, $11::timestamptz FROM person
        RETURNING *),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT account_id, $8::timestamptz, 'EMAIL_CHANGE_ASKED', ($9::text[])[1], ($9::text[])[2], $10::text FROM asked
        RETURNING *),
      told AS (
        INSERT INTO account.letter (kind, account_id, activity_id, address, made_at, due_at)
        SELECT n.what, n.account_id, n.id, p.email, n.at, n.at FROM noted n JOIN person p ON p.id = n.account_id)
      INSERT INTO account.letter
        (kind, email_key, address_key, email_change_id, address, made_at, due_at, language, requested_from,
          requested_by)
      SELECT 'EMAIL_ASKED', email_key, KEY, id, email, asked_at, asked_at, (SELECT language FROM person), $12, $10
      FROM asked"""
      .replace("SPELLING", AddressSql.spelling("$7"))
      .replace("KEY", AddressSql.key("$7"));

  private static final String WAS_ASKED =
      "SELECT asked_at FROM account.email_change WHERE account_id = $1 AND id = $2";

  /** True if the account $1 is as it was when the change was asked for. */
  private static final String STILL_HOLDS = """
      c.account_id = $1 AND a.id = c.account_id AND a.locked_at IS NULL
        AND a.password_version = c.password_version AND a.factor_version = c.factor_version""";

  /**
   * The same for an address with an account, whose email has no link. $1 account, $2 since when it must have been asked
   * for.
   */
  private static final String OF_ACCOUNT = """
      SELECT c.id, c.email, c.asked_at,
        EXISTS (SELECT FROM account.letter l WHERE l.email_change_id = c.id) AS queued
      FROM account.email_change c, account.account a
      WHERE STILL_HOLDS AND c.asked_at > $2""".replace("STILL_HOLDS", STILL_HOLDS);

  /**
   * A repetition of the operation stores no second email. $1 account, $2 change, $3 operation, $4 when the email is
   * sent, $5 the address for comparison, $6 the client's network, $7 its header.
   */
  private static final String RESEND = """
      WITH waiting AS (
        UPDATE account.email_change c SET asked_at = $4::timestamptz FROM account.account a
        WHERE STILL_HOLDS AND c.id = $2
        RETURNING c.*, a.language)
      INSERT INTO account.letter
        (id, kind, email_key, address_key, email_change_id, address, made_at, due_at, language, requested_from,
          requested_by)
      SELECT $3::uuid, 'EMAIL_ASKED', email_key, KEY, id, email, asked_at, asked_at, language, $6, $7 FROM waiting
      ON CONFLICT (id) DO UPDATE SET kind = 'EMAIL_ASKED'"""
      .replace("STILL_HOLDS", STILL_HOLDS)
      .replace("KEY", AddressSql.key("$5"));

  /**
   * The links and emails go with the change. $1 account, $2 now, $3 address and request id, $4 user
   * agent.
   */
  private static final String CANCEL = """
      WITH cancelled AS (
        DELETE FROM account.email_change c USING account.account a WHERE STILL_HOLDS
        RETURNING c.account_id)
      INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
      SELECT account_id, $2, 'EMAIL_CHANGE_CANCELLED', ($3::text[])[1], ($3::text[])[2], $4 FROM cancelled"""
      .replace("STILL_HOLDS", STILL_HOLDS);

  /** $1 hashes of the token, $2 since when it must have been made. */
  private static final String FIND = """
      SELECT a.id, a.password_version, a.factor_version, a.open_intent, a.email AS old_email,
        c.email, c.session_id
      FROM account.link l
      JOIN account.email_change c ON c.id = l.email_change_id
      JOIN account.account a ON a.id = c.account_id
      WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'EMAIL' AND l.used_by IS NULL AND l.made_at > $2
        AND a.password_version = c.password_version AND a.factor_version = c.factor_version
        AND a.locked_at IS NULL""";

  /**
   * Fails if an account has the email address by now: the unique index decides. The password's version is raised to end
   * logins that began with the old email address and links that were mailed there. $3 operation, $4 now, $5 address
   * and request id, $6 user agent, $7 the new email address, which {@link #find} has returned.
   */
  private static final String CONFIRM = """
      WITH waiting AS (
      """ + FIND + """
      ),
      changed AS (
        UPDATE account.account a SET
          email = w.email, verified_email = w.email, email_key = KEY_BEFORE, address_key = KEY, address_twin = '',
          password_version = a.password_version + 1
        FROM waiting w WHERE a.id = w.id AND a.open_intent IS NULL AND IS_FREE
        RETURNING a.id, w.email, w.old_email, w.session_id),
      used AS (
        UPDATE account.link SET used_by = $3
        WHERE token_hash = ANY ($1::bytea[]) AND EXISTS (SELECT FROM changed)),
      sessions AS (
        DELETE FROM account.session s USING changed c WHERE s.account_id = c.id AND s.id <> c.session_id),
      logins AS (
        DELETE FROM account.pending_login p USING changed c WHERE p.account_id = c.id),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT id, $4::timestamptz, 'EMAIL_CHANGED', ($5::text[])[1], ($5::text[])[2], $6::text FROM changed
        RETURNING *)
      INSERT INTO account.letter (kind, account_id, activity_id, address, made_at, due_at)
      SELECT t.kind, n.account_id, n.id, t.address, n.at, n.at
      FROM noted n, changed c, LATERAL (VALUES ('EMAIL_CHANGED', c.old_email), ('EMAIL_CONFIRMED', c.email))
        AS t (kind, address)"""
      .replace("KEY_BEFORE", AddressSql.keyBefore("$7"))
      .replace("KEY", AddressSql.key("$7"))
      .replace("IS_FREE", AddressSql.isFree("$7"));

  /** $1 hashes of the token. */
  private static final String ACCOUNT_OF = """
      SELECT c.account_id FROM account.link l JOIN account.email_change c ON c.id = l.email_change_id
      WHERE l.token_hash = ANY ($1::bytea[])""";

  private static final String WAS_CONFIRMED = """
      SELECT FROM account.link WHERE token_hash = ANY ($1::bytea[]) AND kind = 'EMAIL' AND used_by = $2""";

  /**
   * A requested change.
   *
   * @param checked the account as it was when the factors were verified
   * @param sessionId the session that stays open
   * @param mailed when the email to the new address is sent
   */
  record Asked(
      UUID operationId, Versions checked, UUID sessionId, EmailAddress email, RequestInfo requestInfo, Instant now,
      Instant mailed) {}

  /**
   * An account's change.
   *
   * @param email the new email address
   * @param mailed when its newest email was sent, or is to be sent
   * @param queued whether that is still to be sent
   */
  record Change(UUID id, String email, Instant mailed, boolean queued) {}

  /** @param email the new email address */
  record Waiting(Versions account, String email) {}

  private final Pool pool;

  public PgEmailChangeStore(Pool pool) {
    this.pool = pool;
  }

  /** Stores a change in place of the account's earlier one; false: the account has changed since it was checked. */
  Future<Boolean> ask(Asked asked) {
    Tuple account = Tuple.of(asked.checked.accountId());
    Tuple parameters = Tuple.from(new Object[] {
      asked.operationId, asked.checked.accountId(), asked.checked.passwordVersion(), asked.checked.factorVersion(),
      asked.sessionId, asked.email.text(), AddressSql.parameter(asked.email), Sql.utc(asked.now),
      asked.requestInfo.source(), asked.requestInfo.userAgent(), Sql.utc(asked.mailed),
      ClientNetwork.told(asked.requestInfo.address())});
    return pool.withTransaction(connection -> connection.preparedQuery(LOCK).execute(account)
        .compose(locked -> connection.preparedQuery(FORGET).execute(account))
        .compose(forgotten -> connection.preparedQuery(ASK).execute(parameters))
        .map(rows -> rows.rowCount() == 1));
  }

  /** When the email to the new address is sent, if the account's newest change is this operation's; else empty. */
  Future<Optional<Instant>> wasAsked(UUID accountId, UUID operationId) {
    return pool.preparedQuery(WAS_ASKED).execute(Tuple.of(accountId, operationId))
        .map(rows -> Sql.first(rows).flatMap(row -> Sql.instant(row, "asked_at")));
  }

  /** The change that the account waits for. */
  Future<Optional<Change>> ofAccount(UUID accountId, Instant now) {
    Instant since = now.minus(Limit.ASKED_LIFE.duration()).minus(MailedLinkKind.EMAIL.life());
    return pool.preparedQuery(OF_ACCOUNT).execute(Tuple.of(accountId, Sql.utc(since)))
        .map(rows -> Sql.first(rows).map(row -> new Change(
            row.getUUID("id"), row.getString("email"), Sql.instant(row, "asked_at").orElseThrow(),
            row.getBoolean("queued"))));
  }

  /**
   * Stores another email with a link for the change, which counts as asked for when that is sent; false: it no longer
   * waits.
   */
  Future<Boolean> resend(
      UUID accountId, Change change, UUID operationId, EmailAddress email, RequestInfo requestInfo, Instant mailed) {
    return pool.preparedQuery(RESEND)
        .execute(Tuple.from(new Object[] {
          accountId, change.id, operationId, Sql.utc(mailed), AddressSql.parameter(email),
          ClientNetwork.told(requestInfo.address()), requestInfo.userAgent()}))
        .map(stored -> stored.rowCount() == 1);
  }

  /** Deletes the account's change, and records that; does nothing if it was made in the meantime, or there is none. */
  Future<Void> cancel(UUID accountId, RequestInfo requestInfo, Instant now) {
    return pool.withTransaction(connection -> connection.preparedQuery(LOCK).execute(Tuple.of(accountId))
        .compose(locked -> connection.preparedQuery(CANCEL)
            .execute(Tuple.of(accountId, Sql.utc(now), requestInfo.source(), requestInfo.userAgent())))
        .mapEmpty());
  }

  Future<Optional<Waiting>> find(Buffer[] link, Instant now) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(link, Sql.utc(now.minus(MailedLinkKind.EMAIL.life()))))
        .map(rows -> Sql.first(rows).map(row -> new Waiting(Versions.of(row), row.getString("email"))));
  }

  /** Makes the change; false: the link is not valid any more, or an account has the email address by now. */
  Future<Boolean> confirm(Buffer[] link, EmailAddress email, UUID operationId, RequestInfo requestInfo, Instant now) {
    Tuple parameters = Tuple.from(new Object[] {
      link, Sql.utc(now.minus(MailedLinkKind.EMAIL.life())), operationId, Sql.utc(now), requestInfo.source(),
      requestInfo.userAgent(), AddressSql.parameter(email)});
    return pool
        .withTransaction(connection -> connection.preparedQuery(ACCOUNT_OF).execute(Tuple.of((Object) link))
            .compose(rows -> {
              Optional<UUID> account = Sql.first(rows).map(row -> row.getUUID("account_id"));
              return account.isEmpty()
                  ? Future.succeededFuture(false)
                  : connection.preparedQuery(LOCK).execute(Tuple.of(account.get()))
                      .compose(locked -> connection.preparedQuery(CONFIRM).execute(parameters))
                      .map(told -> told.rowCount() > 0);
            }))
        .recover(failure -> Sql.isUniqueViolation(failure)
            ? Future.succeededFuture(false)
            : Future.failedFuture(failure));
  }

  /** Whether this operation made the change that the link belongs to. */
  Future<Boolean> wasConfirmed(Buffer[] link, UUID operationId) {
    return pool.preparedQuery(WAS_CONFIRMED).execute(Tuple.of(link, operationId)).map(rows -> rows.size() == 1);
  }
}
