package dev.ally.oidc.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.NoteApplication.Event;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.ListApplications;
import dev.ally.contract.oidc.ListApplications.Application;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person has let in, and takes back. */
class ApplicationServiceTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String own;
  private static String foreign;

  private final Person ada = OIDC.account.person().logIn();

  @BeforeAll
  static void register() {
    own = OIDC.client(new JsonObject().put("name", "Wiki"));
    foreign = OIDC.client(new JsonObject().put("name", "Calendar").put("consent", "once"));
  }

  private List<Application> list() {
    return OIDC.ask(ListApplications.OPERATION, new ListApplications(ada.voucher())).applications().orElseThrow();
  }

  private boolean end(String clientId) {
    return OIDC.ask(EndApplication.OPERATION, new EndApplication(
        UUID.randomUUID(), ada.voucher(), clientId, OidcFixture.requestInfo())).session();
  }

  private AskTokens.Answer agreed() {
    Demand demand = Demand.of(foreign).with("prompt", "consent").with("scope", "openid offline_access");
    return OIDC.redeem(foreign, Secret.of(OidcFixture.parameters(
        OIDC.proceed(OIDC.parked(demand, ada), ada.voucher(), Decision.ALLOW)).get("code")));
  }

  @Test
  void theyAreListedWithWhatTheyHave() {
    assertThat(list()).isEmpty();
    Instant first = OIDC.clock.instant();
    OIDC.tokens(Demand.of(own), ada);
    OIDC.clock.pass(Duration.ofMinutes(1));
    OIDC.offlineTokens(own, ada);
    OIDC.clock.pass(Duration.ofMinutes(1));
    agreed();
    List<Application> listed = list();
    assertThat(listed).extracting(Application::name).as("the one that was used last is first")
        .containsExactly("Calendar", "Wiki");
    Application wiki = listed.get(1);
    assertThat(wiki.scopes()).containsExactly("openid", "profile", "email", "groups", "offline_access");
    assertThat(wiki.since()).isEqualTo(first);
    assertThat(wiki.lastUsed()).isEqualTo(first.plus(Duration.ofMinutes(1)));
    assertThat(wiki.offline()).isTrue();
  }

  @Test
  void whatIsTakenBackEndsAtOnceWithTheConsent() {
    AskTokens.Answer tokens = agreed();
    AskTokens.Answer others = OIDC.offlineTokens(own, ada);
    assertThat(end(foreign)).isTrue();
    assertThat(list()).extracting(Application::clientId).containsExactly(own);
    assertThat(OIDC.opens(tokens.accessToken())).isFalse();
    assertThat(OIDC.refresh(foreign, tokens.refreshToken()).error().isNone()).isFalse();
    assertThat(OIDC.refresh(own, others.refreshToken()).error().isNone()).isTrue();
    assertThat(OIDC.proceed(OIDC.parked(Demand.of(foreign), ada), ada).outcome()).isEqualTo(Outcome.CONSENT);
    assertThat(OIDC.account.noted(ada, Event.TAKEN_BACK)).isEqualTo(1);
    assertThat(end(foreign)).as("again").isTrue();
    assertThat(OIDC.account.noted(ada, Event.TAKEN_BACK)).isEqualTo(1);
  }

  @Test
  void anApplicationIsToldOnceOfASessionThatGaveItTokens() {
    String given = "oidc.logout_delivery WHERE account_id = '" + ada.accountId + "'";
    OIDC.code(Demand.of(own), ada);
    end(own);
    assertThat(OIDC.database.count(given)).as("it gave a code that was not used").isZero();
    OIDC.tokens(Demand.of(own), ada);
    end(own);
    end(own);
    assertThat(OIDC.database.count(given)).isOne();
  }

  @Test
  void aConsentIsListedAlsoWhenNothingIsUsedOfIt() {
    agreed();
    OIDC.database.execute("UPDATE oidc.application_grant SET ended_at = now() WHERE account_id = '%s'"
        .formatted(ada.accountId));
    assertThat(list()).extracting(Application::clientId).containsExactly(foreign);
  }

  @Test
  void ofOthersNothingIsListedOrTakenBack() {
    Person eve = OIDC.account.person().logIn();
    AskTokens.Answer hers = OIDC.offlineTokens(own, eve);
    assertThat(list()).isEmpty();
    assertThat(end(own)).isTrue();
    assertThat(OIDC.refresh(own, hers.refreshToken()).error().isNone()).isTrue();
    ada.sessionOpen = false;
    assertThat(end(own)).isFalse();
    assertThat(OIDC.ask(ListApplications.OPERATION, new ListApplications(ada.voucher())).applications()).isEmpty();
  }

  @Test
  void afterANewPasswordTheOldGrantsAreNoneAnyMore() {
    OIDC.offlineTokens(own, ada);
    ada.generation++;
    assertThat(list()).isEmpty();
  }
}
