package dev.ally.oidc.token;

import dev.ally.config.Limit;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Grants and their tokens in PostgreSQL. Each change that may be raced is one statement, whose row count decides. */
final class PgGrantStore {
  private static final String FIND = "SELECT * FROM oidc.application_grant WHERE id = $1";

  /**
   * Issues an access token for each row of a statement named {@code used}; again for the same one where the same
   * operation is asked again.
   */
  private static final String ISSUE = """
      INSERT INTO oidc.access_token AS t (token_hash, grant_id, scopes, expires_at)
      SELECT $2, id, $3, $4 FROM used
      ON CONFLICT (token_hash) DO UPDATE SET expires_at = t.expires_at""";

  /** $1 grant, $2 to $4 as ISSUE has them, $5 operation, $6 now, $7 hash of the refresh token, $8 kept until. */
  private static final String REDEEM = """
      WITH used AS (
        UPDATE oidc.application_grant
        SET redeemed_by = $5, redeemed_at = $6, refresh_hash = $7, refreshed_at = $6, kept_until = $8
        WHERE id = $1 AND redeemed_by IS NULL AND ended_at IS NULL RETURNING id)
      """ + ISSUE;

  /** The same, but $5 the hash of the present refresh token. */
  private static final String ROTATE = """
      WITH used AS (
        UPDATE oidc.application_grant
        SET refresh_number = refresh_number + 1, refresh_hash = $7, refreshed_at = $6, kept_until = $8
        WHERE id = $1 AND refresh_hash = $5 AND ended_at IS NULL RETURNING id)
      """ + ISSUE;

  /** Without a successor: $5 the hash of the present refresh token, $6 now, $7 kept until. */
  private static final String KEEP = """
      WITH used AS (
        UPDATE oidc.application_grant SET refreshed_at = $6, kept_until = $7
        WHERE id = $1 AND refresh_hash = $5 AND ended_at IS NULL RETURNING id)
      """ + ISSUE;

  /** For a predecessor, while its successor is unused: $5 the hash of that. */
  private static final String REPEAT = """
      WITH used AS (
        SELECT id FROM oidc.application_grant
        WHERE id = $1 AND refresh_hash = $5 AND ended_at IS NULL FOR UPDATE)
      """ + ISSUE;

  private static final String END =
      "UPDATE oidc.application_grant SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
  private static final String END_FOR_REUSE = """
      UPDATE oidc.application_grant SET ended_at = $2, reuse_untold = true WHERE id = $1 AND ended_at IS NULL""";
  private static final String UNTOLD =
      "SELECT * FROM oidc.application_grant WHERE reuse_untold ORDER BY id LIMIT $1";
  private static final String TOLD = "UPDATE oidc.application_grant SET reuse_untold = false WHERE id = $1";

  private static final String FIND_ACCESS = """
      SELECT t.scopes AS token_scopes, t.expires_at AS token_expires_at, g.*
      FROM oidc.access_token t JOIN oidc.application_grant g ON g.id = t.grant_id WHERE t.token_hash = $1""";
  private static final String DROP_ACCESS = "DELETE FROM oidc.access_token WHERE token_hash = $1";

  private final Pool pool;

  PgGrantStore(Pool pool) {
    this.pool = pool;
  }

  /** An access token that is to be issued. */
  record NewAccess(Buffer hash, List<String> scopes, Instant expiresAt) {}

  /** An access token that was issued; its grant may have ended. */
  record Access(Grant grant, List<String> scopes, Instant expiresAt) {}

