package dev.ally.oidc.authorize;

import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.TooMany;
import dev.ally.config.Limit;
import dev.ally.contract.oidc.AuthorizationDemand;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that are parked for people, or pushed by programs that nobody knows. */
class ParkingBudgetTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static final Instant NOW = OidcFixture.START;
  private final ParkingBudget budget = new ParkingBudget();

  private void spendAll(String address) {
    for (int i = 0; i < Limit.REQUESTS_OF_NETWORK.count(); i++) {
      assertThat(budget.spend(address, NOW)).isZero();
    }
  }

  @Test
  void areLimitedInAnHourForEachNetwork() {
    spendAll("198.18.0.1");
    assertThat(budget.spend("198.18.0.1", NOW.plusSeconds(600))).isEqualTo(Duration.ofMinutes(50));
    assertThat(budget.spend("198.18.0.2", NOW)).isZero();
    assertThat(budget.spend("198.18.0.1", NOW.plusSeconds(3_600))).isZero();
    assertThat(budget.spend("198.18.0.1", NOW.plusSeconds(3_601))).as("the hour after").isZero();
    spendAll("2001:db8:1:1::1");
    assertThat(budget.spend("2001:db8:1:2::7", NOW)).as("one customer's").isPositive();
    assertThat(budget.spend("2001:db8:2:1::1", NOW)).isZero();
    assertThat(budget.spend("", NOW)).as("a node of the version before does not say").isZero();
  }

  /** A limit that has no end would be one in memory too. */
  @Test
  void areRememberedOfABoundedNumberOfNetworks() {
    spendAll("198.18.0.1");
    for (int i = 0; i < 10_000; i++) {
      budget.spend("10.0." + i / 256 + "." + i % 256, NOW);
    }
    assertThat(budget.spend("198.18.0.1", NOW)).isZero();
  }

  @Test
  void areNotCountedForAPersonWhoIsLoggedIn() {
    String client = OIDC.client();
    Person ada = OIDC.account.person().logIn();
    for (int i = 0; i < Limit.REQUESTS_OF_NETWORK.count(); i += 25) {
      atOnce(25, () -> BeginAuthorization.OPERATION.ask(OIDC.bus, question(client, Secret.empty())));
    }
    assertThatThrownBy(() -> begin(client, Secret.empty())).isInstanceOf(TooMany.class);
    assertThat(begin(client, ada.voucher()).outcome()).isEqualTo(BeginAuthorization.Outcome.PARKED);

    Secret pushed = Secret.token(OidcFixture.RANDOM);
    OIDC.ask(PushAuthorization.OPERATION, push(client, pushed));
    AuthorizationDemand reference = new Demand().with("client_id", client)
        .with("request_uri", PushService.REQUEST_URI + pushed.revealText()).build();
    assertThatThrownBy(() -> begin(reference, Secret.empty())).isInstanceOf(TooMany.class);
    assertThat(begin(reference, ada.voucher()).outcome()).isEqualTo(BeginAuthorization.Outcome.PARKED);
  }

  @Test
  void areLimitedForAPersonWhoIsLoggedInToo() {
    String client = OIDC.client(new JsonObject().put("consent", "once"));
    Person ada = OIDC.account.person().logIn();
    Secret request = OIDC.parked(Demand.of(client), ada);
    for (int i = 0; i < Limit.REQUESTS_OF_NETWORK.count(); i += 25) {
      atOnce(25, () -> ContinueAuthorization.OPERATION.ask(OIDC.bus, new ContinueAuthorization(
          UUID.randomUUID(), request, ada.voucher(), Decision.NONE, OidcFixture.requestInfo())));
    }
    assertThatThrownBy(() -> OIDC.proceed(request, ada)).isInstanceOf(TooMany.class);
    assertThat(OIDC.proceed(request, Secret.empty(), Decision.NONE).outcome()).as("of the one too many")
        .isEqualTo(Outcome.EXPIRED);
    Person grace = OIDC.account.person().logIn();
    assertThat(OIDC.proceed(OIDC.parked(Demand.of(client), grace), grace).outcome()).isEqualTo(Outcome.CONSENT);
  }

  @Test
  void areCountedWhereAClientPushesThemThatDoesNotAuthenticate() {
    String unknown = OIDC.client(new JsonObject().put("type", "browser").put("auth_method", "none"));
    String known = OIDC.client();
    for (int i = 0; i < Limit.REQUESTS_OF_NETWORK.count(); i += 25) {
      atOnce(25, () -> PushAuthorization.OPERATION.ask(OIDC.bus, push(unknown, Secret.token(OidcFixture.RANDOM))));
    }
    PushAuthorization further = push(unknown, Secret.token(OidcFixture.RANDOM));
    assertThatThrownBy(() -> OIDC.ask(PushAuthorization.OPERATION, further)).isInstanceOf(TooMany.class);
    assertThat(OIDC.ask(PushAuthorization.OPERATION, push(known, Secret.token(OidcFixture.RANDOM))).error())
        .isEqualTo(ProtocolError.NONE);
  }

  private static PushAuthorization push(String client, Secret request) {
    return new PushAuthorization(
        UUID.randomUUID(), OIDC.proof(client), Demand.of(client).build(), request, "198.18.0.1");
  }

  private static BeginAuthorization.Answer begin(AuthorizationDemand demand, Secret voucher) {
    return OIDC.ask(BeginAuthorization.OPERATION, new BeginAuthorization(
        UUID.randomUUID(), demand, Secret.token(OidcFixture.RANDOM), voucher, false, "198.18.0.1"));
  }

  private static BeginAuthorization.Answer begin(String client, Secret voucher) {
    return OIDC.ask(BeginAuthorization.OPERATION, question(client, voucher));
  }

  private static BeginAuthorization question(String client, Secret voucher) {
    return new BeginAuthorization(UUID.randomUUID(), Demand.of(client).build(), Secret.token(OidcFixture.RANDOM),
        voucher, false, "198.18.0.1");
  }
}
