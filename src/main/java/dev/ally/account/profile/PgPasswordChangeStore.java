package dev.ally.account.profile;

import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Sealed;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** Replaces a password and ends everything that began under the old one, in PostgreSQL. */
public final class PgPasswordChangeStore {
  /**
   * A login holds a shared lock on this row until its session is committed. A statement that begins once this lock is
   * held sees that session; one that waited for the row itself would not.
   */
  private static final String LOCK = "SELECT FROM account.account WHERE id = $1 FOR NO KEY UPDATE";

  /**
   * $1 account, $2 and $3 the versions that were checked, $4 sealed hash, $5 its key, $6 operation, $7 the session that
   * stays open, $8 the hash of the only browser that stays known, $9 now, $10 address and
   * request id, $11 user agent.
   */
  private static final String CHANGE = """
      WITH changed AS (
        UPDATE account.account SET
          sealed_password_hash = $4, sealing_key_id = $5, password_operation = $6,
          password_version = password_version + 1
        WHERE id = $1 AND password_version = $2 AND factor_version = $3 AND open_intent IS NULL
        RETURNING id),
      sessions AS (
        DELETE FROM account.session s USING changed c WHERE s.account_id = c.id AND s.id <> $7),
      logins AS (
        DELETE FROM account.pending_login l USING changed c WHERE l.account_id = c.id),
      browsers AS (
        DELETE FROM account.known_browser b USING changed c
        WHERE b.account_id = c.id AND b.browser_hash <> $8),
      browser AS (
        INSERT INTO account.known_browser (account_id, browser_hash, last_login_at)
        SELECT id, $8, $9::timestamptz FROM changed
        ON CONFLICT DO NOTHING),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT id, $9::timestamptz, 'PASSWORD_CHANGED', ($10::text[])[1], ($10::text[])[2], $11::text FROM changed)
      SELECT id FROM changed""";

  private static final String WAS_MADE = "SELECT FROM account.account WHERE id = $1 AND password_operation = $2";

  /**
   * @param checked the account as it was when the present password was verified
   * @param sessionId the session that stays open
   * @param browser the hash of the only browser that stays known
   */
  record Change(
      UUID operationId, Versions checked, UUID sessionId, Sealed hash, Buffer browser, RequestInfo requestInfo,
      Instant now) {}

  private final Pool pool;

  public PgPasswordChangeStore(Pool pool) {
    this.pool = pool;
  }

  /** False: the account has changed since it was checked; nothing was written. */
  Future<Boolean> change(Change change) {
    return pool.withTransaction(connection ->
        connection.preparedQuery(LOCK).execute(Tuple.of(change.checked.accountId()))
            .compose(locked -> connection.preparedQuery(CHANGE).execute(parameters(change)))
            .map(rows -> rows.size() == 1));
  }

  private static Tuple parameters(Change change) {
    return Tuple.from(new Object[] {
      change.checked.accountId(), change.checked.passwordVersion(), change.checked.factorVersion(),
      Buffer.buffer(change.hash.bytes()), change.hash.keyId(), change.operationId, change.sessionId, change.browser,
      Sql.utc(change.now), change.requestInfo.source(), change.requestInfo.userAgent()});
  }

  /** Whether this operation made the newest change of the account's password. */
  Future<Boolean> wasMade(UUID accountId, UUID operationId) {
    return pool.preparedQuery(WAS_MADE).execute(Tuple.of(accountId, operationId)).map(rows -> rows.size() == 1);
  }
}
