package dev.ally.oidc.authorize;

import static dev.ally.oidc.authorize.AuthorizationError.ACCESS_DENIED;
import static dev.ally.oidc.authorize.AuthorizationError.CONSENT_REQUIRED;
import static dev.ally.oidc.authorize.AuthorizationError.INTERACTION_REQUIRED;
import static dev.ally.oidc.authorize.AuthorizationError.INVALID_SCOPE;
import static dev.ally.oidc.authorize.AuthorizationError.LOGIN_REQUIRED;
import static dev.ally.oidc.authorize.AuthorizationError.TEMPORARILY_UNAVAILABLE;

import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.AuthorizationResponse;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.AuthorizationCode;
import dev.ally.oidc.token.Logins;
import dev.ally.oidc.token.ProtocolParts;
import dev.ally.oidc.token.Tokens.Purpose;
import dev.ally.oidc.token.Tokens;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what comes next for a request, and answers it once. One that has just come is parked only if a person must do
 * something first, or with its answer.
 */
public final class ContinueService {
  private final ProtocolParts parts;
  private final PgRequestStore requests;
  private final Logins logins;
  private final PgNewGrantStore grants;
  private final Responses responses;
  private final ParkingBudget budget = new ParkingBudget();

  public ContinueService(ProtocolParts parts) {
    this.parts = parts;
    this.requests = new PgRequestStore(parts.pool());
    this.logins = new Logins(parts.bus());
    this.grants = new PgNewGrantStore(parts.pool());
    this.responses = new Responses(parts.issuer());
  }

  /** @param isNew whether it is not parked yet */
  private record Turn(
      ContinueAuthorization question, PgRequestStore.Parked parked, boolean isNew, Client client, Tokens tokens,
      Instant now) {
    AuthorizationCode code() {
      return AuthorizationCode.of(tokens, question.operationId(), question.request());
    }

    Situation situation(Optional<Login> login, PgNewGrantStore.Facts facts) {
      return new Situation(
          parked.demand(), client, login, parked.loginBefore(), parked.begunAt(), facts.agreed(),
          question.decision() == Decision.ALLOW, now);
    }
  }

  public Future<ContinueAuthorization.Answer> proceed(ContinueAuthorization question) {
    Instant now = parts.clock().instant();
    return parts.keys().tokens().compose(tokens -> requests.find(tokens.hash(Purpose.REQUEST, question.request()), now)
        .compose(found -> found.isEmpty()
            ? Future.succeededFuture(expired())
            : parts.clients().find(found.get().clientId())
                .compose(client -> client
                    .filter(known -> RedirectAddress.isOf(known, found.get().demand().redirectUri()))
                    .map(known -> take(
                        new Turn(question, found.get().within(known), false, known, tokens, now)))
                    .orElseGet(() -> Future.succeededFuture(expired())))));
  }

  /**
   * The same for a request that has just come and was checked.
   *
   * @param parked as it is to be parked
   * @param login of the question's voucher
   */
  Future<ContinueAuthorization.Answer> goOn(
      ContinueAuthorization question, PgRequestStore.Parked parked, Client client, Tokens tokens,
      Optional<Login> login, Instant now) {
    return take(new Turn(question, parked, true, client, tokens, now), login);
  }

  /** Whether the session of this voucher is enough for a parked request, so that nobody need log in. */
  Future<Boolean> isLoggedIn(Secret voucher, PgRequestStore.Parked parked, Client client) {
    return logins.find(voucher).map(login -> new Situation(
        parked.demand(), client, login, parked.loginBefore(), parked.begunAt(), Set.of(), false,
        parts.clock().instant()).next() != Situation.Step.LOG_IN);
  }

  private Future<ContinueAuthorization.Answer> take(Turn turn) {
    if (turn.parked.answeredBy().isPresent()) {
      return Future.succeededFuture(answeredBefore(turn, turn.parked));
    }
    if (turn.parked.demand().scopes().isEmpty()) {
      return refuse(turn, INVALID_SCOPE);
    }
    return switch (turn.question.decision()) {
      case DENY, LEAVE -> refuse(turn, ACCESS_DENIED);
      case NONE, ALLOW -> logins.find(turn.question.voucher()).compose(login -> take(turn, login));
    };
  }

  private Future<ContinueAuthorization.Answer> take(Turn turn, Optional<Login> login) {
    return login.isEmpty()
        ? step(turn, turn.situation(login, PgNewGrantStore.Facts.NONE), PgNewGrantStore.Facts.NONE)
        : spend(turn, login.get())
            .compose(spent -> grants.facts(login.get(), turn.client.id(), turn.now))
            .compose(facts -> step(turn, turn.situation(login, facts), facts));
  }

  /** A person may be known here and not where the request was parked, so a request too many is deleted. */
  private Future<Void> spend(Turn turn, Login login) {
    return budget.count(login.accountId().toString(), turn.now)
        .recover(tooMany -> requests.delete(turn.parked.hash()).compose(deleted -> Future.failedFuture(tooMany)));
  }

