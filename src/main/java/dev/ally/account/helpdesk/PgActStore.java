package dev.ally.account.helpdesk;

import dev.ally.account.operator.PgLockStore;
import dev.ally.account.operator.PgOperatorActStore;
import dev.ally.account.person.OperatorSql;
import dev.ally.contract.account.ActOnAccount.Outcome;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What operators of the help desk do to accounts, in PostgreSQL.
 *
 * <p>An act is one transaction, which first holds the rows that allow it: the account that it is about, so that this
 * one joins no group meanwhile; the operator's session and membership, so that neither ends before the act does. What
 * it then reads is what holds until it commits.
 */
public final class PgActStore {
  private static final String HOLD_ACCOUNT = "SELECT FROM account.account WHERE id = $1 FOR UPDATE";

  /** $1 the operator's session, $2 the oldest code that is still good. */
  private static final String HOLD_OPERATOR = """
      SELECT coalesce(s.code_at > $2, false) AS recent
      FROM account.session s
      JOIN account.account a ON a.id = s.account_id
      JOIN account.account_group g ON g.account_id = a.id AND g.name = 'operators'
      WHERE s.id = $1 AND IS_OPEN
      FOR SHARE OF s, g""".replace("IS_OPEN", OperatorSql.opensHelpDesk("s", "a"));

  /** $1 account, $2 operation, $3 operator, $4 act. */
  private static final String ABOUT = """
      SELECT a.locked_at IS NOT NULL AS locked, IS_OPERATOR AS operator,
        EXISTS (
          SELECT FROM account.help_desk_act d
          WHERE d.operation_id = $2 AND d.account_id = a.id AND d.actor = $3 AND d.kind = $4) AS done,
        EXISTS (SELECT FROM account.help_desk_act d WHERE d.operation_id = $2) AS used
      FROM account.account a WHERE a.id = $1""".replace("IS_OPERATOR", OperatorSql.isOperator("a.id"));

  /** $1 operation, $2 account, $3 act, $4 operator, $5 reason, $6 request, $7 now. */
  private static final String RECORD = """
      INSERT INTO account.help_desk_act (operation_id, account_id, kind, actor, reason, request, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)""";

  /**
   * An act that an operator asks for.
   *
   * @param sessionId the operator's session
   * @param request the id of the HTTP request; empty: it is not known
   */
  record Asked(
      UUID operationId, UUID sessionId, UUID operatorId, UUID accountId, ActOnAccount.Act kind, String reason,
      String request) {
    PgLockStore.By by() {
      return new PgLockStore.By(operatorId.toString(), request, reason);
    }
  }

  /**
   * @param done whether this operation did this before
   * @param used whether it did anything before
   */
  private record About(boolean locked, boolean operator, boolean done, boolean used) {
    static About of(Row row) {
      return new About(
          row.getBoolean("locked"), row.getBoolean("operator"), row.getBoolean("done"), row.getBoolean("used"));
    }
  }

  private final Pool pool;

  public PgActStore(Pool pool) {
    this.pool = pool;
  }

  /** Why the act cannot be done, or that it need not; empty: it can, as far as one can tell without holding any row. */
  Future<Optional<Outcome>> hindrance(Asked asked) {
    return pool.withConnection(connection -> hindrance(connection, asked));
  }

  private static Future<Optional<Outcome>> hindrance(SqlConnection connection, Asked asked) {
    return connection.preparedQuery(ABOUT)
        .execute(Tuple.of(asked.accountId, asked.operationId, asked.operatorId, asked.kind.name()))
        .map(rows -> Sql.first(rows).map(About::of)
            .map(about -> hindrance(about, asked)).orElse(Optional.of(Outcome.NO_ACCOUNT)));
  }

  private static Optional<Outcome> hindrance(About about, Asked asked) {
    if (about.operator || asked.accountId.equals(asked.operatorId)) {
      return Optional.of(Outcome.OPERATORS_ACCOUNT);
    }
    if (about.used) {
      return Optional.of(about.done ? Outcome.DONE : Outcome.CLOSED);
    }
    return switch (asked.kind) {
      case MAIL_RESET -> about.locked ? Optional.of(Outcome.LOCKED) : Optional.empty();
      case LOCK -> about.locked ? Optional.of(Outcome.ALREADY) : Optional.empty();
      case UNLOCK -> about.locked ? Optional.empty() : Optional.of(Outcome.ALREADY);
      case END_SESSIONS, FACTOR_OFF, UNKNOWN -> Optional.empty();
    };
  }

  /**
   * Does the act, if the operator still may; repeating it under its operation's id does nothing.
   *
   * @return DONE, of FACTOR_OFF too, which is only recorded here: the switch under the same id follows
   */
  Future<Outcome> act(Asked asked, Instant now) {
    return pool.withTransaction(connection -> connection.preparedQuery(HOLD_ACCOUNT).execute(Tuple.of(asked.accountId))
        .compose(held -> connection.preparedQuery(HOLD_OPERATOR)
            .execute(Tuple.of(asked.sessionId, Sql.utc(PgOperatorStore.oldestCode(now)))))
        .map(rows -> Sql.first(rows).map(row -> row.getBoolean("recent")))
        .compose(recent -> recent.isEmpty() ? Future.succeededFuture(Outcome.CLOSED)
            : recent.get() ? actHeld(connection, asked, now)
            : Future.succeededFuture(Outcome.CODE_NEEDED)));
  }

  private static Future<Outcome> actHeld(SqlConnection connection, Asked asked, Instant now) {
    return hindrance(connection, asked).compose(hindrance -> hindrance.isPresent()
        ? Future.succeededFuture(hindrance.get())
        : change(connection, asked, now).compose(changed -> changed
            ? record(connection, asked, now).map(Outcome.DONE)
            : Future.succeededFuture(Outcome.ALREADY)));
  }

  /** False: there was nothing to change. */
  private static Future<Boolean> change(SqlConnection connection, Asked asked, Instant now) {
    return switch (asked.kind) {
      case END_SESSIONS -> PgOperatorActStore.endSessions(connection, asked.accountId, asked.by(), now);
      case MAIL_RESET -> PgOperatorActStore.mailReset(
          connection, asked.operationId, asked.accountId, asked.by(), now);
      case LOCK -> PgLockStore.lock(connection, asked.accountId, asked.by(), now);
      case UNLOCK -> PgLockStore.unlock(connection, asked.accountId, asked.by(), now);
      case FACTOR_OFF -> Future.succeededFuture(true);
      case UNKNOWN -> Future.succeededFuture(false);
    };
  }

  private static Future<Void> record(SqlConnection connection, Asked asked, Instant now) {
    return connection.preparedQuery(RECORD)
        .execute(Tuple.of(
            asked.operationId, asked.accountId, asked.kind.name(), asked.operatorId, asked.reason, asked.request,
            Sql.utc(now)))
        .mapEmpty();
  }
}
