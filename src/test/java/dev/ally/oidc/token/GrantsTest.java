package dev.ally.oidc.token;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import dev.ally.oidc.authorize.RequestSweep;
import dev.ally.oidc.token.Grants.ClientUse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ends what applications were given, what is known of it, and for how long. */
class GrantsTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;
  private static String sessionClient;
  private static Grants grants;

  private final Person ada = OIDC.account.person().logIn();

  @BeforeAll
  static void register() {
    client = OIDC.client();
    sessionClient = OIDC.client(new JsonObject().put("refresh_ends", "session"));
    grants = new Grants(OIDC.pool, OIDC.clock);
  }

  private static boolean refreshes(String clientId, AskTokens.Answer tokens) {
    return OIDC.refresh(clientId, tokens.refreshToken()).error().isNone();
  }

  private static void sweep(Instant at) {
    GrantSweep sweep = new GrantSweep(new ProtocolParts(OIDC.pool, null, null, null, null, "", null, OIDC.clock));
    answer(sweep.sweep(at));
    answer(new RequestSweep(OIDC.pool).sweep(at));
  }

  private long mine() {
    return OIDC.database.count("oidc.application_grant WHERE account_id = '" + ada.accountId + "'");
  }

  @Test
  void theEndOfASessionEndsWhatBelongsToIt() {
    AskTokens.Answer online = OIDC.tokens(Demand.of(client), ada);
    AskTokens.Answer offline = OIDC.offlineTokens(client, ada);
    AskTokens.Answer bound = OIDC.offlineTokens(sessionClient, ada);
    Secret code = OIDC.code(Demand.of(client), ada);
    answer(grants.endOfSession(UUID.randomUUID()));
    assertThat(OIDC.opens(online.accessToken())).isTrue();
    answer(grants.endOfSession(ada.sid));
    assertThat(OIDC.opens(online.accessToken())).isFalse();
    assertThat(refreshes(sessionClient, bound)).isFalse();
    assertThat(OIDC.redeem(client, code).error().isNone()).isFalse();
    assertThat(OIDC.opens(offline.accessToken())).isTrue();
    assertThat(refreshes(client, offline)).isTrue();
  }

  @Test
  void theEndOfAnAccountEndsEverything() {
    AskTokens.Answer offline = OIDC.offlineTokens(client, ada);
    Person eve = OIDC.account.person().logIn();
    AskTokens.Answer others = OIDC.offlineTokens(client, eve);
    answer(grants.endOfAccount(ada.accountId));
    assertThat(OIDC.opens(offline.accessToken())).isFalse();
    assertThat(refreshes(client, offline)).isFalse();
    assertThat(refreshes(client, others)).isTrue();
  }

  @Test
  void whatIsTakenBackFromAnApplicationEndsWithTheConsent() {
    String foreign = OIDC.client(new JsonObject().put("consent", "once"));
    Demand demand = Demand.of(foreign).with("prompt", "consent").with("scope", "openid offline_access");
    String code = OidcFixture.parameters(
        OIDC.proceed(OIDC.parked(demand, ada), ada.voucher(), Decision.ALLOW)).get("code");
    AskTokens.Answer tokens = OIDC.redeem(foreign, Secret.of(code));
    AskTokens.Answer other = OIDC.offlineTokens(client, ada);
    answer(grants.endOfClient(ada.accountId, foreign));
    assertThat(OIDC.opens(tokens.accessToken())).isFalse();
    assertThat(refreshes(foreign, tokens)).isFalse();
    assertThat(refreshes(client, other)).isTrue();
    assertThat(OIDC.proceed(OIDC.parked(demand.without("prompt"), ada), ada).outcome()).isEqualTo(Outcome.CONSENT);
  }

  @Test
  void itIsKnownWhichApplicationsASessionHasUsed() {
    UUID before = ada.sid;
    OIDC.tokens(Demand.of(client), ada);
    OIDC.tokens(Demand.of(client), ada);
    OIDC.offlineTokens(sessionClient, ada);
    String unused = OIDC.client();
    OIDC.code(Demand.of(unused), ada);
    ada.sid = UUID.randomUUID();
    OIDC.tokens(Demand.of(client), ada);
    assertThat(answer(grants.clientsOfSession(before))).containsExactlyInAnyOrder(
        new ClientUse(client, ada.accountId, before), new ClientUse(sessionClient, ada.accountId, before));
    answer(grants.endOfSession(before));
    assertThat(answer(grants.clientsOfSession(before))).as("also after it has ended").hasSize(2);
    assertThat(answer(grants.clientsOfAccount(ada.accountId))).containsExactlyInAnyOrder(
        new ClientUse(client, ada.accountId, before), new ClientUse(sessionClient, ada.accountId, before),
        new ClientUse(client, ada.accountId, ada.sid));
  }

  @Test
  void itIsKnownWhatAPersonHasLetIn() {
    Instant at = OIDC.clock.instant();
    AskTokens.Answer offline = OIDC.offlineTokens(client, ada);
    OIDC.clock.pass(Duration.ofMinutes(1));
    OIDC.refresh(client, offline.refreshToken());
    OIDC.tokens(Demand.of(sessionClient), ada);
    assertThat(answer(grants.held(ada.accountId))).containsExactly(
        new Grants.Held(client, ada.sid, Set.of("openid", "email", "offline_access"), at,
            at.plus(Duration.ofMinutes(1)), true, false),
        new Grants.Held(sessionClient, ada.sid, Set.of("openid", "profile", "email", "groups"),
            at.plus(Duration.ofMinutes(1)), at.plus(Duration.ofMinutes(1)), false, true));
    answer(grants.endOfClient(ada.accountId, client));
    assertThat(answer(grants.held(ada.accountId))).hasSize(1);
  }

  @Test
  void nothingIsKeptOfAnAccountThatIsForgotten() {
    OIDC.offlineTokens(client, ada);
    OIDC.database.execute("INSERT INTO oidc.consent VALUES ('%s', '%s', '{openid}', now())"
        .formatted(ada.accountId, client));
    answer(grants.forget(ada.accountId));
    assertThat(mine()).isZero();
    assertThat(OIDC.database.count("oidc.consent WHERE account_id = '" + ada.accountId + "'")).isZero();
  }

  @Test
  void theSweepTakesWhatNobodyAsksForAnyMore() {
    Instant at = OIDC.clock.instant();
    AskTokens.Answer online = OIDC.tokens(Demand.of(client), ada);
    AskTokens.Answer offline = OIDC.offlineTokens(client, ada);
    sweep(at.plus(Duration.ofMinutes(5)).minusMillis(1));
    assertThat(OIDC.opens(online.accessToken())).isTrue();
    sweep(at.plus(Duration.ofMinutes(5)));
    assertThat(OIDC.opens(online.accessToken())).isFalse();
    sweep(at.plus(Duration.ofDays(3)));
    assertThat(answer(grants.clientsOfSession(ada.sid))).as("a logout is to be told of").isNotEmpty();
    assertThat(mine()).isEqualTo(2);
    sweep(at.plus(Duration.ofDays(5)));
    assertThat(mine()).as("the one with a refresh token").isEqualTo(1);
    sweep(at.plus(Duration.ofDays(30)));
    assertThat(mine()).isEqualTo(1);
    OIDC.clock.set(at.plus(Duration.ofDays(29)));
    assertThat(refreshes(client, offline)).isTrue();
    sweep(at.plus(Duration.ofDays(50)));
    assertThat(mine()).as("used since").isEqualTo(1);
    sweep(at.plus(Duration.ofDays(61)));
    assertThat(mine()).isZero();
  }

  @Test
  void theSweepTakesExpiredRequests() {
    Secret request = OIDC.parked(Demand.of(client), ada);
    sweep(OIDC.clock.instant().plus(Duration.ofHours(1)).minusMillis(1));
    assertThat(OIDC.proceed(request, ada).outcome()).isEqualTo(Outcome.ANSWERED);
    sweep(OIDC.clock.instant().plus(Duration.ofHours(1)));
    assertThat(OIDC.database.count("oidc.authorization_request")).isZero();
  }

  @Test
  void theSweepGoesOnForAsLongAsThereIsSomething() {
    OIDC.database.execute("""
        INSERT INTO oidc.access_token SELECT decode(md5(n::text), 'hex'), gen_random_uuid(), '{}', '2020-01-01'
        FROM generate_series(1, 2500) n""");
    sweep(OIDC.clock.instant());
    assertThat(OIDC.database.count("oidc.access_token WHERE expires_at = '2020-01-01'")).isZero();
  }
}
