package dev.ally.oidc.authorize;

import static dev.ally.oidc.authorize.AuthorizationError.INVALID_REQUEST;
import static dev.ally.oidc.authorize.AuthorizationError.INVALID_SCOPE;
import static dev.ally.oidc.authorize.AuthorizationError.REGISTRATION_NOT_SUPPORTED;
import static dev.ally.oidc.authorize.AuthorizationError.REQUEST_NOT_SUPPORTED;
import static dev.ally.oidc.authorize.AuthorizationError.REQUEST_URI_NOT_SUPPORTED;
import static dev.ally.oidc.authorize.AuthorizationError.UNMET_AUTHENTICATION_REQUIREMENTS;
import static dev.ally.oidc.authorize.AuthorizationError.UNSUPPORTED_RESPONSE_TYPE;

import dev.ally.bus.TextLimit;
import dev.ally.contract.oidc.AuthorizationDemand;
import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.oidc.authorize.AuthorizationError.Refusal;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks an authorization request of a known client to one of its redirect addresses (RFC 6749 §4.1.1, RFC 7636 §4.3,
 * OpenID Connect Core §3.1.2.2). The hint of an id token is checked elsewhere.
 */
final class DemandCheck {
  /** The hash of S256 in base64url. */
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
  /** A longer state is cut when it is read, and must not be sent back. */
  private static final int LONGEST = TextLimit.PARAMETER.longest();
  private static final int LONGEST_HINT = TextLimit.EMAIL.longest();
  private static final int LONGEST_LOCALES = 200;

  private final AuthorizationDemand demand;
  private final Client client;
  private final Optional<Set<Prompt>> prompts;
  private final Optional<ClaimsDemand> claims;
  private final List<String> scopes;

  DemandCheck(AuthorizationDemand demand, Client client) {
    this.demand = demand;
    this.client = client;
    this.prompts = Prompt.read(demand.prompt());
    this.claims = ClaimsDemand.read(demand.claims());
    this.scopes = scopes();
  }

  /** What is wrong with it, the first of all; empty: nothing. */
  Optional<Refusal> refusal() {
    return Stream.<Supplier<Optional<Refusal>>>of(
            this::repeated, this::objects, this::responseType, this::texts, this::scope, this::proofKey, this::login)
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The request, if there is nothing wrong with it. */
  CheckedDemand checked() {
    ClaimsDemand asked = claims.orElseThrow();
    return new CheckedDemand(
        demand.redirectUri(), mode(), demand.state(), scopes, demand.nonce(), demand.codeChallenge(),
        prompts.orElseThrow(),
        demand.maxAge().isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(demand.maxAge())),
        acr(asked), asked.subject(), asked.inIdToken(), asked.atUserInfo(),
        shortText(demand.loginHint(), LONGEST_HINT), shortText(demand.uiLocales(), LONGEST_LOCALES)).within(client);
  }

  /** How an answer goes back, also that there is something wrong. */
  Mode mode() {
    return demand.responseMode().equals("form_post") && !demand.repeated().contains("response_mode")
        ? Mode.FORM_POST
        : Mode.QUERY;
  }

  /** The state to send back; empty: there is none, or it is not as it was sent. */
  String state() {
    return demand.repeated().contains("state") || isUnfit(demand.state()) ? "" : demand.state();
  }

  private Optional<Refusal> repeated() {
    return demand.repeated().isEmpty()
        ? Optional.empty()
        : refused(INVALID_REQUEST, "a parameter came more than once");
  }

  private Optional<Refusal> objects() {
    if (!demand.request().isEmpty()) {
      return refused(REQUEST_NOT_SUPPORTED, "request objects are not supported");
    }
    if (!demand.requestUri().isEmpty()) {
      return refused(REQUEST_URI_NOT_SUPPORTED, "only the request_uri of a pushed authorization request is supported");
    }
    return demand.registration().isEmpty()
        ? Optional.empty()
        : refused(REGISTRATION_NOT_SUPPORTED, "registration is not supported: clients are registered beforehand");
  }