  private Future<ContinueAuthorization.Answer> step(Turn turn, Situation situation, PgNewGrantStore.Facts facts) {
    boolean isSilent = turn.parked.demand().has(Prompt.NONE);
    return switch (situation.next()) {
      case LOG_IN -> isSilent
          ? refuse(turn, LOGIN_REQUIRED)
          : shown(turn, Outcome.LOG_IN, Set.of());
      case WRONG_PERSON -> refuse(turn, LOGIN_REQUIRED);
      case NOT_IN_GROUP -> isSilent
          ? refuse(turn, ACCESS_DENIED)
          : shown(turn, Outcome.NOT_IN_GROUP, Set.of());
      case ENROL -> isSilent
          ? refuse(turn, INTERACTION_REQUIRED)
          : shown(turn, Outcome.ENROL, Set.of());
      case CONSENT -> isSilent
          ? refuse(turn, CONSENT_REQUIRED)
          : shown(turn, Outcome.CONSENT, situation.scopesToAgree());
      case GRANT -> facts.isTooMany()
          ? refuse(turn, TEMPORARILY_UNAVAILABLE)
          : grant(turn, situation, facts);
    };
  }

  private Future<ContinueAuthorization.Answer> shown(Turn turn, Outcome outcome, Set<String> scopes) {
    CheckedDemand demand = turn.parked.demand();
    Future<Void> parked = turn.isNew ? requests.park(turn.parked, turn.now) : Future.succeededFuture();
    return parked.map(new ContinueAuthorization.Answer(
        outcome, Optional.empty(), turn.client.name(), RedirectAddress.host(demand.redirectUri()),
        List.copyOf(scopes), demand.loginHint()));
  }

  /** The activity log knows of the login before the application does. */
  private Future<ContinueAuthorization.Answer> grant(Turn turn, Situation situation, PgNewGrantStore.Facts facts) {
    Login login = situation.login().orElseThrow();
    Set<String> toRemember = situation.agrees() && turn.client.consent() == Client.Consent.ONCE
        ? situation.scopesToAgree()
        : Set.of();
    var grant = new PgNewGrantStore.NewGrant(
        turn.parked, turn.isNew, turn.client, login, toRemember, turn.code(), turn.question.operationId());
    return (facts.isNoted() ? Future.<Void>succeededFuture() : note(turn, login))
        .compose(noted -> grants.grant(grant, turn.tokens, turn.now))
        .compose(granted -> granted
            ? Future.succeededFuture(answered(turn, responses.code(turn.parked.demand(), turn.code().text())))
            : overtaken(turn));
  }

  /** Once for a login of the person, however often the application asks for one. */
  private Future<Void> note(Turn turn, Login login) {
    return NoteApplication.OPERATION.ask(parts.bus(), new NoteApplication(
        turn.tokens.deriveId(Purpose.NOTED_LOGIN, Tokens.bytes(login.login()),
            turn.client.id().getBytes(StandardCharsets.UTF_8)),
        login.accountId(), NoteApplication.Event.LOGGED_IN, turn.client.name(), turn.question.requestInfo()))
        .mapEmpty();
  }

  /** A request that is not parked is over with that: no token of it ever left this server. */
  private Future<ContinueAuthorization.Answer> refuse(Turn turn, AuthorizationError error) {
    Future<Boolean> refusal = turn.isNew
        ? Future.succeededFuture(true)
        : requests.answer(turn.parked.hash(), turn.question.operationId(), error);
    return refusal.compose(refused -> refused
        ? Future.succeededFuture(answered(
            turn, responses.error(turn.parked.demand(), error.refusal())))
        : overtaken(turn));
  }

  private Future<ContinueAuthorization.Answer> overtaken(Turn turn) {
    return requests.find(turn.parked.hash(), turn.now)
        .map(later -> later.map(parked -> answeredBefore(turn, parked)).orElseGet(ContinueService::expired));
  }

  /** The same operation gets the same answer; for any other the request is over. */
  private ContinueAuthorization.Answer answeredBefore(Turn turn, PgRequestStore.Parked parked) {
    if (!parked.answeredBy().equals(Optional.of(turn.question.operationId()))) {
      return expired();
    }
    return answered(turn, parked.answer()
        .map(error -> responses.error(parked.demand(), error.refusal()))
        .orElseGet(() -> responses.code(parked.demand(), turn.code().text())));
  }

  private static ContinueAuthorization.Answer answered(Turn turn, AuthorizationResponse response) {
    return new ContinueAuthorization.Answer(
        Outcome.ANSWERED, Optional.of(response), turn.client.name(),
        RedirectAddress.host(response.redirectUri()), List.of(), "");
  }

  private static ContinueAuthorization.Answer expired() {
    return new ContinueAuthorization.Answer(Outcome.EXPIRED, Optional.empty(), "", "", List.of(), "");
  }
}
