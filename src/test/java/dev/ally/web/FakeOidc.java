package dev.ally.web;

import dev.ally.contract.account.VouchForSession;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.AuthorizationDemand;
import dev.ally.contract.oidc.AuthorizationResponse;
import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.contract.oidc.AuthorizationResponse.Parameter;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.contract.oidc.FindKeys;
import dev.ally.contract.oidc.FindOrigin;
import dev.ally.contract.oidc.FindUserInfo;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.contract.oidc.ListApplications;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.contract.oidc.RevokeToken;
import dev.ally.crypto.Secret;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in for {@code oidc} on the bus: one application, which has one address and one secret. It answers every request
 * as soon as somebody is logged in.
 */
public final class FakeOidc {
  public static final String CLIENT = "grafana";
  public static final String NAME = "Grafana";
  public static final String SECRET = "open sesame";
  public static final String ORIGIN = "https://grafana.example.org";
  public static final String CALLBACK = ORIGIN + "/login/generic_oauth";
  public static final String LOGIN = "/oauth2/authorize?client_id=grafana&response_type=code&scope=openid&state=s1"
      + "&redirect_uri=https%3A%2F%2Fgrafana.example.org%2Flogin%2Fgeneric_oauth";

  private static final ProtocolError NO_CLIENT = new ProtocolError(ProtocolError.Code.INVALID_CLIENT, "Wrong secret.");

  private final FakeAccount account;
  private final Map<Secret, AuthorizationDemand> parked = new ConcurrentHashMap<>();
  /** Where answers go. */
  public volatile String callback = CALLBACK;
  public volatile Mode mode = Mode.QUERY;
  /** Whether any session is enough for a request that is parked. */
  public volatile boolean loggedIn;
  /** Whether it goes on with no request by itself, as a version did before. */
  public volatile boolean parksOnly;

  private FakeOidc(FakeAccount account) {
    this.account = account;
  }

  static FakeOidc serve(FakeAccount account, EventBus bus) {
    FakeOidc oidc = new FakeOidc(account);
    account.serve(bus, VouchForSession.OPERATION, oidc::vouch);
    account.serve(bus, BeginAuthorization.OPERATION, oidc::begin);
    account.serve(bus, ContinueAuthorization.OPERATION, oidc::goOn);
    account.serve(bus, FindAuthorization.OPERATION, oidc::find);
    account.serve(bus, FindHostLogin.OPERATION, question -> new FindHostLogin.Answer(""));
    account.serve(bus, BeginLogout.OPERATION, question -> new BeginLogout.Answer(BeginLogout.Outcome.ASK, "", ""));
    account.serve(bus, ListApplications.OPERATION, question -> new ListApplications.Answer(
        question.voucher().isEmpty() ? Optional.empty() : Optional.of(List.of(new ListApplications.Application(
            CLIENT, NAME, List.of("openid", "profile", "email"), Instant.parse("2026-01-02T03:04:05Z"),
            Instant.parse("2026-01-03T03:04:05Z"), false)))));
    account.serve(bus, EndApplication.OPERATION, question -> new EndApplication.Answer(!question.voucher().isEmpty()));
    account.serve(bus, AskTokens.OPERATION, question -> knows(question.client())
        ? new AskTokens.Answer(ProtocolError.NONE, Secret.of("at"), Duration.ofMinutes(5), Secret.empty(),
            Secret.of("a.b.c"), "openid")
        : AskTokens.Answer.of(NO_CLIENT));
    account.serve(bus, PushAuthorization.OPERATION, question -> knows(question.client())
        ? new PushAuthorization.Answer(ProtocolError.NONE, Duration.ofSeconds(60))
        : new PushAuthorization.Answer(NO_CLIENT, Duration.ZERO));
    account.serve(bus, RevokeToken.OPERATION, question -> new RevokeToken.Answer(
        knows(question.client()) ? ProtocolError.NONE : NO_CLIENT));
    account.serve(bus, IntrospectToken.OPERATION, question -> knows(question.client())
        ? new IntrospectToken.Answer(ProtocolError.NONE, "{\"active\":false}")
        : new IntrospectToken.Answer(NO_CLIENT, "{}"));
    account.serve(bus, FindUserInfo.OPERATION, question -> question.accessToken().equals(Secret.of("at"))
        ? new FindUserInfo.Answer(ProtocolError.NONE, "{\"sub\":\"7\"}")
        : new FindUserInfo.Answer(new ProtocolError(ProtocolError.Code.INVALID_TOKEN, "It has \"ended\"."), "{}"));
    account.serve(bus, FindKeys.OPERATION, question -> new FindKeys.Answer("{\"keys\":[]}"));
    account.serve(bus, FindOrigin.OPERATION, question -> new FindOrigin.Answer(question.origin().equals(ORIGIN)));
    return oidc;
  }

