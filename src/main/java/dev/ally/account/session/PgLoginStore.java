package dev.ally.account.session;

import dev.ally.account.person.AddressSql;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.config.Limit;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.HashedSql;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens sessions and pending logins, in PostgreSQL.
 *
 * <p>Each is opened by one statement that makes the account or takes a shared lock on its row, and only while the
 * password and the second factor are those that were checked, no switch of two-factor is open and the account is not
 * locked. A switch updates that row before it asks {@code totp}, so no switch can come between a check and its session.
 */
public final class PgLoginStore {
  /**
   * Continues a statement with a common table {@code person} of one row or none: its id, the sid that the session
   * keeps, or null, and whether a code was given. $1 operation, $2 token hash, $3 address and request id, $4 user agent, $5 hashes of
   * the browser's cookie, $6 now, $7 hashes of the old session, $8 the activity to record, $9 the hash of the browser's
   * new cookie: a cookie that an attacker planted never becomes a known one.
   *
   * <p>The old session is locked before its sid is taken over, so that of two logins at once only one has it.
   */
  public static final String OPENED = """
      old AS MATERIALIZED (
        SELECT sid, account_id FROM account.session WHERE token_hash IN (EACH $7) FOR UPDATE),
      opened AS (
        INSERT INTO account.session
          (token_hash, id, account_id, address, user_agent, created_at, last_seen_at, sid, second_factor, code_at)
        SELECT $2::bytea, $1::uuid, p.id, ($3::text[])[1], $4::text, $6::timestamptz, $6::timestamptz,
          coalesce(p.sid, (SELECT o.sid FROM old o WHERE o.account_id = p.id LIMIT 1), gen_random_uuid()),
          p.second_factor, CASE WHEN $8::text = 'LOGIN_CODE' THEN $6::timestamptz END
        FROM person p
        ON CONFLICT DO NOTHING
        RETURNING account_id),
      replaced AS (
        DELETE FROM account.known_browser k USING opened o
        WHERE k.account_id = o.account_id AND k.browser_hash IN (EACH $5) AND k.browser_hash <> $9::bytea),
      browser AS (
        INSERT INTO account.known_browser (account_id, browser_hash, last_login_at)
        SELECT account_id, $9::bytea, $6::timestamptz FROM opened
        ON CONFLICT (account_id, browser_hash) DO UPDATE SET last_login_at = $6::timestamptz),
      ended AS (
        DELETE FROM account.session WHERE token_hash IN (EACH $7) AND EXISTS (SELECT FROM opened)),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent, new_browser)
        SELECT account_id, $6::timestamptz, $8::text, ($3::text[])[1], ($3::text[])[2], $4::text,
          $8::text <> 'SIGN_UP' AND NOT EXISTS (
            SELECT FROM account.known_browser k
            WHERE k.account_id = opened.account_id AND k.browser_hash IN (EACH $5))
        FROM opened)
      SELECT account_id FROM opened""";

  /** $10 account, $11 and $12 its versions, $13 the budget of its wrong passwords. */
  private static final HashedSql OPEN_SESSION = new HashedSql("""
      WITH person AS (
        SELECT id, NULL::uuid AS sid, false AS second_factor FROM account.account
        WHERE id = $10 AND password_version = $11 AND factor_version = $12 AND open_intent IS NULL
          AND locked_at IS NULL
        FOR SHARE),
      cleared AS (
        DELETE FROM account.password_budget WHERE subject = $13::bytea AND EXISTS (SELECT FROM person)),
      """ + OPENED);

  /** The same, and replaces the hash of the password. $14 sealed hash, $15 its key. */
  private static final HashedSql OPEN_SESSION_REHASHED = new HashedSql("""
      WITH person AS (
        UPDATE account.account SET sealed_password_hash = $14::bytea, sealing_key_id = $15::text, foreign_hash = NULL
        WHERE id = $10 AND password_version = $11 AND factor_version = $12 AND open_intent IS NULL
          AND locked_at IS NULL
        RETURNING id, NULL::uuid AS sid, false AS second_factor),
      cleared AS (
        DELETE FROM account.password_budget WHERE subject = $13::bytea AND EXISTS (SELECT FROM person)),
      """ + OPENED);

