package dev.ally.totp;

import dev.ally.config.Limit;
import dev.ally.contract.PendingKey.Purpose;
import dev.ally.crypto.Sealed;
import dev.ally.database.Sql;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Pending keys, which sessions are enrolling, in PostgreSQL. */
final class PgEnrolmentStore {
  /** $1 session, $2 now, $3 tries. */
  private static final String DROP_DEAD =
      "DELETE FROM totp.pending_key WHERE session_id = $1 AND (expires_at <= $2 OR tries >= $3)";

  /** Makes a new enrolment wait until one that is being confirmed is decided. */
  private static final String HOLD_ACCOUNT = """
      INSERT INTO totp.guess_budget AS b (account_id, in_a_row, charges) VALUES ($1, 0, '{}')
      ON CONFLICT (account_id) DO UPDATE SET in_a_row = b.in_a_row""";

  private static final String BEGIN = """
      INSERT INTO totp.pending_key AS p (id, account_id, session_id, sealed_key, sealing_key_id,
        algorithm, digits, period_seconds, expires_at)
      SELECT $1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::text, $6::text, $7::int, $8::int, $9::timestamptz
      WHERE NOT EXISTS (SELECT FROM totp.authenticator WHERE account_id = $2)
      ON CONFLICT (session_id) DO UPDATE SET expires_at = $9 WHERE p.account_id = $2
      RETURNING *""";

  private static final String DROP_OF_SESSION = "DELETE FROM totp.pending_key WHERE session_id = $1";

  private static final String BEGIN_FURTHER = """
      INSERT INTO totp.pending_key (id, account_id, session_id, sealed_key, sealing_key_id,
        algorithm, digits, period_seconds, expires_at, purpose, name, replaces)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""";

  /** $1 session, $2 account, $3 now, $4 new expiry, $5 tries, $6 an expiry that need not be renewed. */
  private static final String SHOW = """
      WITH found AS (
        SELECT * FROM totp.pending_key
        WHERE session_id = $1 AND account_id = $2 AND expires_at > $3 AND tries < $5),
      prolonged AS (
        UPDATE totp.pending_key SET expires_at = $4
        WHERE id IN (SELECT id FROM found) AND expires_at > $3 AND expires_at <= $6)
      SELECT * FROM found""";

  /** The expiry of a key that is shown is renewed at most this often. */
  static final Duration PROLONGED_EVERY = Duration.ofSeconds(10);

  /**
   * Counts a try before it is looked at, once per operation; an older node keeps only the last one. $1 key, $2 session,
   * $3 account, $4 operation, $5 now, $6 tries, $7 digits.
   */
  private static final String CHARGE = """
      UPDATE totp.pending_key SET
        tries = tries + CASE WHEN WAS_TRIED THEN 0 ELSE 1 END,
        last_operation = $4::uuid,
        tried = array_remove(tried, $4::uuid) || $4::uuid
      WHERE id = $1 AND session_id = $2 AND account_id = $3 AND digits = $7::int AND expires_at > $5
        AND (tries < $6 OR WAS_TRIED)
      RETURNING *""".replace("WAS_TRIED", "($4::uuid = ANY (tried) OR last_operation IS NOT DISTINCT FROM $4::uuid)");

  private static final String CANCEL = "DELETE FROM totp.pending_key WHERE session_id = $1 AND account_id = $2";

  /** Allows one enrolment per account at a time, by the lock on this row; a right code ends the wait. */
  private static final String LOCK_ACCOUNT = """
      INSERT INTO totp.guess_budget (account_id, in_a_row, charges) VALUES ($1, 0, '{}')
      ON CONFLICT (account_id) DO UPDATE SET in_a_row = 0, known_in_a_row = 0""";

  /** Makes the key an authenticator; the step of the confirming code is spent. $1 key, $2 account, $3 step, $4 now. */
  private static final String CONFIRM = """
      INSERT INTO totp.authenticator (id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds,
        last_step, confirmed_at, last_used_at, name)
      SELECT id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds, $3, $4, $4, name
      FROM totp.pending_key p
      WHERE id = $1 AND account_id = $2 AND CONDITION""";

  private static final String NONE_YET = "NOT EXISTS (SELECT FROM totp.authenticator WHERE account_id = $2)";

  /** Two-factor is still on, and the authenticator to replace still exists. */
  private static final String STILL_ON = """
      EXISTS (SELECT FROM totp.authenticator a WHERE a.account_id = $2 AND a.id = coalesce(p.replaces, a.id))""";

  private static final String REMOVE_REPLACED = """
      DELETE FROM totp.authenticator
      WHERE account_id = $2 AND id = (SELECT replaces FROM totp.pending_key WHERE id = $1)""";

  private static final String DROP_ALL = "DELETE FROM totp.pending_key WHERE account_id = $1";

  /** A key that a session is enrolling. */
  record Pending(UUID id, TotpKey key, int tries, Purpose purpose) {}

  /**
   * A pending key of an account that has authenticators already.
   *
   * @param replaces the authenticator that is removed when this one is confirmed; empty: none
   */
  record Further(UUID accountId, UUID sessionId, UUID id, TotpKey key, String name, Optional<UUID> replaces) {
    Purpose purpose() {
      return replaces.isPresent() ? Purpose.REPLACE : Purpose.ADD;
    }
  }

  private final Pool pool;
  private final SealedKeys keys;
  private final PgRecoveryStore recoveryCodes;

  PgEnrolmentStore(Pool pool, SealedKeys keys, PgRecoveryStore recoveryCodes) {
    this.pool = pool;
    this.keys = keys;
    this.recoveryCodes = recoveryCodes;
  }

