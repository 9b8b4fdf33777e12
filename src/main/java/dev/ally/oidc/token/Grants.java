package dev.ally.oidc.token;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Ends what applications were given, and tells which applications a session or an account has used. A grant that was
 * ended gives no tokens, and its access tokens open nothing.
 */
public final class Grants {
  private static final String END_OF_SESSION = """
      UPDATE oidc.application_grant SET ended_at = $2
      WHERE sid = $1 AND ends_with_session AND ended_at IS NULL""";
  private static final String END_OF_ACCOUNT =
      "UPDATE oidc.application_grant SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL";
  private static final String END_OF_CLIENT = """
      WITH agreed AS (DELETE FROM oidc.consent WHERE account_id = $1 AND client_id = $3)
      UPDATE oidc.application_grant SET ended_at = $2
      WHERE account_id = $1 AND client_id = $3 AND ended_at IS NULL""";
  private static final String FORGET = """
      WITH agreed AS (DELETE FROM oidc.consent WHERE account_id = $1)
      DELETE FROM oidc.application_grant WHERE account_id = $1""";

  private static final String USED_BY_SESSION = """
      SELECT DISTINCT client_id, account_id, sid FROM oidc.application_grant
      WHERE sid = $1 AND redeemed_at IS NOT NULL ORDER BY client_id""";
  private static final String USED_BY_ACCOUNT = """
      SELECT DISTINCT client_id, account_id, sid FROM oidc.application_grant
      WHERE account_id = $1 AND redeemed_at IS NOT NULL ORDER BY client_id, sid""";

  private static final String HELD = """
      SELECT client_id, sid, scopes, made_at, GREATEST(made_at, refreshed_at) AS used_at, offline, ends_with_session
      FROM oidc.application_grant
      WHERE account_id = $1 AND redeemed_at IS NOT NULL AND ended_at IS NULL ORDER BY made_at""";

  private final Pool pool;
  private final Clock clock;

  public Grants(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** An application that a session has used: it was given an id token or an access token. */
  public record ClientUse(String clientId, UUID accountId, UUID sid) {}

  /**
   * What an application was given at a login and may still have.
   *
   * @param usedAt the login, or the latest refresh
   * @param offline whether it was given {@code offline_access}
   * @param endsWithSession whether it ends with the session, at the latest
   */
  public record Held(
      String clientId, UUID sid, Set<String> scopes, Instant madeAt, Instant usedAt, boolean offline,
      boolean endsWithSession) {}

  /** Ends what was given in this session without {@code offline_access}, and all of clients that ask for that. */
  public Future<Void> endOfSession(UUID sid) {
    return pool.preparedQuery(END_OF_SESSION).execute(Tuple.of(sid, now())).mapEmpty();
  }

  /** Ends everything that was given of this account; what its owner agreed to remains. */
  public Future<Void> endOfAccount(UUID accountId) {
    return pool.preparedQuery(END_OF_ACCOUNT).execute(Tuple.of(accountId, now())).mapEmpty();
  }

  /** Takes back everything that one application has of this account, and the consent. */
  public Future<Void> endOfClient(UUID accountId, String clientId) {
    return pool.preparedQuery(END_OF_CLIENT).execute(Tuple.of(accountId, now(), clientId)).mapEmpty();
  }

  /** Deletes everything about an account that is no more; {@link #clientsOfAccount} knows nothing of it afterwards. */
  public Future<Void> forget(UUID accountId) {
    return pool.preparedQuery(FORGET).execute(Tuple.of(accountId)).mapEmpty();
  }

  /** The applications that this session has used, until three days after the last login to each. */
  public Future<List<ClientUse>> clientsOfSession(UUID sid) {
    return uses(USED_BY_SESSION, sid);
  }

  /** The applications that the sessions of this account have used, each session by itself. */
  public Future<List<ClientUse>> clientsOfAccount(UUID accountId) {
    return uses(USED_BY_ACCOUNT, accountId);
  }

  /**
   * What applications were given of this account, the oldest first. Whether the account stands and a session is open is
   * not looked at.
   */
  public Future<List<Held>> held(UUID accountId) {
    return pool.preparedQuery(HELD).mapping(Grants::held).execute(Tuple.of(accountId))
        .map(rows -> rows.stream().toList());
  }

  private Future<List<ClientUse>> uses(String sql, UUID id) {
    return pool.preparedQuery(sql)
        .mapping(row -> new ClientUse(row.getString("client_id"), row.getUUID("account_id"), row.getUUID("sid")))
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().toList());
  }

  private static Held held(Row row) {
    return new Held(
        row.getString("client_id"), row.getUUID("sid"), new TreeSet<>(Set.of(row.getArrayOfStrings("scopes"))),
        row.getOffsetDateTime("made_at").toInstant(), row.getOffsetDateTime("used_at").toInstant(),
        row.getBoolean("offline"), row.getBoolean("ends_with_session"));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
