package dev.ally.oidc.token;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What applications were given, and what they may have once and for all. */
public final class Grants {
  /** A person may have many thousands of one application, so they are summed up where they are. */
  private static final String HELD = """
      SELECT client_id, array_agg(DISTINCT scope) AS scopes, min(made_at) AS made_at,
        max(refreshed_at) AS used_at, bool_and(ends_with_session) AS ends_with_session
      FROM (
        SELECT client_id, scopes, min(made_at) AS made_at, max(refreshed_at) AS refreshed_at,
          bool_and(ends_with_session) AS ends_with_session
        FROM oidc.application_grant
        WHERE account_id = $1 AND generation = $2 AND redeemed_at IS NOT NULL AND ended_at IS NULL
        GROUP BY client_id, scopes) AS held, unnest(scopes) AS scope
      GROUP BY client_id ORDER BY min(made_at), client_id""";

  private static final String AGREED = "SELECT client_id, scopes, given_at FROM oidc.consent WHERE account_id = $1";

  private final Pool pool;

  public Grants(Pool pool) {
    this.pool = pool;
  }

  /**
   * What an application was given at logins and may still have.
   *
   * @param madeAt the first of the logins
   * @param usedAt the latest login or refresh
   * @param endsWithSession whether all of it ends with sessions, at the latest
   */
  public record Held(String clientId, Set<String> scopes, Instant madeAt, Instant usedAt, boolean endsWithSession) {}

  /** The scopes that an application has once and for all. */
  public record Agreed(String clientId, Set<String> scopes, Instant at) {}

  /**
   * What each application was given of this account, the oldest first. Whether a session is still open is not looked at.
   *
   * @param generation what was given before it was raised opens nothing
   */
  public Future<List<Held>> held(UUID accountId, int generation) {
    return pool.preparedQuery(HELD).mapping(Grants::held).execute(Tuple.of(accountId, generation))
        .map(rows -> rows.stream().toList());
  }

  /** What the person agreed to once and for all. */
  public Future<List<Agreed>> agreed(UUID accountId) {
    return pool.preparedQuery(AGREED)
        .mapping(row -> new Agreed(
            row.getString("client_id"), Set.of(row.getArrayOfStrings("scopes")),
            row.getOffsetDateTime("given_at").toInstant()))
        .execute(Tuple.of(accountId))
        .map(rows -> rows.stream().toList());
  }

  private static Held held(Row row) {
    return new Held(
        row.getString("client_id"), Set.of(row.getArrayOfStrings("scopes")),
        row.getOffsetDateTime("made_at").toInstant(), row.getOffsetDateTime("used_at").toInstant(),
        row.getBoolean("ends_with_session"));
  }
}
