package dev.ally.account.profile;

import dev.ally.account.mailed.LinkOwner;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Sealed;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Links that choose a new password, mailed or made by an operator, in PostgreSQL. */
public final class PgPasswordResetStore {
  /** $1 hashes of the token, $2 since when it must have been made. A password change makes the link void. */
  private static final String FIND = """
      SELECT a.* FROM account.link l JOIN account.account a ON a.id = l.account_id
      WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'RESET' AND l.made_at > $2
        AND a.password_version = l.password_version""";

  /**
   * Makes a session that is being opened under the old password visible, so that it ends with the others. $1 hashes of
   * the token.
   */
  private static final String LOCK = """
      SELECT FROM account.account WHERE id IN (SELECT account_id FROM account.link WHERE token_hash = ANY ($1::bytea[]))
      FOR UPDATE""";

  /**
   * $1 hashes of the token, $2 since when it must have been made, $3 sealed hash, $4 its key, $5 operation, $6 now, $7
   * address and request id, $8 user agent, $9 the budget of wrong passwords from unrecognised browsers. An operator's
   * link has the activity that recorded it; any other was mailed to the account's address, and dies when that changes.
   */
  private static final String RESET = """
      WITH changed AS (
        UPDATE account.account a SET
          sealed_password_hash = $3, sealing_key_id = $4, password_operation = $5,
          password_version = a.password_version + 1,
          verified_email = CASE WHEN l.activity_id IS NULL THEN a.email ELSE a.verified_email END
        FROM account.link l
        WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'RESET' AND l.made_at > $2
          AND a.id = l.account_id AND a.password_version = l.password_version AND a.open_intent IS NULL
        RETURNING a.id, l.activity_id),
      sessions AS (
        DELETE FROM account.session s USING changed c WHERE s.account_id = c.id),
      logins AS (
        DELETE FROM account.pending_login p USING changed c WHERE p.account_id = c.id),
      browsers AS (
        DELETE FROM account.known_browser b USING changed c WHERE b.account_id = c.id),
      budget AS (
        DELETE FROM account.password_budget WHERE subject = $9 AND EXISTS (SELECT FROM changed)),
      fresh AS (
        INSERT INTO account.fresh_guesses (account_id, operation_id, asked_at)
        SELECT id, $5::uuid, $6::timestamptz FROM changed
        ON CONFLICT (account_id) DO UPDATE SET operation_id = $5::uuid, asked_at = $6::timestamptz),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT
          id, $6::timestamptz,
          CASE WHEN activity_id IS NULL THEN 'PASSWORD_RESET' ELSE 'PASSWORD_RESET_BY_OPERATOR' END,
          ($7::text[])[1], ($7::text[])[2], $8::text
        FROM changed)
      SELECT id FROM changed""";

  private static final String WAS_RESET = """
      SELECT FROM account.link l JOIN account.account a ON a.id = l.account_id
      WHERE l.token_hash = ANY ($1::bytea[]) AND a.password_operation = $2""";

  /**
   * Unless the account is locked, or the link is there already. $1 account, $2 hash of the token, $3 now.
   */
  private static final String MAKE = """
      WITH person AS (
        SELECT id, password_version FROM account.account
        WHERE id = $1 AND locked_at IS NULL AND NOT EXISTS (SELECT FROM account.link WHERE token_hash = $2)
        FOR SHARE),
      noted AS (
        INSERT INTO account.activity (account_id, at, what)
        SELECT id, $3::timestamptz, 'RESET_LINK_MADE' FROM person
        RETURNING id, account_id)
      INSERT INTO account.link (token_hash, kind, account_id, password_version, activity_id, made_at)
      SELECT $2::bytea, 'RESET', p.id, p.password_version, n.id, $3::timestamptz
      FROM person p JOIN noted n ON n.account_id = p.id""";

  private static final String IS_MADE = "SELECT FROM account.link WHERE token_hash = $1";

  /** @param unrecognised the account's budget of wrong passwords, which is cleared */
  record NewPassword(UUID operationId, Sealed hash, Buffer unrecognised, RequestInfo requestInfo, Instant now) {}

  private final Pool pool;

  public PgPasswordResetStore(Pool pool) {
    this.pool = pool;
  }

  /** The account that this link belongs to, while the link is valid. */
  Future<Optional<LinkOwner>> find(Buffer[] link, Instant now) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(link, Sql.utc(now.minus(MailedLinkKind.RESET.life()))))
        .map(LinkOwner::first);
  }

  /**
   * Stores the new password and ends everything that began under the old one; false: the link is not valid any more.
   */
  Future<Boolean> reset(Buffer[] link, NewPassword chosen) {
    Tuple parameters = Tuple.from(new Object[] {
      link, Sql.utc(chosen.now.minus(MailedLinkKind.RESET.life())), Buffer.buffer(chosen.hash.bytes()),
      chosen.hash.keyId(),
      chosen.operationId, Sql.utc(chosen.now), chosen.requestInfo.source(), chosen.requestInfo.userAgent(),
      chosen.unrecognised});
    return pool.withTransaction(connection -> connection.preparedQuery(LOCK).execute(Tuple.of(link))
        .compose(locked -> connection.preparedQuery(RESET).execute(parameters))
        .map(rows -> rows.size() == 1));
  }

  /** Makes an operator's link to a new password; false: the account is locked. */
  public Future<Boolean> make(UUID accountId, Buffer tokenHash, Instant now) {
    return pool.preparedQuery(MAKE).execute(Tuple.of(accountId, tokenHash, Sql.utc(now)))
        .compose(made -> made.rowCount() == 1
            ? Future.succeededFuture(true)
            : pool.preparedQuery(IS_MADE).execute(Tuple.of(tokenHash)).map(rows -> rows.size() == 1));
  }

  /** Whether this operation set the present password of the link's account. */
  Future<Boolean> wasReset(Buffer[] link, UUID operationId) {
    return pool.preparedQuery(WAS_RESET).execute(Tuple.of(link, operationId)).map(rows -> rows.size() == 1);
  }
}
