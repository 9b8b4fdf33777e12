package dev.ally.oidc.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.BeginAuthorization.Outcome;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9126. */
class PushedRequestTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;

  private final Secret pushed = Secret.token(OidcFixture.RANDOM);

  @BeforeAll
  static void register() {
    client = OIDC.client();
  }

  private PushAuthorization.Answer push(Demand demand) {
    return OIDC.ask(PushAuthorization.OPERATION,
        new PushAuthorization(UUID.randomUUID(), OIDC.proof(client), demand.build(), pushed, "198.18.0.1"));
  }

  private BeginAuthorization question(String clientId, Secret request, UUID operationId) {
    Demand reference = new Demand().with("client_id", clientId)
        .with("request_uri", PushService.REQUEST_URI + pushed.revealText());
    return new BeginAuthorization(operationId, reference.build(), request, Secret.empty());
  }

  private Outcome use(String clientId) {
    return OIDC.ask(BeginAuthorization.OPERATION,
        question(clientId, Secret.token(OidcFixture.RANDOM), UUID.randomUUID())).outcome();
  }

  @Test
  void aPushedRequestIsTakenOnce() {
    assertThat(push(Demand.of(client))).isEqualTo(
        new PushAuthorization.Answer(ProtocolError.NONE, Duration.ofSeconds(60)));
    Person person = OIDC.account.person().logIn();
    Secret request = Secret.token(OidcFixture.RANDOM);
    UUID operation = UUID.randomUUID();
    BeginAuthorization question = question(client, request, operation);
    assertThat(OIDC.ask(BeginAuthorization.OPERATION, question).outcome()).isEqualTo(Outcome.PARKED);
    assertThat(OIDC.ask(BeginAuthorization.OPERATION, question).outcome()).as("its answer was lost")
        .isEqualTo(Outcome.PARKED);
    assertThat(use(client)).isEqualTo(Outcome.UNKNOWN_REQUEST);
    Map<String, String> response = OidcFixture.parameters(OIDC.proceed(request, person));
    assertThat(response).containsKey("code").containsEntry("state", "a state");
  }

  @Test
  void itIsGoodForAMinute() {
    push(Demand.of(client));
    OIDC.clock.pass(Duration.ofSeconds(60));
    assertThat(use(client)).isEqualTo(Outcome.UNKNOWN_REQUEST);
  }

  @Test
  void itIsOfNoOtherClient() {
    push(Demand.of(client));
    assertThat(use(OIDC.client())).isEqualTo(Outcome.UNKNOWN_REQUEST);
    assertThat(use(client)).as("and the first may still use it").isEqualTo(Outcome.PARKED);
  }

  @Test
  void ofTwoAtOnceNoneIsTaken() {
    push(Demand.of(client));
    Demand two = Demand.of(client)
        .with("request_uri", PushService.REQUEST_URI + pushed.revealText()).repeated("request_uri");
    BeginAuthorization.Answer answer = OIDC.begin(two, Secret.token(OidcFixture.RANDOM), Secret.empty());
    assertThat(OidcFixture.parameters(answer.response().orElseThrow())).containsEntry("error", "invalid_request");
    assertThat(use(client)).isEqualTo(Outcome.PARKED);
  }

  @Test
  void itCannotBeContinuedWithoutBeingTaken() {
    push(Demand.of(client));
    assertThat(OIDC.proceed(pushed, OIDC.account.person().logIn()).outcome())
        .isEqualTo(ContinueAuthorization.Outcome.EXPIRED);
    assertThat(OIDC.proceed(pushed, Secret.empty(), ContinueAuthorization.Decision.NONE).outcome())
        .isEqualTo(ContinueAuthorization.Outcome.EXPIRED);
  }

  @Test
  void aParkedRequestIsNoPushedOne() {
    OIDC.begin(Demand.of(client), pushed, Secret.empty());
    assertThat(use(client)).isEqualTo(Outcome.UNKNOWN_REQUEST);
  }

  @Test
  void whoeverPushesAuthenticates() {
    Demand demand = Demand.of(client);
    ClientProof wrong = new ClientProof(ClientProof.Method.BASIC, client, Secret.of("wrong"), Secret.empty());
    assertThat(OIDC.ask(PushAuthorization.OPERATION,
        new PushAuthorization(UUID.randomUUID(), wrong, demand.build(), pushed, "198.18.0.1")).error().code())
        .isEqualTo(ProtocolError.Code.INVALID_CLIENT);
    assertThat(use(client)).isEqualTo(Outcome.UNKNOWN_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
      "client_id,somebody-else,INVALID_REQUEST",
      "redirect_uri,https://evil.example/callback,INVALID_REQUEST",
      "redirect_uri,'',INVALID_REQUEST",
      "response_type,token,UNSUPPORTED_RESPONSE_TYPE",
      "request,a.b.c,REQUEST_NOT_SUPPORTED",
      "request_uri,urn:ietf:params:oauth:request_uri:abc,INVALID_REQUEST",
      "registration,{},REGISTRATION_NOT_SUPPORTED",
      "scope,'',INVALID_SCOPE",
      "prompt,none login,INVALID_REQUEST",
      "code_challenge_method,plain,INVALID_REQUEST"})
  void whatIsWrongIsSaidAtOnce(String name, String value, ProtocolError.Code error) {
    assertThat(push(Demand.of(client).with(name, value)).error().code()).isEqualTo(error);
    assertThat(use(client)).isEqualTo(Outcome.UNKNOWN_REQUEST);
  }

  @Test
  void aRequestAddressFromOutsideIsRefused() {
    Demand foreign = Demand.of(client).with("request_uri", "https://app.example.org/request.jwt");
    BeginAuthorization.Answer answer = OIDC.begin(foreign, Secret.token(OidcFixture.RANDOM), Secret.empty());
    assertThat(OidcFixture.parameters(answer.response().orElseThrow()))
        .containsEntry("error", "request_uri_not_supported");
  }
}
