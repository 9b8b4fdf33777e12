package dev.ally.oidc;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.config.Settings;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.AuthorizationResponse;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.FindUserInfo;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.ReadyRsaKeys;
import dev.ally.harness.SetClock;
import dev.ally.harness.TestSettings;
import dev.ally.harness.WatchedVertx;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.key.Signer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An {@code oidc} on real PostgreSQL with a fake {@code account}, and what an application and a browser do with it. */
public final class OidcFixture implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback {
  public static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  public static final SecureRandom RANDOM = new SecureRandom();
  public static final String ISSUER = "https://login.example.org";
  public static final String REDIRECT = "https://app.example.org/callback";
  /** RFC 7636 appendix B. */
  public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Settings SETTINGS = TestSettings.of(
      Map.of("ALLY_PUBLIC_URL", ISSUER, "ALLY_OUTGOING_PRIVATE", "true"));

  public final SetClock clock = new SetClock(START);
  public final String keyLine = Keyring.generateLine(RANDOM);
  public final Keyring keyring = Keyring.parse(List.of(keyLine));
  public final FakeAccount account = new FakeAccount(clock);
  private final Map<String, Secret> secrets = new LinkedHashMap<>();
  private final List<Vertx> others = new ArrayList<>();
  private final WatchedVertx watched = new WatchedVertx();
  public TestDatabase database;
  public Pool pool;
  public EventBus bus;

  @Override
  public void beforeAll(ExtensionContext context) {
    ReadyRsaKeys.use();
    watched.beforeAll(context);
    if (database != null) {
      return;
    }
    database = TestDatabase.create();
    bus = watched.vertx().eventBus();
    pool = database.pool(watched.vertx(), Schema.OIDC);
    account.serve(bus);
    OidcVerticle oidc = new OidcVerticle(pool, keyring, SETTINGS, clock, RANDOM);
    answer(watched.vertx().deployVerticle(oidc));
    // An RSA key may take longer than a question may: a server is not ready before.
    answer(oidc.ready(), Duration.ofSeconds(30));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    account.isAwayForNotes = false;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (watched.isOpen()) {
      others.forEach(other -> answer(other.close()));
      others.clear();
    }
    watched.afterAll(context);
    if (!watched.isOpen()) {
      database.close();
      database = null;
    }
  }

  public Vertx vertx() {
    return watched.vertx();
  }

  /** A second node on the same database, on a bus of its own. */
  public Bus secondNode() {
    Vertx other = Vertx.vertx();
    others.add(other);
    account.serve(other.eventBus());
    answer(other.deployVerticle(new OidcVerticle(
        database.pool(other, Schema.OIDC), keyring, SETTINGS, clock, RANDOM)));
    return Bus.local(other);
  }

  /** A token that the present key signs, whatever it says; as one of a time when this server had another address. */
  public Secret signed(String type, Map<String, Object> claims) {
    return answer(new Signer(vertx(), pool, keyring, clock, RANDOM).sign("ES256", type, claims));
  }

  public <Q, A> A ask(BusOperation<Q, A> operation, Q question) {
    return answer(operation.ask(bus, question));
  }

  /** Registers a client with what differs from the defaults; its id. */
  public String client(JsonObject fields) {
    String id = fields.getString("id", "client-" + UUID.randomUUID());
    JsonObject whole = new JsonObject()
        .put("id", id).put("name", "The application")
        .put("redirect_uris", new JsonArray().add(REDIRECT))
        .put("consent", "none")
        .put("id_token_alg", "ES256")
        .mergeIn(fields);
    ApplyClients.Answer applied = ask(ApplyClients.OPERATION, new ApplyClients(
        UUID.randomUUID(), new JsonArray().add(whole).encode(), false));
    assertThat(applied.mistakes()).isEmpty();
    applied.applied().stream().filter(one -> !one.secret().isEmpty())
        .forEach(one -> secrets.put(id, one.secret()));
    return id;
  }

  /** A client of the operator's own, which runs on a server. */
  public String client() {
    return client(new JsonObject());
  }

  public ClientProof proof(String clientId) {
    Secret secret = secrets.getOrDefault(clientId, Secret.empty());
    return new ClientProof(
        secret.isEmpty() ? ClientProof.Method.NONE : ClientProof.Method.BASIC, clientId, secret, Secret.empty());
  }