  /**
   * For an account that the same statement makes, with the operation's id; does nothing if the address or the id
   * exists. $10 email address, $11 the same for comparison, $12 name, $13 sealed hash, $14 its key,
   * $15 language.
   */
  private static final HashedSql OPEN_NEW = new HashedSql("""
      WITH person AS (
        INSERT INTO account.account
          (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id, created_at, language)
        SELECT $1::uuid, $10::text, KEY_BEFORE, KEY, $12::text, $13::bytea, $14::text, $6::timestamptz, $15::text WHERE IS_FREE
        ON CONFLICT DO NOTHING
        RETURNING id, NULL::uuid AS sid, false AS second_factor),
      """
      .replace("KEY_BEFORE", AddressSql.keyBefore("$11"))
      .replace("KEY", AddressSql.key("$11"))
      .replace("IS_FREE", AddressSql.isFree("$11"))
      + OPENED);

  /** $10 hashes of the pending login's token. */
  private static final HashedSql COMPLETE = new HashedSql("""
      WITH found AS MATERIALIZED (SELECT * FROM account.pending_login WHERE token_hash IN (EACH $10)),
      checked AS (
        SELECT f.token_hash FROM account.account a JOIN found f ON a.id = f.account_id
        WHERE a.open_intent IS NULL AND a.locked_at IS NULL
          AND a.password_version = f.password_version AND a.factor_version = f.factor_version
        FOR SHARE OF a),
      person AS (
        DELETE FROM account.pending_login WHERE token_hash = (SELECT token_hash FROM checked)
        RETURNING account_id AS id, sid, true AS second_factor),
      """ + OPENED);

  /**
   * $1 operation, $2 token hash, $3 now, $4 account, $5 and $6 its versions, $7 hashes of the old session, $8 the
   * budget of its wrong passwords, $9 how many digits the code has.
   */
  private static final String OPENED_PENDING = """
      old AS MATERIALIZED (
        SELECT sid, account_id FROM account.session WHERE token_hash IN (EACH $7) FOR UPDATE),
      opened AS (
        INSERT INTO account.pending_login
          (token_hash, id, account_id, password_version, factor_version, created_at, code_digits, sid)
        SELECT $2::bytea, $1::uuid, id, password_version, factor_version, $3::timestamptz, $9::int,
          (SELECT o.sid FROM old o WHERE o.account_id = person.id LIMIT 1)
        FROM person
        ON CONFLICT DO NOTHING
        RETURNING account_id),
      ended AS (
        DELETE FROM account.session WHERE token_hash IN (EACH $7) AND EXISTS (SELECT FROM opened)),
      cleared AS (
        DELETE FROM account.password_budget WHERE subject = $8::bytea AND EXISTS (SELECT FROM person))
      SELECT account_id FROM opened""";

  private static final HashedSql OPEN_PENDING = new HashedSql("""
      WITH person AS (
        SELECT id, password_version, factor_version FROM account.account
        WHERE id = $4 AND password_version = $5 AND factor_version = $6 AND open_intent IS NULL
          AND locked_at IS NULL
        FOR SHARE),
      """ + OPENED_PENDING);

  /** The same, and replaces the hash of the password. $10 sealed hash, $11 its key. */
  private static final HashedSql OPEN_PENDING_REHASHED = new HashedSql("""
      WITH person AS (
        UPDATE account.account SET sealed_password_hash = $10::bytea, sealing_key_id = $11::text, foreign_hash = NULL
        WHERE id = $4 AND password_version = $5 AND factor_version = $6 AND open_intent IS NULL
          AND locked_at IS NULL
        RETURNING id, password_version, factor_version),
      """ + OPENED_PENDING);

  /**
   * $1 hashes of the token, $2 the oldest start of a login that is still open, $3 the limit of wrong codes, $4 hashes
   * of the browser's cookie, $5 since when a browser must have been seen.
   */
  private static final HashedSql FIND_PENDING = new HashedSql("""
      WITH found AS MATERIALIZED (SELECT * FROM account.pending_login WHERE token_hash IN (EACH $1))
      SELECT f.account_id, EXISTS (
        SELECT FROM account.known_browser k
        WHERE k.account_id = f.account_id AND k.browser_hash IN (EACH $4) AND k.last_login_at > $5::timestamptz) AS known,
        w.acts_at, f.code_digits
      FROM found f JOIN account.account a ON a.id = f.account_id
      LEFT JOIN account.waiting_undo w ON w.account_id = f.account_id
      WHERE f.created_at > $2 AND f.misses < $3
        AND f.password_version = a.password_version AND f.factor_version = a.factor_version""");

  private static final HashedSql END_PENDING =
      new HashedSql("DELETE FROM account.pending_login WHERE token_hash IN (EACH $1)");

