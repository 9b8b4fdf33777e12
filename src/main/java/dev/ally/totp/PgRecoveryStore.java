package dev.ally.totp;

import dev.ally.config.Limit;
import dev.ally.crypto.Sealed;
import dev.ally.database.Sql;
import dev.ally.totp.rules.GuessBudget;
import dev.ally.totp.rules.RecoveryCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Recovery codes and the guesses at them, in PostgreSQL. */
final class PgRecoveryStore {
  /**
   * Parameters: GuessBudget.charge(), $5 index. A row without an id: the guess was counted, but there is no such code.
   */
  private static final String CHARGE = """
      WITH charged AS (COUNTED)
      SELECT r.id, r.sealed_hash, r.sealing_key_id, r.used_at
      FROM charged c LEFT JOIN totp.recovery_code r ON r.account_id = c.account_id AND r.index_part = $5""";

  private static final String CANDIDATES = """
      SELECT id, sealed_hash, sealing_key_id, used_at FROM totp.recovery_code
      WHERE account_id = $1 AND index_part = $2""";

  private static final String DROP_CODES = "DELETE FROM totp.recovery_code WHERE account_id = $1";
  /** New codes, and none at all, end what a restore has left of the earlier ones. */
  private static final String DROP_SHOWN = """
      WITH told AS (DELETE FROM totp.void_recovery_codes WHERE account_id = $1)
      DELETE FROM totp.shown_recovery_codes WHERE account_id = $1""";

  private static final String MAKE = """
      INSERT INTO totp.recovery_code (id, account_id, index_part, sealed_hash, sealing_key_id, made_at)
      VALUES ($1, $2, $3, $4, $5, $6)""";

  private static final String KEEP_SHOWN = """
      INSERT INTO totp.shown_recovery_codes (id, account_id, session_id, sealed_codes, sealing_key_id, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6)""";

  /** $1 account, $2 session, $3 now, $4 new expiry, $5 an expiry that need not be renewed. */
  private static final String SHOW = """
      WITH found AS (
        SELECT * FROM totp.shown_recovery_codes WHERE account_id = $1 AND session_id = $2 AND expires_at > $3),
      prolonged AS (
        UPDATE totp.shown_recovery_codes SET expires_at = $4
        WHERE id IN (SELECT id FROM found) AND expires_at > $3 AND expires_at <= $5)
      SELECT * FROM found""";

  /** $1 account, $2 session, $3 the copy, $4 now. */
  private static final String HIDE = """
      WITH hidden AS (
        DELETE FROM totp.shown_recovery_codes WHERE account_id = $1 AND session_id = $2 AND id = $3
        RETURNING account_id)
      UPDATE totp.recovery_code SET saved_at = $4 WHERE account_id IN (SELECT account_id FROM hidden)""";

  /**
   * A stored code with the same index as the one that was typed.
   *
   * @param fits whether it is the code that was typed
   */
  record Candidate(UUID id, boolean fits, boolean used) {}

  /** @param codes in clear; only the session that made them is shown them */
  record Shown(UUID id, List<RecoveryCode> codes) {}

  private final Pool pool;
  private final SealedRecoveryCodes sealing;
  private final SecureRandom random;
  private final String charge;

  PgRecoveryStore(
      Pool pool, SealedRecoveryCodes sealing, GuessBudget budget, SecureRandom random) {
    this.pool = pool;
    this.sealing = sealing;
    this.random = random;
    this.charge = CHARGE.replace("COUNTED", budget.charge());
  }

  /** Counts a guess in a committed statement before it is looked at; empty: it was not counted. */
  Future<Optional<List<Candidate>>> charge(
      UUID accountId, UUID operationId, RecoveryCode code, Instant now, boolean knownBrowser) {
    return pool.preparedQuery(charge)
        .execute(Tuple.of(accountId, operationId, Sql.utc(now), knownBrowser, code.index()))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(candidates(rows, accountId, code)));
  }

  Future<List<Candidate>> candidates(UUID accountId, RecoveryCode code) {
    return pool.preparedQuery(CANDIDATES).execute(Tuple.of(accountId, code.index()))
        .map(rows -> candidates(rows, accountId, code));
  }

  private List<Candidate> candidates(RowSet<Row> rows, UUID accountId, RecoveryCode code) {
    List<Candidate> candidates = new ArrayList<>();
    for (Row row : rows) {
      if (row.getUUID("id") != null) {
        candidates.add(new Candidate(
            row.getUUID("id"), sealing.isOf(row, accountId, code), row.getOffsetDateTime("used_at") != null));
      }
    }
    return candidates;
  }

  /** Makes new codes, which invalidates all earlier ones, and stores them to be shown to that session. */
  Future<Void> make(SqlConnection connection, UUID accountId, UUID sessionId, Instant now) {
    List<RecoveryCode> codes =
        Stream.generate(() -> RecoveryCode.generate(random)).limit(RecoveryCode.MADE_AT_ONCE).toList();
    UUID shownId = id();
    Sealed shown = sealing.sealShown(accountId, shownId, codes);
    return drop(connection, accountId)
        .compose(dropped -> connection.preparedQuery(MAKE)
            .executeBatch(codes.stream().map(code -> row(accountId, code, now)).toList()))
        .compose(made -> connection.preparedQuery(KEEP_SHOWN).execute(Tuple.of(
            shownId, accountId, sessionId, SealedKeys.bytes(shown), shown.keyId(),
            Sql.utc(now.plus(Limit.PENDING_KEY_LIFE.duration())))))
        .mapEmpty();
  }

  private Tuple row(UUID accountId, RecoveryCode code, Instant now) {
    UUID id = id();
    Sealed hash = sealing.sealHash(accountId, id, code);
    return Tuple.of(id, accountId, code.index(), SealedKeys.bytes(hash), hash.keyId(), Sql.utc(now));
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  static Future<Void> drop(SqlConnection connection, UUID accountId) {
    return connection.preparedQuery(DROP_SHOWN).execute(Tuple.of(accountId))
        .compose(hidden -> connection.preparedQuery(DROP_CODES).execute(Tuple.of(accountId)))
        .mapEmpty();
  }

  /** The codes that this session made and has not saved; renews the time for which they can be shown. */
  Future<Optional<Shown>> shown(UUID accountId, UUID sessionId, Instant now) {
    return pool.preparedQuery(SHOW)
        .execute(Tuple.of(
            accountId, sessionId, Sql.utc(now), Sql.utc(now.plus(Limit.PENDING_KEY_LIFE.duration())),
            Sql.utc(now.plus(Limit.PENDING_KEY_LIFE.duration()).minus(PgEnrolmentStore.PROLONGED_EVERY))))
        .map(rows -> {
          if (rows.size() == 0) {
            return Optional.empty();
          }
          Row row = rows.iterator().next();
          return Optional.of(new Shown(row.getUUID("id"), sealing.openShown(row)));
        });
  }

  /** Deletes the copy that can be shown, since the codes are saved. */
  Future<Void> hide(UUID accountId, UUID sessionId, Shown shown, Instant now) {
    return pool.preparedQuery(HIDE)
        .execute(Tuple.of(accountId, sessionId, shown.id(), Sql.utc(now))).mapEmpty();
  }
}