  public static RequestInfo requestInfo() {
    return new RequestInfo("198.18.0.1", "a browser", Secret.token(RANDOM));
  }

  public BeginAuthorization.Answer begin(Demand demand, Secret newRequest, Secret voucher) {
    return ask(BeginAuthorization.OPERATION,
        new BeginAuthorization(UUID.randomUUID(), demand.build(), newRequest, voucher));
  }

  /** What comes next for a new request, which goes on at once. */
  public ContinueAuthorization.Answer goOn(Demand demand, Person person) {
    return ask(BeginAuthorization.OPERATION, goingOn(demand, person)).next().orElseThrow();
  }

  public static BeginAuthorization goingOn(Demand demand, Person person) {
    return new BeginAuthorization(
        UUID.randomUUID(), demand.build(), Secret.token(RANDOM),
        person.sessionOpen ? person.voucher() : Secret.empty(), false, "", Optional.of(requestInfo()));
  }

  /** A parked request. */
  public Secret parked(Demand demand, Person person) {
    Secret request = Secret.token(RANDOM);
    BeginAuthorization.Answer begun = begin(demand, request, person.sessionOpen ? person.voucher() : Secret.empty());
    assertThat(begun.outcome()).as("%s", begun).isEqualTo(BeginAuthorization.Outcome.PARKED);
    return request;
  }

  public ContinueAuthorization.Answer proceed(Secret request, Secret voucher, Decision decision) {
    return ask(ContinueAuthorization.OPERATION,
        new ContinueAuthorization(UUID.randomUUID(), request, voucher, decision, requestInfo()));
  }

  public ContinueAuthorization.Answer proceed(Secret request, Person person) {
    return proceed(request, person.voucher(), Decision.NONE);
  }

  /** A response's parameters by name. */
  public static Map<String, String> parameters(AuthorizationResponse response) {
    Map<String, String> parameters = new LinkedHashMap<>();
    response.parameters().forEach(each -> assertThat(parameters.put(each.name(), each.value())).isNull());
    return parameters;
  }

  public static Map<String, String> parameters(ContinueAuthorization.Answer answer) {
    assertThat(answer.outcome()).as("%s", answer).isEqualTo(Outcome.ANSWERED);
    return parameters(answer.response().orElseThrow());
  }

  /** The code of a login that needs nothing more. */
  public Secret code(Demand demand, Person person) {
    String code = parameters(goOn(demand, person)).get("code");
    assertThat(code).isNotNull();
    return Secret.of(code);
  }

  public AskTokens redemption(String clientId, Secret code) {
    return new AskTokens(UUID.randomUUID(), proof(clientId), "authorization_code", code, REDIRECT, Secret.of(VERIFIER),
        Secret.empty(), "");
  }

  public AskTokens.Answer redeem(String clientId, Secret code) {
    return ask(AskTokens.OPERATION, redemption(clientId, code));
  }

  public AskTokens refreshing(String clientId, Secret refreshToken, String scope) {
    return new AskTokens(UUID.randomUUID(), proof(clientId), "refresh_token", Secret.empty(), "", Secret.empty(),
        refreshToken, scope);
  }

  public AskTokens.Answer refresh(String clientId, Secret refreshToken) {
    return ask(AskTokens.OPERATION, refreshing(clientId, refreshToken, ""));
  }

  /** The tokens of a login that needs nothing more. */
  public AskTokens.Answer tokens(Demand demand, Person person) {
    AskTokens.Answer tokens = redeem(demand.build().clientId(), code(demand, person));
    assertThat(tokens.error()).isEqualTo(ProtocolError.NONE);
    return tokens;
  }

  /** With a refresh token. */
  public AskTokens.Answer offlineTokens(String clientId, Person person) {
    return tokens(Demand.of(clientId).with("scope", "openid email offline_access"), person);
  }

  public FindUserInfo.Answer userInfo(Secret accessToken) {
    return ask(FindUserInfo.OPERATION, new FindUserInfo(accessToken));
  }

  public boolean opens(Secret accessToken) {
    return userInfo(accessToken).error().isNone();
  }

  /** The claims of a JSON Web Token, whose signature nobody looks at. */
  public static JsonObject claims(Secret jwt) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(jwt.revealText().split("\\.")[1])));
  }

  public static JsonObject header(Secret jwt) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(jwt.revealText().split("\\.")[0])));
  }
}
