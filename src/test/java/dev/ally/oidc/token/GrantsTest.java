package dev.ally.oidc.token;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import dev.ally.oidc.authorize.RequestSweep;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
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
    grants = new Grants(OIDC.pool);
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
  void itIsKnownWhatAPersonHasLetIn() {
    Instant at = OIDC.clock.instant();
    AskTokens.Answer offline = OIDC.offlineTokens(client, ada);
    OIDC.clock.pass(Duration.ofMinutes(1));
    OIDC.refresh(client, offline.refreshToken());
    OIDC.tokens(Demand.of(sessionClient), ada);
    OIDC.code(Demand.of(OIDC.client()), ada);
    assertThat(answer(grants.held(ada.accountId, ada.generation))).as("what a code was exchanged for").containsExactly(
        new Grants.Held(client, Set.of("openid", "email", "offline_access"), at, at.plus(Duration.ofMinutes(1)), false),
        new Grants.Held(sessionClient, Set.of("openid", "profile", "email", "groups"),
            at.plus(Duration.ofMinutes(1)), at.plus(Duration.ofMinutes(1)), true));
    ada.generation++;
    assertThat(answer(grants.held(ada.accountId, ada.generation))).isEmpty();
  }

  /** A person can log in to one application many thousands of times. */
  @Test
  void whatOneApplicationHasIsSummedUp() {
    Instant at = OIDC.clock.instant();
    OIDC.tokens(Demand.of(client).with("scope", "openid email"), ada);
    OIDC.clock.pass(Duration.ofMinutes(1));
    OIDC.offlineTokens(client, ada);
    OIDC.clock.pass(Duration.ofMinutes(1));
    OIDC.tokens(Demand.of(client).with("scope", "openid profile"), ada);
    OIDC.clock.pass(Duration.ofMinutes(1));
    OIDC.tokens(Demand.of(client).with("scope", "openid email"), ada);
    assertThat(answer(grants.held(ada.accountId, ada.generation))).containsExactly(new Grants.Held(
        client, Set.of("openid", "profile", "email", "offline_access"), at, at.plus(Duration.ofMinutes(3)), false));
  }

  @Test
  void oneThatOutlivesItsSessionIsEnoughToOutliveAll() {
    String changed = OIDC.client();
    OIDC.offlineTokens(changed, ada);
    OIDC.client(new JsonObject().put("id", changed).put("refresh_ends", "session"));
    OIDC.offlineTokens(changed, ada);
    assertThat(answer(grants.held(ada.accountId, ada.generation)))
        .extracting(Grants.Held::endsWithSession).containsExactly(false);
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
  void theSweepLeavesARefreshTokenThatItsClientKeepsAndUses() {
    Instant at = OIDC.clock.instant();
    String keeping = OIDC.client(new JsonObject().put("refresh", "keep"));
    AskTokens.Answer tokens = OIDC.offlineTokens(keeping, ada);
    OIDC.clock.set(at.plus(Duration.ofDays(29)));
    assertThat(refreshes(keeping, tokens)).isTrue();
    sweep(at.plus(Duration.ofDays(50)));
    assertThat(mine()).isEqualTo(1);
  }

  @Test
  void theSweepTakesWhatHasLivedItsWholeLife() {
    Instant at = OIDC.clock.instant();
    AskTokens.Answer tokens = OIDC.offlineTokens(client, ada);
    for (int days = 29; days < 180; days += 29) {
      OIDC.clock.set(at.plus(Duration.ofDays(days)));
      tokens = OIDC.refresh(client, tokens.refreshToken());
    }
    sweep(at.plus(Duration.ofDays(180)));
    assertThat(mine()).isEqualTo(1);
    sweep(at.plus(Duration.ofDays(182)));
    assertThat(mine()).isZero();
  }

  /** Rows are kept by whole days, and the code may have come just before midnight. */
  @Test
  void theSweepLeavesACodeThatMayStillBeExchanged() {
    Instant midnight = OIDC.clock.instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    OIDC.clock.set(midnight.minusSeconds(1));
    Secret code = OIDC.code(Demand.of(client), ada);
    sweep(midnight.plusSeconds(58));
    assertThat(OIDC.redeem(client, code).error().isNone()).isTrue();
    OIDC.code(Demand.of(client), ada);
    sweep(midnight.plus(Duration.ofDays(1)));
    assertThat(mine()).as("the one that was exchanged").isEqualTo(1);
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
