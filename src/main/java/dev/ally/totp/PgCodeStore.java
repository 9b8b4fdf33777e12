package dev.ally.totp;

import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.database.Sql;
import dev.ally.totp.rules.Authenticator;
import dev.ally.totp.rules.GuessBudget;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Confirmed authenticators, the guesses at their codes and the outcomes of operations, in PostgreSQL.
 *
 * <p>Every race is decided by one statement: its row count is the verdict.
 */
final class PgCodeStore {
  /**
   * Counts a guess before it is looked at, and returns the authenticators that it is compared with. Parameters:
   * GuessBudget.charge().
   */
  private static final String CHARGE = """
      WITH charged AS (COUNTED)
      SELECT a.* FROM charged JOIN totp.authenticator a USING (account_id) WHERE a.digits = $5""";

  private static final String AUTHENTICATORS =
      "SELECT * FROM totp.authenticator WHERE account_id = $1 AND digits = $2::int";

  private static final String HAS = "SELECT FROM totp.authenticator WHERE account_id = $1 AND id = $2";

  /**
   * Spends a step, refunds the guess and ends the wait. $1 account, $2 operation, $3 now, $4 authenticator, $5 step. No
   * row: the step was spent before. The row says whether the account's recovery codes are void.
   */
  private static final String ACCEPT = """
      WITH spent AS (
        UPDATE totp.authenticator SET last_step = $5, last_used_at = $3
        WHERE id = $4 AND account_id = $1 AND last_step < $5
        RETURNING id),
      refunded AS (REFUNDED AND EXISTS (SELECT FROM spent)),
      decided AS (
        INSERT INTO totp.operation (id, account_id, outcome, decided_at)
        SELECT $2, $1, 'ACCEPTED', $3 FROM spent
        ON CONFLICT DO NOTHING)
      SELECT EXISTS (SELECT FROM totp.void_recovery_codes WHERE account_id = $1) AS recovery_codes_void
      FROM spent""";

  /** Grants fresh guesses of both kinds. A row: they were granted. */
  private static final String GRANT = """
      WITH codes AS (CODES), recovery_codes AS (RECOVERY_CODES)
      SELECT account_id FROM codes UNION SELECT account_id FROM recovery_codes""";

  /** $1 operation, $2 account, $3 outcome, $4 now. No row: the operation was decided before. */
  static final String DECIDE = """
      INSERT INTO totp.operation (id, account_id, outcome, decided_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT DO NOTHING RETURNING id""";

  private static final String BY_RECOVERY_CODE = "SELECT FROM totp.operation WHERE id = $1 AND by_recovery_code";
  private static final String OUTCOME = "SELECT outcome FROM totp.operation WHERE id = $1";

  /** Every row also has the number of unused recovery codes, and whether any was never confirmed as saved. */
  private static final String FIND = """
      SELECT id, name, digits, confirmed_at, last_used_at,
        (SELECT count(*)::int FROM totp.recovery_code WHERE account_id = $1 AND used_at IS NULL) AS recovery_codes,
        EXISTS (SELECT FROM totp.recovery_code WHERE account_id = $1 AND saved_at IS NULL) AS unsaved
      FROM totp.authenticator WHERE account_id = $1
      ORDER BY confirmed_at, id""";

  private static final String ENROLLED = "SELECT DISTINCT account_id FROM totp.authenticator WHERE account_id = ANY ($1)";

  /**
   * Why a guess was not counted.
   *
   * @param outcome of the operation, if it was decided before
   * @param digits how many the codes of each authenticator have; none: the account has no second factor
   * @param chargedAt when the operation was counted before
   * @param freeAt when the next guess is allowed
   */
  record Standing(
      Optional<OperationOutcome> outcome, Set<Integer> digits, Optional<Instant> chargedAt, Optional<Instant> freeAt) {}

  private final Pool pool;
  private final SealedKeys keys;
  private final String charge;
  private final String accept;
  private final String grant;
  private final Map<GuessBudget.Kind, GuessBudget> budgets = new EnumMap<>(GuessBudget.Kind.class);

  PgCodeStore(Pool pool, SealedKeys keys) {
    this.pool = pool;
    this.keys = keys;
    for (GuessBudget.Kind kind : GuessBudget.Kind.values()) {
      budgets.put(kind, new GuessBudget(kind));
    }
    GuessBudget ofCodes = budgets.get(GuessBudget.Kind.CODES);
    this.charge = CHARGE.replace("COUNTED", ofCodes.charge());
    this.accept = ACCEPT.replace("REFUNDED", ofCodes.refundAndClear());
    this.grant = GRANT
        .replace("RECOVERY_CODES", budgets.get(GuessBudget.Kind.RECOVERY_CODES).grant())
        .replace("CODES", ofCodes.grant());
  }

  /** Those of the accounts that have an authenticator. */
  Future<Set<UUID>> enrolled(List<UUID> accountIds) {
    return pool.preparedQuery(ENROLLED).execute(Tuple.of((Object) accountIds.toArray(UUID[]::new))).map(rows -> {
      Set<UUID> enrolled = new HashSet<>();
      rows.forEach(row -> enrolled.add(row.getUUID("account_id")));
      return enrolled;
    });
  }

