package dev.ally.oidc;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.contract.oidc.RevokeToken;
import dev.ally.crypto.Secret;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.token.Grants;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a login to an application and a refresh cost must not grow with the grants that there are. */
class GrantPlansTest {
  private static final int LOGINS = 30;
  private static final String OURS =
      "relname IN ('authorization_request', 'application_grant', 'access_token', 'consent', 'token_key')";

  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  @Test
  void nothingIsReadFromEndToEnd() {
    OIDC.database.execute("VACUUM ANALYZE");
    String client = OIDC.client(new JsonObject().put("consent", "once"));
    fill();
    Grants grants = new Grants(OIDC.pool);
    for (int i = 0; i < LOGINS; i++) {
      Person person = OIDC.account.person().logIn();
      Demand demand = Demand.of(client).with("scope", "openid email offline_access").with("prompt", "consent");
      String code = OidcFixture.parameters(
          OIDC.proceed(OIDC.parked(demand, person), person.voucher(), Decision.ALLOW)).get("code");
      AskTokens.Answer first = OIDC.redeem(client, Secret.of(code));
      AskTokens.Answer second = OIDC.refresh(client, first.refreshToken());
      assertThat(OIDC.opens(second.accessToken())).isTrue();
      OIDC.ask(IntrospectToken.OPERATION, new IntrospectToken(OIDC.proof(client), second.refreshToken()));
      OIDC.ask(RevokeToken.OPERATION, new RevokeToken(OIDC.proof(client), second.accessToken()));
      assertThat(answer(grants.held(person.accountId, person.generation))).hasSize(1);
      assertThat(answer(grants.agreed(person.accountId))).hasSize(1);
      OIDC.ask(EndApplication.OPERATION, new EndApplication(
          UUID.randomUUID(), person.voucher(), client, OidcFixture.requestInfo()));
    }
    OIDC.database.tellStatistics();
    assertThat(OIDC.database.count("pg_stat_user_tables WHERE " + OURS + " AND idx_scan >= " + LOGINS)).isEqualTo(4);
    assertThat(OIDC.database.count("pg_stat_user_tables WHERE " + OURS + " AND seq_scan >= " + LOGINS))
        .as("tables that were read at every login").isZero();
    assertThat(OIDC.database.count("pg_stat_user_indexes WHERE " + OURS + " AND idx_scan >= " + LOGINS
        + " AND idx_tup_read > 3 * idx_scan")).as("indexes of which more than a few entries were read").isZero();
  }

  private static void fill() {
    OIDC.database.execute("""
        INSERT INTO oidc.application_grant (id, client_id, account_id, sid, login_id, generation, auth_time,
          second_factor, acr, scopes, id_token_claims, user_info_claims, nonce, redirect_uri, code_challenge, code_hash,
          made_at, redeemed_by, redeemed_at, offline, ends_with_session, kept_until)
        SELECT gen_random_uuid(), 'other', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, now(),
          false, 'sfa', '{openid}', '{}', '{}', '', '', '', '', now(), gen_random_uuid(), now(), true, false,
          '2030-01-01'
        FROM generate_series(1, 20000)""");
    OIDC.database.execute("""
        INSERT INTO oidc.access_token SELECT decode(md5(n::text), 'hex'), gen_random_uuid(), '{}', '2030-01-01'
        FROM generate_series(1, 20000) n""");
    OIDC.database.execute("""
        INSERT INTO oidc.authorization_request (token_hash, client_id, demand, pushed, begun_at, expires_at)
        SELECT decode(md5(n::text), 'hex'), 'other', '{}', false, now(), '2030-01-01'
        FROM generate_series(1, 20000) n""");
  }
}
