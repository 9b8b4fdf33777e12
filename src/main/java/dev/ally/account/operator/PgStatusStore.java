package dev.ally.account.operator;

import dev.ally.account.person.AddressSql;
import dev.ally.account.rules.EmailAddress;
import dev.ally.config.Limit;
import dev.ally.contract.account.Person;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The state of an account, for the operator, in PostgreSQL. */
public final class PgStatusStore {
  /** $1 address or id, $2 the oldest last use and $3 the oldest start of a session that is still open. */
  private static final String STATUS = """
      SELECT a.id, a.email, a.name, a.created_at, a.locked_at,
        (SELECT count(*)::int FROM account.session s
          WHERE s.account_id = a.id AND s.last_seen_at > $2 AND s.created_at > $3) AS sessions,
        greatest(
          (SELECT max(last_login_at) FROM account.known_browser WHERE account_id = a.id),
          (SELECT max(at) FROM account.activity
            WHERE account_id = a.id AND what IN ('SIGN_UP', 'LOGIN_PASSWORD', 'LOGIN_CODE'))) AS last_login,
        ARRAY(SELECT g.name FROM account.account_group g WHERE g.account_id = a.id) AS groups
      FROM account.account a WHERE a.id = ACCOUNT""";

  private static final String OF_ADDRESS = STATUS.replace("ACCOUNT", AddressSql.accountOf("$1"));
  private static final String OF_ID = STATUS.replace("ACCOUNT", "$1");

  /** The state that {@code account} knows. */
  public record Known(
      Person person, Instant since, int sessions, Optional<Instant> lastLogin, Optional<Instant> lockedSince,
      Set<String> groups) {}

  private final Pool pool;

  public PgStatusStore(Pool pool) {
    this.pool = pool;
  }

  Future<Optional<Known>> find(EmailAddress email, Instant now) {
    return find(OF_ADDRESS, AddressSql.parameter(email), now);
  }

  public Future<Optional<Known>> find(UUID accountId, Instant now) {
    return find(OF_ID, accountId, now);
  }

  private Future<Optional<Known>> find(String sql, Object account, Instant now) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(
            account, Sql.utc(now.minus(Limit.SESSION_IDLE.duration())),
            Sql.utc(now.minus(Limit.SESSION_LIFE.duration()))))
        .map(rows -> Sql.first(rows).map(PgStatusStore::known));
  }

  private static Known known(Row row) {
    return new Known(
        new Person(row.getUUID("id"), row.getString("email"), row.getString("name")),
        Sql.instant(row, "created_at").orElseThrow(),
        row.getInteger("sessions"),
        Sql.instant(row, "last_login"),
        Sql.instant(row, "locked_at"),
        Set.of(row.getArrayOfStrings("groups")));
  }
}
