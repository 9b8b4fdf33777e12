package dev.ally.account.login;

import dev.ally.account.mailed.LinkOwner;
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

/** Mailed links that make a browser known to an account, in PostgreSQL. */
public final class PgBrowserLinkStore {
  private static final String FIND = """
      SELECT a.* FROM account.link l JOIN account.account a ON a.id = l.account_id
      WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'BROWSER' AND l.made_at > $2 AND l.used_by IS NULL
        AND a.password_version = l.password_version""";

  /**
   * A link makes only one browser known: otherwise a leaked link would admit any number of attackers. $1 hashes of the
   * token, $2 since when it must have been made, $3 operation, $4 hash of the browser's cookie, $5 now, $6 address and
   * request id, $7 user agent.
   */
  private static final String ADMIT = """
      WITH used AS (
        UPDATE account.link l SET used_by = $3
        FROM account.account a
        WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'BROWSER' AND l.made_at > $2 AND l.used_by IS NULL
          AND a.id = l.account_id AND a.password_version = l.password_version
        RETURNING a.id),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT id, $5::timestamptz, 'BROWSER_ADMITTED', ($6::text[])[1], ($6::text[])[2], $7::text FROM used)
      INSERT INTO account.known_browser (account_id, browser_hash, last_login_at)
      SELECT id, $4::bytea, $5::timestamptz FROM used
      ON CONFLICT (account_id, browser_hash) DO UPDATE SET last_login_at = $5::timestamptz""";

  private static final String WAS_ADMITTED = """
      SELECT FROM account.link WHERE token_hash = ANY ($1::bytea[]) AND kind = 'BROWSER' AND used_by = $2""";

  private final Pool pool;

  public PgBrowserLinkStore(Pool pool) {
    this.pool = pool;
  }

  /** The account that this link belongs to, while the link is valid. */
  Future<Optional<LinkOwner>> find(Buffer[] link, Instant now) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(link, Sql.utc(now.minus(MailedLinkKind.BROWSER.life()))))
        .map(LinkOwner::first);
  }

  /** Makes a browser known to the link's account; false: the link is not valid any more. */
  Future<Boolean> admit(Buffer[] link, UUID operationId, Buffer browser, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(ADMIT)
        .execute(Tuple.from(new Object[] {
          link, Sql.utc(now.minus(MailedLinkKind.BROWSER.life())), operationId, browser, Sql.utc(now),
          requestInfo.source(), requestInfo.userAgent()}))
        .compose(admitted -> admitted.rowCount() == 1
            ? Future.succeededFuture(true)
            : pool.preparedQuery(WAS_ADMITTED).execute(Tuple.of(link, operationId)).map(rows -> rows.size() == 1));
  }
}