  private Optional<Refusal> responseType() {
    if (demand.responseType().isEmpty()) {
      return refused(INVALID_REQUEST, "response_type is missing");
    }
    if (!demand.responseType().equals("code")) {
      return refused(UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
    }
    return Set.of("", "query", "form_post").contains(demand.responseMode())
        ? Optional.empty()
        : refused(INVALID_REQUEST, "response_mode must be query or form_post");
  }

  private Optional<Refusal> texts() {
    return isUnfit(demand.state())
        ? refused(INVALID_REQUEST, "state is too long, or has a control character")
        : isUnfit(demand.nonce())
            ? refused(INVALID_REQUEST, "nonce is too long, or has a control character")
            : Optional.empty();
  }

  private Optional<Refusal> scope() {
    return scopes.isEmpty()
        ? refused(INVALID_SCOPE, "scope has none of those that the client is registered for")
        : Optional.empty();
  }

  private Optional<Refusal> proofKey() {
    String challenge = demand.codeChallenge();
    if (challenge.isEmpty()) {
      return !demand.codeChallengeMethod().isEmpty() || needsProofKey()
          ? refused(INVALID_REQUEST, "code_challenge is missing")
          : Optional.empty();
    }
    return demand.codeChallengeMethod().equals("S256") && CHALLENGE.matcher(challenge).matches()
        ? Optional.empty()
        : refused(INVALID_REQUEST, "code_challenge_method must be S256, and code_challenge a hash of it");
  }

  /** Native and browser clients keep no secret, so their codes need the proof (RFC 9700 §2.1.1). */
  private boolean needsProofKey() {
    return client.pkce() == Client.Pkce.REQUIRED || !client.isConfidential()
        || client.type() == Client.Type.NATIVE || client.type() == Client.Type.BROWSER;
  }

  private Optional<Refusal> login() {
    if (prompts.isEmpty()) {
      return refused(INVALID_REQUEST, "prompt has an unknown value, or none together with others");
    }
    if (!demand.maxAge().isEmpty() && !SECONDS.matcher(demand.maxAge()).matches()) {
      return refused(INVALID_REQUEST, "max_age is not a number of seconds");
    }
    if (claims.isEmpty()) {
      return refused(INVALID_REQUEST, "claims is not a JSON object of claims");
    }
    return acr(claims.get()).isImpossible()
        ? refused(UNMET_AUTHENTICATION_REQUIREMENTS, "no login here has an acr that is demanded")
        : Optional.empty();
  }

  /** What is not understood is left out (OpenID Connect Core §3.1.2.1), and what the client is not registered for. */
  private List<String> scopes() {
    List<String> granted = new ArrayList<>(client.within(List.copyOf(Scope.read(demand.scope()))));
    boolean mayAskOnce = client.consent() == Client.Consent.NONE
        || prompts.filter(asked -> asked.contains(Prompt.CONSENT)).isPresent();
    if (!mayAskOnce) {
      // OpenID Connect Core §11: ignored, unless the person is asked for it.
      granted.remove(Scope.OFFLINE_ACCESS);
    }
    return List.copyOf(granted);
  }

  private AcrDemand acr(ClaimsDemand asked) {
    List<String> wished = new ArrayList<>(asked.wishedAcr());
    wished.addAll(Scope.read(demand.acrValues()));
    return new AcrDemand(asked.essentialAcr(), wished);
  }

  private static String shortText(String text, int longest) {
    return text.length() > longest || CONTROL.matcher(text).find() ? "" : text;
  }

  private static boolean isUnfit(String text) {
    return text.codePointCount(0, text.length()) > LONGEST || CONTROL.matcher(text).find();
  }

  private static Optional<Refusal> refused(AuthorizationError error, String description) {
    return Optional.of(new Refusal(error, description));
  }
}