  private static boolean knows(ClientProof proof) {
    return proof.clientId().equals(CLIENT) && proof.secret().equals(Secret.of(SECRET));
  }

  private VouchForSession.Answer vouch(VouchForSession question) {
    return new VouchForSession.Answer(account.sessions.containsKey(question.session().revealText())
        ? Optional.of(Secret.of("voucher")) : Optional.empty());
  }

  private BeginAuthorization.Answer begin(BeginAuthorization question) {
    AuthorizationDemand demand = question.demand();
    if (!demand.clientId().equals(CLIENT)) {
      return new BeginAuthorization.Answer(BeginAuthorization.Outcome.UNKNOWN_CLIENT, Optional.empty(), "");
    }
    if (!demand.redirectUri().equals(CALLBACK)) {
      return new BeginAuthorization.Answer(BeginAuthorization.Outcome.UNKNOWN_ADDRESS, Optional.empty(), NAME);
    }
    if (!demand.responseType().equals("code")) {
      return new BeginAuthorization.Answer(BeginAuthorization.Outcome.ANSWERED,
          Optional.of(response(demand, "error", "unsupported_response_type")), NAME);
    }
    parked.put(question.newRequest(), demand);
    return new BeginAuthorization.Answer(BeginAuthorization.Outcome.PARKED, Optional.empty(), NAME,
        question.goesOn().filter(any -> !parksOnly).map(requestInfo -> account.answerNow(ContinueAuthorization.OPERATION,
            new ContinueAuthorization(
                question.operationId(), question.newRequest(), question.voucher(), Decision.NONE, requestInfo),
            this::goOn)));
  }

  private ContinueAuthorization.Answer goOn(ContinueAuthorization question) {
    AuthorizationDemand demand = parked.get(question.request());
    boolean leaves = question.decision() == Decision.LEAVE || question.decision() == Decision.DENY;
    return demand == null ? step(Outcome.EXPIRED)
        : leaves ? answered(response(demand, "error", "access_denied"))
        : question.voucher().isEmpty() ? step(Outcome.LOG_IN)
        : answered(response(demand, "code", "c0de"));
  }

  /** Something that a person must do first. */
  public static ContinueAuthorization.Answer step(Outcome outcome) {
    return new ContinueAuthorization.Answer(
        outcome, Optional.empty(), NAME, "grafana.example.org", List.of("openid", "email", "x:y"), "");
  }

  private static ContinueAuthorization.Answer answered(AuthorizationResponse response) {
    return new ContinueAuthorization.Answer(
        Outcome.ANSWERED, Optional.of(response), NAME, "grafana.example.org", List.of(), "");
  }

  private AuthorizationResponse response(AuthorizationDemand demand, String name, String value) {
    return new AuthorizationResponse(callback, mode, List.of(
        new Parameter(name, value), new Parameter("state", demand.state()), new Parameter("iss", "http://ally")));
  }

  private FindAuthorization.Answer find(FindAuthorization question) {
    AuthorizationDemand demand = parked.get(question.request());
    return demand == null
        ? new FindAuthorization.Answer("", "", "")
        : new FindAuthorization.Answer(
            NAME, demand.loginHint(), demand.uiLocales(), loggedIn && !question.voucher().isEmpty());
  }
}