  Future<Optional<Grant>> find(UUID id) {
    return pool.preparedQuery(FIND).execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(grant(rows.iterator().next())));
  }

  /**
   * Exchanges the code.
   *
   * @param refreshHash of the first refresh token; empty: there is none
   * @return false: the code was exchanged before, or the grant has ended
   */
  Future<Boolean> redeem(Grant grant, NewAccess access, UUID operationId, Optional<Buffer> refreshHash, Instant now) {
    return changed(REDEEM, grant, access, operationId, Sql.utc(now), refreshHash.orElse(null),
        refreshHash.isEmpty() ? keptForLogout(grant.madeAt()) : keptForRefresh(grant.madeAt(), now));
  }

  /** Replaces the present refresh token by the next; false: it was not the present one any more. */
  Future<Boolean> rotate(Grant grant, NewAccess access, Buffer present, Buffer next, Instant now) {
    return changed(ROTATE, grant, access, present, Sql.utc(now), next, keptForRefresh(grant.madeAt(), now));
  }

  /** Uses the present refresh token, which stays; false: it was not the present one any more. */
  Future<Boolean> keep(Grant grant, NewAccess access, Buffer present, Instant now) {
    return changed(KEEP, grant, access, present, Sql.utc(now), keptForRefresh(grant.madeAt(), now));
  }

  /** Issues an access token beside a refresh token that was already given; false: that one has been used since. */
  Future<Boolean> repeat(Grant grant, NewAccess access, RefreshToken successor, Tokens tokens) {
    return changed(REPEAT, grant, access, successor.hash(tokens));
  }

  Future<Void> end(UUID id, Instant now) {
    return pool.preparedQuery(END).execute(Tuple.of(id, Sql.utc(now))).mapEmpty();
  }

  /** Ends the family, and notes that the person is to be told; false: it had ended before. */
  Future<Boolean> endForReuse(UUID id, Instant now) {
    return pool.preparedQuery(END_FOR_REUSE).execute(Tuple.of(id, Sql.utc(now))).map(ended -> ended.rowCount() == 1);
  }

  /** Some of the grants that ended by a reuse that the person was not told of yet. */
  Future<List<Grant>> untold(int most) {
    return pool.preparedQuery(UNTOLD).mapping(PgGrantStore::grant).execute(Tuple.of(most))
        .map(rows -> rows.stream().toList());
  }

  Future<Void> told(UUID id) {
    return pool.preparedQuery(TOLD).execute(Tuple.of(id)).mapEmpty();
  }

  Future<Optional<Access>> findAccess(Buffer hash) {
    return pool.preparedQuery(FIND_ACCESS).execute(Tuple.of(hash))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(access(rows.iterator().next())));
  }

  Future<Void> dropAccess(Buffer hash) {
    return pool.preparedQuery(DROP_ACCESS).execute(Tuple.of(hash)).mapEmpty();
  }

  private Future<Boolean> changed(String sql, Grant grant, NewAccess access, Object... more) {
    Tuple tuple = Tuple.of(grant.id(), access.hash, access.scopes.toArray(String[]::new), Sql.utc(access.expiresAt));
    for (Object value : more) {
      tuple.addValue(value);
    }
    return pool.preparedQuery(sql).execute(tuple).map(issued -> issued.rowCount() == 1);
  }

  /** Until the session is certainly over, and two days: the application is to be told of a logout. */
  private static LocalDate keptForLogout(Instant made) {
    return day(made.plus(Limit.SESSION_LIFE.duration()).plus(Duration.ofDays(2)));
  }

  private static LocalDate keptForRefresh(Instant made, Instant used) {
    Instant unused = used.plus(Limit.REFRESH_TOKEN_UNUSED.duration());
    Instant whole = made.plus(Limit.REFRESH_TOKEN_LIFE.duration());
    return day(unused.isBefore(whole) ? unused : whole);
  }

  private static LocalDate day(Instant after) {
    return LocalDate.ofInstant(after, ZoneOffset.UTC).plusDays(1);
  }

  private static Access access(Row row) {
    return new Access(
        grant(row), List.of(row.getArrayOfStrings("token_scopes")),
        row.getOffsetDateTime("token_expires_at").toInstant());
  }

  private static Grant grant(Row row) {
    return new Grant(
        row.getUUID("id"), row.getString("client_id"), row.getUUID("account_id"), row.getUUID("sid"),
        row.getUUID("login_id"), row.getInteger("generation"), row.getOffsetDateTime("auth_time").toInstant(),
        row.getBoolean("second_factor"), row.getString("acr"), List.of(row.getArrayOfStrings("scopes")),
        List.of(row.getArrayOfStrings("id_token_claims")), List.of(row.getArrayOfStrings("user_info_claims")),
        row.getString("nonce"), row.getString("redirect_uri"), row.getString("code_challenge"),
        row.getBuffer("code_hash"), row.getOffsetDateTime("made_at").toInstant(),
        Optional.ofNullable(row.getUUID("redeemed_by")), instant(row, "redeemed_at"), row.getBoolean("offline"),
        row.getInteger("refresh_number"),
        Optional.ofNullable(row.getBuffer("refresh_hash")).orElseGet(Buffer::buffer), instant(row, "refreshed_at"),
        row.getOffsetDateTime("ended_at") != null);
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime at = row.getOffsetDateTime(column);
    return at == null ? Instant.EPOCH : at.toInstant();
  }
}
