package dev.ally.oidc.logout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.BeginLogout;
import dev.ally.contract.oidc.BeginLogout.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logouts that applications ask for. */
class LogoutServiceTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();
  private static final String RETURN = "https://app.example.org/bye?from=here";

  private static String client;
  private static String other;

  private final Person ada = OIDC.account.person().logIn();

  @BeforeAll
  static void register() {
    client = OIDC.client(new JsonObject().put("post_logout_redirect_uris", new JsonArray().add(RETURN)));
    other = OIDC.client();
  }

  private static BeginLogout.Answer ask(String hint, String clientId, String returnUri, String state, Secret voucher) {
    return OIDC.ask(BeginLogout.OPERATION, new BeginLogout(hint, clientId, returnUri, state, voucher));
  }

  private String hint() {
    return OIDC.tokens(Demand.of(client), ada).idToken().revealText();
  }

  @Test
  void aHintThatNamesThisSessionNeedsNoQuestion() {
    BeginLogout.Answer answer = ask(hint(), "", RETURN, "a b&c", ada.voucher());
    assertThat(answer.outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(answer.returnUri()).isEqualTo(RETURN + "&state=a+b%26c");
    assertThat(ask(hint(), client, "", "", ada.voucher()).returnUri()).isEmpty();
  }

  @Test
  void anExpiredHintStillNamesItsSession() {
    String hint = hint();
    OIDC.clock.pass(Duration.ofHours(5));
    assertThat(ask(hint, "", "", "", ada.voucher()).outcome()).isEqualTo(Outcome.PROVEN);
  }

  @Test
  void aHintOfAnotherSessionOrPersonProvesNothing() {
    String hint = hint();
    ada.sid = UUID.randomUUID();
    assertThat(ask(hint, "", RETURN, "", ada.voucher()).outcome()).isEqualTo(Outcome.ASK);
    Person eve = OIDC.account.person().logIn();
    assertThat(ask(hint, "", RETURN, "", eve.voucher()).outcome()).isEqualTo(Outcome.ASK);
  }

  @Test
  void withoutAHintThePersonIsAsked() {
    BeginLogout.Answer answer = ask("", client, RETURN, "", ada.voucher());
    assertThat(answer.outcome()).isEqualTo(Outcome.ASK);
    assertThat(answer.returnUri()).isEqualTo(RETURN);
    assertThat(ask("", "", "", "", ada.voucher()).outcome()).isEqualTo(Outcome.ASK);
  }

  @Test
  void withoutASessionThereIsNothingToAsk() {
    assertThat(ask("", client, RETURN, "", Secret.empty()).outcome()).isEqualTo(Outcome.PROVEN);
  }

  @Test
  void anAddressThatIsNotRegisteredLeadsNowhere() {
    for (String address : new String[] {
      RETURN + "&more=1", "https://app.example.org/bye", "https://evil.example.org/", "https://app.example.org@evil.org/",
      OidcFixture.REDIRECT, " " + RETURN
    }) {
      for (Secret voucher : new Secret[] {ada.voucher(), Secret.empty()}) {
        BeginLogout.Answer answer = ask(hint(), client, address, "", voucher);
        assertThat(answer.outcome()).as(address).isEqualTo(Outcome.UNKNOWN_ADDRESS);
        assertThat(answer.returnUri()).isEmpty();
      }
    }
    assertThat(ask("", "", RETURN, "", ada.voucher()).outcome()).as("of no client").isEqualTo(Outcome.UNKNOWN_ADDRESS);
    assertThat(ask("", other, RETURN, "", ada.voucher()).outcome()).as("of another").isEqualTo(Outcome.UNKNOWN_ADDRESS);
  }

  @Test
  void aHintOfAnotherClientOrServerIsRefused() {
    assertThat(ask(hint(), other, "", "", ada.voucher()).outcome()).isEqualTo(Outcome.BAD_HINT);
    String hint = hint();
    assertThat(ask(hint.substring(0, hint.length() - 4) + "AAAA", "", "", "", ada.voucher()).outcome())
        .isEqualTo(Outcome.BAD_HINT);
    assertThat(ask("eyJhbGciOiJub25lIn0." + hint.split("\\.")[1] + ".", "", "", "", ada.voucher()).outcome())
        .isEqualTo(Outcome.BAD_HINT);
    assertThat(ask("nonsense", "", "", "", ada.voucher()).outcome()).isEqualTo(Outcome.BAD_HINT);
  }

  @Test
  void aHintThatWasGivenUnderAnotherAddressOfThisServerIsRefused() {
    Map<String, Object> claims = Map.of("iss", "https://old.example.org", "aud", client,
        "sub", ada.accountId.toString(), "sid", ada.sid.toString());
    assertThat(ask(OIDC.signed("JWT", claims).revealText(), "", "", "", ada.voucher()).outcome())
        .isEqualTo(Outcome.BAD_HINT);
  }

  @Test
  void aHintIsAnIdTokenOfThisPersonForOneClient() {
    Map<String, Object> claims = new HashMap<>(Map.of("iss", OidcFixture.ISSUER, "aud", List.of(client),
        "sub", ada.accountId.toString(), "sid", ada.sid.toString()));
    assertThat(signed("JWT", claims)).isEqualTo(Outcome.PROVEN);
    assertThat(signed("logout+jwt", claims)).isEqualTo(Outcome.BAD_HINT);
    assertThat(signed("at+jwt", claims)).isEqualTo(Outcome.BAD_HINT);
    claims.put("aud", List.of(client, other));
    assertThat(signed("JWT", claims)).isEqualTo(Outcome.BAD_HINT);
    claims.put("aud", client);
    claims.put("sub", UUID.randomUUID().toString());
    assertThat(signed("JWT", claims)).as("of another person").isEqualTo(Outcome.ASK);
  }

  private Outcome signed(String type, Map<String, Object> claims) {
    return ask(OIDC.signed(type, claims).revealText(), "", "", "", ada.voucher()).outcome();
  }
}