  /** The state of the account's second factor, without secrets. */
  Future<FindAuthenticators.Answer> find(UUID accountId) {
    return pool.preparedQuery(FIND).execute(Tuple.of(accountId)).map(rows -> {
      List<LinkedAuthenticator> all = new ArrayList<>();
      int recoveryCodes = 0;
      boolean unsaved = false;
      for (Row row : rows) {
        recoveryCodes = row.getInteger("recovery_codes");
        unsaved = row.getBoolean("unsaved");
        all.add(new LinkedAuthenticator(
            row.getUUID("id"),
            row.getString("name"),
            Sql.instant(row, "confirmed_at").orElseThrow(),
            Sql.instant(row, "last_used_at").orElseThrow(),
            row.getInteger("digits")));
      }
      return FindAuthenticators.Answer.of(all, recoveryCodes, unsaved);
    });
  }

  /**
   * Counts a guess in a committed statement before it is looked at; empty: it was not counted.
   *
   * @param digits how many were typed
   * @return the authenticators whose codes have so many digits
   */
  Future<List<Authenticator>> charge(
      UUID accountId, UUID operationId, Instant now, boolean knownBrowser, int digits) {
    return pool.preparedQuery(charge)
        .execute(Tuple.of(accountId, operationId, Sql.utc(now), knownBrowser, digits))
        .map(this::authenticators);
  }

  /** Grants an account fresh guesses of both kinds; false: it got some within 30 days, or has no authenticator. */
  Future<Boolean> grantFreshGuesses(UUID accountId, Instant now) {
    return pool.preparedQuery(grant).execute(Tuple.of(accountId, Sql.utc(now))).map(rows -> rows.size() > 0);
  }

  Future<Standing> standing(UUID accountId, UUID operationId, GuessBudget.Kind kind, boolean knownBrowser) {
    Tuple parameters = Tuple.of(accountId, operationId, knownBrowser);
    return pool.preparedQuery(budgets.get(kind).standing()).execute(parameters).map(rows -> {
      Row row = rows.iterator().next();
      return new Standing(
          Optional.ofNullable(row.getString("outcome")).map(OperationOutcome::of),
          Set.of(row.getArrayOfIntegers("digits")),
          Sql.instant(row, "charged_at"),
          Sql.instant(row, "free_at"));
    });
  }

  /** The authenticators whose codes have so many digits. */
  Future<List<Authenticator>> authenticators(UUID accountId, int digits) {
    return pool.preparedQuery(AUTHENTICATORS).execute(Tuple.of(accountId, digits)).map(this::authenticators);
  }

  /** The outcome of the operation, if it was decided. */
  Future<Optional<OperationOutcome>> outcome(UUID operationId) {
    return pool.preparedQuery(OUTCOME).execute(Tuple.of(operationId))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(outcome(rows)));
  }

  /** Whether the account has this authenticator. */
  Future<Boolean> has(UUID accountId, UUID authenticatorId) {
    return pool.preparedQuery(HAS).execute(Tuple.of(accountId, authenticatorId)).map(rows -> rows.size() == 1);
  }

  /** @param recoveryCodesVoid whether a restore has made the account's recovery codes void */
  record Accepted(boolean recoveryCodesVoid) {}

  /** Spends this step and every one before it. Empty: it was spent already. */
  Future<Optional<Accepted>> accept(UUID accountId, UUID operationId, UUID authenticatorId, long step, Instant now) {
    return pool.preparedQuery(accept)
        .execute(Tuple.of(accountId, operationId, Sql.utc(now), authenticatorId, step))
        .map(rows -> Sql.first(rows).map(row -> new Accepted(row.getBoolean("recovery_codes_void"))));
  }

  /** Refunds the guess of a spent code; only for the request that was charged. */
  Future<Void> refund(UUID accountId, UUID operationId, GuessBudget.Kind kind) {
    return pool.preparedQuery(budgets.get(kind).refund()).execute(Tuple.of(accountId, operationId)).mapEmpty();
  }

  /** Decides an operation, unless it was decided before; returns its outcome. */
  Future<OperationOutcome> decide(UUID operationId, UUID accountId, OperationOutcome outcome, Instant now) {
    return pool.withConnection(connection -> decide(connection, operationId, accountId, outcome, now));
  }

  /** Whether a recovery code was spent for it. */
  Future<Boolean> isByRecoveryCode(UUID operationId) {
    return pool.preparedQuery(BY_RECOVERY_CODE).execute(Tuple.of(operationId)).map(rows -> rows.size() == 1);
  }

  static Future<OperationOutcome> decide(
      SqlConnection connection, UUID operationId, UUID accountId, OperationOutcome outcome, Instant now) {
    return connection.preparedQuery(DECIDE)
        .execute(Tuple.of(operationId, accountId, outcome.name(), Sql.utc(now)))
        .compose(rows -> rows.size() == 1
            ? Future.succeededFuture(outcome)
            : connection.preparedQuery(OUTCOME)
                .execute(Tuple.of(operationId))
                .map(PgCodeStore::outcome));
  }

  private static OperationOutcome outcome(RowSet<Row> rows) {
    return OperationOutcome.of(rows.iterator().next().getString("outcome"));
  }

  private List<Authenticator> authenticators(RowSet<Row> rows) {
    return Sql.all(rows, row -> new Authenticator(row.getUUID("id"), keys.open(row), row.getLong("last_step")));
  }
}