  private static final HashedSql WAS_OPENED =
      new HashedSql("SELECT FROM account.session WHERE id = $1 AND token_hash IN (EACH $2)");

  /** $1 address, $2 hashes of a token. */
  private static final HashedSql IS_OPEN = new HashedSql("""
      WITH found AS MATERIALIZED (SELECT account_id FROM account.session WHERE token_hash IN (EACH $2))
      SELECT FROM found f JOIN account.account a ON a.id = f.account_id WHERE a.id = ACCOUNT_OF"""
      .replace("ACCOUNT_OF", AddressSql.accountOf("$1")));

  private static final HashedSql PENDING_WAS_OPENED =
      new HashedSql("SELECT FROM account.pending_login WHERE id = $1 AND token_hash IN (EACH $2)");

  /**
   * The data of a new session or pending login.
   *
   * @param tokenHashes find it; the first one is stored
   * @param source the client's address and the id of its request
   * @param browser hashes by which the account may know the browser
   * @param newBrowser the hash by which the account knows the browser from then on
   * @param oldSession hashes of the session that it replaces
   */
  public record NewSession(
      UUID operationId, Buffer[] tokenHashes, String[] source, String userAgent, Buffer[] browser, Buffer newBrowser,
      Buffer[] oldSession, ActivityKind activity, Instant now) {
    /** @param purpose of the token: a session, or a login that waits for its code */
    public static NewSession of(
        Tokens tokens, Tokens.Purpose purpose, UUID operationId, Secret token, RequestInfo requestInfo,
        Secret oldSession, ActivityKind activity, Instant now) {
      return new NewSession(
          operationId, tokens.hashes(purpose, token), requestInfo.source(), requestInfo.userAgent(),
          tokens.hashes(Tokens.Purpose.BROWSER, requestInfo.browser()),
          tokens.hash(Tokens.Purpose.BROWSER, requestInfo.browserFromNowOn()),
          tokens.hashes(Tokens.Purpose.SESSION, oldSession), activity, now);
    }

    /** The same, with another activity. */
    public NewSession noted(ActivityKind otherActivity) {
      return new NewSession(
          operationId, tokenHashes, source, userAgent, browser, newBrowser, oldSession, otherActivity, now);
    }

    /** The parameters of {@link #OPENED}, followed by these. */
    public Object[] parameters(Object... more) {
      Object[] all = {
        operationId, tokenHashes[0], source, userAgent, browser, Sql.utc(now), oldSession, activity.name(), newBrowser
      };
      Object[] parameters = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, parameters, all.length, more.length);
      return parameters;
    }
  }

  /**
   * A login that waits for a code.
   *
   * @param knownBrowser whether the account knows the browser that asks
   * @param undoActsAt when the account's waiting undo of two-factor acts; empty: none waits
   * @param codeDigits how many digits the code has; empty: it depends on the authenticator, or is not known
   */
  public record Pending(
      UUID accountId, boolean knownBrowser, Optional<Instant> undoActsAt, Optional<Integer> codeDigits) {}

  /** The budget of no account. */
  private static final Buffer NO_BUDGET = Buffer.buffer();

  private final Pool pool;

  public PgLoginStore(Pool pool) {
    this.pool = pool;
  }

  /** Opens a session; false: the account has changed since it was checked. */
  public Future<Boolean> open(NewSession session, Versions checked) {
    return open(session, checked, NO_BUDGET, Optional.empty());
  }

  /**
   * The same, after a right password, which clears the budget.
   *
   * @param budget counts the wrong passwords
   * @param newer replaces the hash of the password; empty: that stays
   */
  public Future<Boolean> open(NewSession session, Versions checked, Buffer budget, Optional<Sealed> newer) {
    Object[] parameters = session.parameters(
        checked.accountId(), checked.passwordVersion(), checked.factorVersion(), budget);
    HashedSql open = newer.isPresent() ? OPEN_SESSION_REHASHED : OPEN_SESSION;
    return pool.preparedQuery(open.text(session.tokenHashes))
        .execute(Tuple.from(with(parameters, newer)))
        .compose(rows -> rows.size() == 1 ? Future.succeededFuture(true) : wasOpened(session));
  }

  /**
   * Makes an account and opens its first session; false: the email address or the id has an account already. Repeating
   * it opens nothing; it returns true as long as the session that it opened exists.
   */
  public Future<Boolean> openNew(
      NewSession session, EmailAddress email, String name, Sealed hash, String language) {
    return pool.preparedQuery(OPEN_NEW.text(session.tokenHashes))
        .execute(Tuple.from(session.parameters(
            email.text(), AddressSql.parameter(email), name, Buffer.buffer(hash.bytes()), hash.keyId(), Sql.nullable(language))))
        .compose(rows -> rows.size() == 1 ? Future.succeededFuture(true) : isOpen(session, email));
  }

  /** Whether the account with this email address has that session. Only the client that chose the token knows it. */
  private Future<Boolean> isOpen(NewSession session, EmailAddress email) {
    return pool.preparedQuery(IS_OPEN.text(session.tokenHashes))
        .execute(Tuple.of(AddressSql.parameter(email), (Object) session.tokenHashes))
        .map(rows -> rows.size() == 1);
  }

  /** Turns a pending login into a session; false: the account has changed since, or is being changed. */
  public Future<Boolean> complete(NewSession session, Buffer[] pendingLogin) {
    return pool.preparedQuery(COMPLETE.text(session.tokenHashes))
        .execute(Tuple.from(session.parameters((Object) pendingLogin)))
        .compose(rows -> rows.size() == 1 ? Future.succeededFuture(true) : wasOpened(session));
  }

  /** Whether the same operation opened that session before. */
  public Future<Boolean> wasOpened(NewSession session) {
    return pool.preparedQuery(WAS_OPENED.text(session.tokenHashes))
        .execute(Tuple.of(session.operationId, (Object) session.tokenHashes))
        .map(rows -> rows.size() == 1);
  }

  /**
   * Opens a pending login; false: the account has changed since it was checked.
   *
   * @param budget counts the wrong passwords; a right one clears it
   * @param codeDigits how many digits the code has; empty: it depends on the authenticator, or is not known
   * @param newer replaces the hash of the password; empty: that stays
   */
  public Future<Boolean> openPending(
      NewSession session, Versions checked, Buffer budget, Optional<Integer> codeDigits, Optional<Sealed> newer) {
    Object[] parameters = {
      session.operationId, session.tokenHashes[0], Sql.utc(session.now), checked.accountId(),
      checked.passwordVersion(), checked.factorVersion(), session.oldSession, budget, codeDigits.orElse(null)};
    HashedSql open = newer.isPresent() ? OPEN_PENDING_REHASHED : OPEN_PENDING;
    return pool.preparedQuery(open.text(session.tokenHashes))
        .execute(Tuple.from(with(parameters, newer)))
        .compose(rows -> rows.size() == 1
            ? Future.succeededFuture(true)
            : pool.preparedQuery(PENDING_WAS_OPENED.text(session.tokenHashes))
                .execute(Tuple.of(session.operationId, (Object) session.tokenHashes))
                .map(found -> found.size() == 1));
  }

  /** The parameters, followed by those of the new hash, if there is one. */
  private static Object[] with(Object[] parameters, Optional<Sealed> newer) {
    if (newer.isEmpty()) {
      return parameters;
    }
    Object[] more = Arrays.copyOf(parameters, parameters.length + 2);
    more[parameters.length] = Buffer.buffer(newer.get().bytes());
    more[parameters.length + 1] = newer.get().keyId();
    return more;
  }

  /** @param browser hashes of the cookie of the browser that asks */
  public Future<Optional<Pending>> findPending(Buffer[] tokenHashes, Buffer[] browser, Instant now) {
    return pool.preparedQuery(FIND_PENDING.text(tokenHashes))
        .execute(Tuple.of(
            tokenHashes, Sql.utc(now.minus(Limit.PENDING_LOGIN_LIFE.duration())), Limit.MISSES_OF_LOGIN.count(),
            browser, Sql.utc(now.minus(Limit.KNOWN_BROWSER_LIFE.duration()))))
        .map(rows -> Sql.first(rows).map(row -> new Pending(
            row.getUUID("account_id"), row.getBoolean("known"), Sql.instant(row, "acts_at"),
            Optional.ofNullable(row.getInteger("code_digits")))));
  }

  /** The same, whatever browser asks. */
  public Future<Optional<Pending>> findPending(Buffer[] tokenHashes, Instant now) {
    return findPending(tokenHashes, new Buffer[0], now);
  }

  public Future<Void> endPending(Buffer[] tokenHashes) {
    return pool.preparedQuery(END_PENDING.text(tokenHashes)).execute(Tuple.of((Object) tokenHashes)).mapEmpty();
  }
}
