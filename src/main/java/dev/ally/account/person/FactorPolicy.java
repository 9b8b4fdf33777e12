package dev.ally.account.person;

import dev.ally.contract.account.FactorRequirement;
import dev.ally.database.Sql;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * From when on an account needs a second factor: by the setting, or by one of its groups; the earlier counts. It stands in
 * the statements that ask about sessions, so that it holds at every question, and by the database's clock.
 *
 * @param everyoneFrom from when on every account needs one; empty: the setting demands none
 */
public record FactorPolicy(Optional<Instant> everyoneFrom) {
  private static final String REQUIRED_FROM = """
      least(PARAMETER::timestamptz, (
        SELECT min(r.required_from) FROM account.account_group g JOIN account.group_requirement r ON r.name = g.name
        WHERE g.account_id = ACCOUNT.id))""";

  /** Whether a code was given in the session, for as long as two-factor is on. */
  private static final String PROVEN = "(SESSION.second_factor AND coalesce(ACCOUNT.two_factor, true))";

  /**
   * An expression: from when on the account needs a second factor, or null.
   *
   * @param account the name of the account's row in the statement
   * @param parameter the {@link #parameter} in the statement, such as {@code $4}
   */
  public static String requiredFrom(String account, String parameter) {
    return REQUIRED_FROM.replace("ACCOUNT", account).replace("PARAMETER", parameter);
  }

  /** An expression: whether the session is one with a second factor. */
  public static String proven(String session, String account) {
    return PROVEN.replace("SESSION", session).replace("ACCOUNT", account);
  }

  /** An expression: whether the session is held, because its account needs a second factor and none was given in it. */
  public static String held(String session, String account, String parameter) {
    return "(coalesce(" + requiredFrom(account, parameter) + " <= now(), false)"
        + " AND NOT " + proven(session, account) + ")";
  }

  /** What a statement gets for the setting. */
  public Object parameter() {
    return everyoneFrom.map(Sql::utc).orElse(null);
  }

  /** Of a row with {@code required_from}, and with the database's time as {@code asked_at}. */
  public static Optional<FactorRequirement> requirement(Row row) {
    Instant now = Sql.instant(row, "asked_at").orElseThrow();
    return Sql.instant(row, "required_from").map(from -> FactorRequirement.at(now, from));
  }
}