  /**
   * The session's pending key: this one, unless the session has another that is still valid; empty: the account has an
   * authenticator by now.
   */
  Future<Optional<Pending>> begin(UUID accountId, UUID sessionId, UUID id, TotpKey key, Instant now) {
    Sealed sealed = keys.seal(accountId, id, key);
    return pool.withTransaction(connection ->
        connection.preparedQuery(HOLD_ACCOUNT).execute(Tuple.of(accountId))
            .compose(held -> connection.preparedQuery(DROP_DEAD)
                .execute(Tuple.of(sessionId, Sql.utc(now), Limit.PENDING_KEY_TRIES.count())))
            .compose(dropped -> connection.preparedQuery(BEGIN).execute(Tuple.from(new Object[] {
                id, accountId, sessionId, SealedKeys.bytes(sealed), sealed.keyId(),
                key.algorithm().name(), key.digits(), key.periodSeconds(), expiry(now)})))
            .map(this::pending));
  }

  /**
   * Adds a pending key to an account that has authenticators, in the transaction that spends the proof; replaces the
   * session's earlier one.
   */
  Future<Boolean> beginFurther(SqlConnection connection, Further further, Instant now) {
    Sealed sealed = keys.seal(further.accountId, further.id, further.key);
    return connection.preparedQuery(DROP_OF_SESSION).execute(Tuple.of(further.sessionId))
        .compose(dropped -> connection.preparedQuery(BEGIN_FURTHER).execute(Tuple.from(new Object[] {
            further.id, further.accountId, further.sessionId, SealedKeys.bytes(sealed), sealed.keyId(),
            further.key.algorithm().name(), further.key.digits(), further.key.periodSeconds(), expiry(now),
            further.purpose().name(), further.name, further.replaces.orElse(null)})))
        .map(true);
  }

  /** The session's pending key; renews its expiry. */
  Future<Optional<Pending>> show(UUID accountId, UUID sessionId, Instant now) {
    return pool.preparedQuery(SHOW)
        .execute(Tuple.of(
            sessionId, accountId, Sql.utc(now), expiry(now), Limit.PENDING_KEY_TRIES.count(),
            expiry(now.minus(PROLONGED_EVERY))))
        .map(this::pending);
  }

  /**
   * Counts a try in a committed statement before it is looked at; empty: no key with codes of so many digits is pending
   * under this id for this session.
   */
  Future<Optional<Pending>> charge(
      UUID accountId, UUID sessionId, UUID id, UUID operationId, int digits, Instant now) {
    return pool.preparedQuery(CHARGE)
        .execute(Tuple.from(new Object[] {
          id, sessionId, accountId, operationId, Sql.utc(now), Limit.PENDING_KEY_TRIES.count(), digits}))
        .map(this::pending);
  }

  Future<Void> cancel(UUID accountId, UUID sessionId) {
    return pool.preparedQuery(CANCEL).execute(Tuple.of(sessionId, accountId)).mapEmpty();
  }

  /**
   * Makes the pending key an authenticator and deletes all other pending ones. The first authenticator comes with
   * recovery codes; one that replaces another removes it.
   *
   * @return false: another request decided
   */
  Future<Boolean> confirm(UUID accountId, UUID sessionId, Pending pending, UUID operationId, long step, Instant now) {
    Tuple confirmed = Tuple.of(pending.id, accountId, step, Sql.utc(now));
    return pool.withTransaction(connection ->
        PgCodeStore.decide(connection, operationId, accountId, OperationOutcome.CONFIRMED, now)
            .compose(outcome -> NotDone.unless(outcome == OperationOutcome.CONFIRMED))
            .compose(ours -> pending.purpose == Purpose.FIRST
                ? confirmFirst(connection, accountId, sessionId, confirmed, now)
                : confirmFurther(connection, accountId, pending, confirmed))
            .compose(done -> connection.preparedQuery(DROP_ALL).execute(Tuple.of(accountId)))
            .map(true))
        .recover(NotDone::asFalse);
  }

  private Future<Void> confirmFirst(
      SqlConnection connection, UUID accountId, UUID sessionId, Tuple confirmed, Instant now) {
    return connection.preparedQuery(LOCK_ACCOUNT).execute(Tuple.of(accountId))
        .compose(locked -> connection.preparedQuery(CONFIRM.replace("CONDITION", NONE_YET)).execute(confirmed))
        .compose(inserted -> NotDone.unless(inserted.rowCount() == 1))
        .compose(done -> recoveryCodes.make(connection, accountId, sessionId, now));
  }

  private static Future<Void> confirmFurther(
      SqlConnection connection, UUID accountId, Pending pending, Tuple confirmed) {
    return connection.preparedQuery(PgFactorStore.LOCK).execute(Tuple.of(accountId))
        .compose(locked -> connection.preparedQuery(CONFIRM.replace("CONDITION", STILL_ON)).execute(confirmed))
        .compose(inserted -> NotDone.unless(inserted.rowCount() == 1))
        .compose(done -> connection.preparedQuery(REMOVE_REPLACED).execute(Tuple.of(pending.id, accountId)))
        .mapEmpty();
  }

  private OffsetDateTime expiry(Instant now) {
    return Sql.utc(now.plus(Limit.PENDING_KEY_LIFE.duration()));
  }

  private Optional<Pending> pending(RowSet<Row> rows) {
    if (rows.size() == 0) {
      return Optional.empty();
    }
    Row row = rows.iterator().next();
    return Optional.of(new Pending(
        row.getUUID("id"), keys.open(row), row.getInteger("tries"), Purpose.valueOf(row.getString("purpose"))));
  }
}
