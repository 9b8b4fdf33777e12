package dev.ally.oidc.authorize;

import dev.ally.config.Limit;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.database.Sql;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.AuthorizationCode;
import dev.ally.oidc.token.Scope;
import dev.ally.oidc.token.Tokens;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Answers authorization requests with new grants, and remembers consents, in PostgreSQL. */
final class PgNewGrantStore {
  /** $1 account, $2 client, $3 session, $4 login, $5 an hour ago, $6 so many grants and no more. */
  private static final String FACTS = """
      SELECT (SELECT scopes FROM oidc.consent WHERE account_id = $1 AND client_id = $2) AS agreed,
        EXISTS (SELECT FROM oidc.application_grant WHERE sid = $3 AND client_id = $2 AND login_id = $4) AS noted,
        (SELECT count(*) FROM (
          SELECT FROM oidc.application_grant WHERE account_id = $1 AND made_at > $5 LIMIT $6) AS made) AS lately""";

  private static final String ANSWER_PARKED = """
      UPDATE oidc.authorization_request SET answered_by = $2
      WHERE token_hash = $1 AND answered_by IS NULL RETURNING 1""";

  /** Where another node has parked it for the same operation meanwhile, it answers that. $24 and on: the request. */
  private static final String ANSWER_NEW = """
      INSERT INTO oidc.authorization_request AS r
        (token_hash, client_id, demand, pushed, answered_by, login_id, begun_at, expires_at)
      VALUES ($1, $5, $24, false, $2, $25, $26, $27)
      ON CONFLICT (token_hash) DO UPDATE SET answered_by = $2
      WHERE r.answered_by IS NULL RETURNING 1""";

  /**
   * One request gives one code, however many ask at once. $1 hash of the request, $2 operation, $3 now, $4 grant, $5
   * client, $6 account, $7 what is agreed to (null: nothing is to be remembered), $8 and on: the grant.
   */
  private static final String GRANT = """
      WITH answered AS (
        ANSWER),
      agreed AS (
        INSERT INTO oidc.consent AS c (account_id, client_id, scopes, given_at)
        SELECT $6, $5, $7::text[], $3 FROM answered WHERE $7::text[] IS NOT NULL
        ON CONFLICT (account_id, client_id) DO UPDATE
        SET scopes = ARRAY(SELECT DISTINCT unnest(c.scopes || excluded.scopes)), given_at = excluded.given_at)
      INSERT INTO oidc.application_grant (
        id, client_id, account_id, made_at, sid, login_id, generation, auth_time, second_factor, acr, scopes,
        id_token_claims, user_info_claims, nonce, redirect_uri, code_challenge, code_hash, offline, ends_with_session,
        kept_until)
      SELECT $4, $5, $6, $3, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
      FROM answered""";

  private static final String GRANT_PARKED = GRANT.replace("ANSWER", ANSWER_PARKED);
  private static final String GRANT_NEW = GRANT.replace("ANSWER", ANSWER_NEW);

  private final Pool pool;

  PgNewGrantStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * What is known of a person and a client.
   *
   * @param agreed the scopes that the person has agreed to before
   * @param isNoted whether this login to the application stands in the activity log
   * @param isTooMany whether the account was granted as much in this hour as it may be
   */
  record Facts(Set<String> agreed, boolean isNoted, boolean isTooMany) {
    static final Facts NONE = new Facts(Set.of(), false, false);
  }

  /**
   * A login to an application that is to be answered with a code.
   *
   * @param isNew whether the request is not parked yet
   */
  record NewGrant(
      PgRequestStore.Parked parked, boolean isNew, Client client, Login login, Set<String> toRemember,
      AuthorizationCode code, UUID operationId) {}

  Future<Facts> facts(Login login, String clientId, Instant now) {
    int most = Limit.GRANTS_OF_ACCOUNT.count();
    return pool.preparedQuery(FACTS)
        .execute(Tuple.of(
            login.accountId(), clientId, login.sid(), login.login(), Sql.utc(now.minus(Duration.ofHours(1))), most))
        .map(rows -> facts(rows.iterator().next(), most));
  }

  private static Facts facts(Row row, int most) {
    String[] agreed = row.getArrayOfStrings("agreed");
    return new Facts(
        agreed == null ? Set.of() : Set.of(agreed), row.getBoolean("noted"), row.getLong("lately") >= most);
  }

  /** Answers the request with a code; false: it has an answer. */
  Future<Boolean> grant(NewGrant grant, Tokens tokens, Instant now) {
    CheckedDemand demand = grant.parked.demand();
    Login login = grant.login;
    boolean offline = demand.scopes().contains(Scope.OFFLINE_ACCESS);
    List<Object> parameters = new ArrayList<>(Arrays.asList(
        grant.parked.hash(), grant.operationId, Sql.utc(now), grant.code.grantId(), grant.client.id(),
        login.accountId(), grant.toRemember.isEmpty() ? null : array(grant.toRemember), login.sid(),
        login.login(), login.generation(), Sql.utc(login.at()), login.secondFactor(),
        demand.acr().given(login.secondFactor()), array(demand.scopes()), array(demand.idTokenClaims()),
        array(demand.userInfoClaims()), demand.nonce(), demand.redirectUri(), demand.codeChallenge(),
        grant.code.hash(tokens), offline,
        !offline || grant.client.refreshEnds() == Client.RefreshEnds.SESSION,
        LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(2)));
    if (grant.isNew) {
      parameters.addAll(Arrays.asList(
          demand.toJson().encode(), grant.parked.loginBefore().orElse(null), Sql.utc(grant.parked.begunAt()),
          Sql.utc(PgRequestStore.end(now))));
    }
    return pool.preparedQuery(grant.isNew ? GRANT_NEW : GRANT_PARKED).execute(Tuple.from(parameters))
        .map(granted -> granted.rowCount() == 1);
  }

  private static String[] array(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }
}
