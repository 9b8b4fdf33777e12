package dev.ally.oidc.authorize;

import dev.ally.config.Limit;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.oidc.AuthorizationDemand;
import dev.ally.contract.oidc.AuthorizationResponse;
import dev.ally.contract.oidc.BeginAuthorization.Outcome;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.oidc.authorize.AuthorizationError.Refusal;
import dev.ally.oidc.authorize.PgRequestStore.Parked;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.Logins;
import dev.ally.oidc.token.ProtocolParts;
import dev.ally.oidc.token.Scope;
import dev.ally.oidc.token.Tokens.Purpose;
import dev.ally.oidc.token.Tokens;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks authorization requests, and parks them or goes on with them. */
public final class BeginService {
  private static final Logger LOG = LoggerFactory.getLogger(BeginService.class);

  /** The user information of an address (RFC 3986 §3.2.1), and what follows its path. */
  private static final Pattern NOT_SHOWN = Pattern.compile("(?<=//)[^/?#]*@|[?#].*", Pattern.DOTALL);
  private static final int LONGEST_SHOWN = 200;

  private final ProtocolParts parts;
  private final Logins logins;
  private final PgRequestStore store;
  private final RequestReader reader;
  private final Responses responses;
  private final ContinueService next;
  private final ParkingBudget budget = new ParkingBudget();

  /** @param next goes on with what was checked */
  public BeginService(ProtocolParts parts, ContinueService next) {
    this.parts = parts;
    this.next = next;
    this.logins = new Logins(parts.bus());
    this.store = new PgRequestStore(parts.pool());
    this.reader = new RequestReader(parts.signer(), parts.issuer());
    this.responses = new Responses(parts.issuer());
  }

  public Future<BeginAuthorization.Answer> begin(BeginAuthorization question) {
    AuthorizationDemand demand = question.demand();
    if (demand.repeated().contains("client_id") || !Client.isId(demand.clientId())) {
      LOG.info("An application asked for a login with {} client_id", demand.repeated().contains("client_id")
          ? "more than one" : demand.clientId().isEmpty() ? "no" : "no readable");
      return ended(Outcome.UNKNOWN_CLIENT, "");
    }
    return parts.clients().find(demand.clientId()).compose(client -> {
      if (client.isEmpty()) {
        LOG.info("An application asked for a login as client {}, which is not registered: \"client apply\" does that",
            demand.clientId());
        return ended(Outcome.UNKNOWN_CLIENT, "");
      }
      return isPushed(demand) ? takePushed(question, client.get()) : begin(question, client.get());
    });
  }

  /** Which application waits for a login; for the login pages. */
  public Future<FindAuthorization.Answer> find(FindAuthorization question) {
    return parts.keys().tokens()
        .compose(tokens -> store.find(tokens.hash(Purpose.REQUEST, question.request()), parts.clock().instant()))
        .compose(found -> found.filter(parked -> parked.answeredBy().isEmpty())
            .map(parked -> parts.clients().find(parked.clientId()).compose(client -> client
                .map(known -> found(question, parked, known))
                .orElseGet(BeginService::notFound)))
            .orElseGet(BeginService::notFound));
  }

  private Future<FindAuthorization.Answer> found(FindAuthorization question, Parked parked, Client client) {
    return next.isLoggedIn(question.voucher(), parked, client).map(loggedIn -> new FindAuthorization.Answer(
        client.name(), parked.demand().loginHint(), parked.demand().uiLocales(), loggedIn));
  }

  private static Future<FindAuthorization.Answer> notFound() {
    return Future.succeededFuture(new FindAuthorization.Answer("", "", ""));
  }

  private static boolean isPushed(AuthorizationDemand demand) {
    return demand.requestUri().startsWith(PushService.REQUEST_URI) && !demand.repeated().contains("request_uri");
  }

  private Future<BeginAuthorization.Answer> begin(BeginAuthorization question, Client client) {
    AuthorizationDemand demand = question.demand();
    if (demand.repeated().contains("redirect_uri") || !RedirectAddress.isOf(client, demand.redirectUri())) {
      LOG.info("Client {} asked for the redirect address {}, which is none of its redirect_uris", client.id(),
          printable(demand.redirectUri()));
      return ended(Outcome.UNKNOWN_ADDRESS, client.name());
    }
    return reader.read(demand, client).compose(read -> read.demand().isPresent()
        ? parkOrGoOn(question, client, read.demand().get())
        : Future.succeededFuture(refused(demand, client, read.refusal().orElseThrow())));
  }

  private BeginAuthorization.Answer refused(AuthorizationDemand demand, Client client, Refusal refusal) {
    LOG.info("Client {} was refused: {}: {}", client.id(), refusal.error().wireName(), refusal.description());
    DemandCheck check = new DemandCheck(demand, client);
    AuthorizationResponse response =
        responses.error(demand.redirectUri(), check.mode(), check.state(), refusal);
    return new BeginAuthorization.Answer(Outcome.ANSWERED, Optional.of(response), client.name());
  }

  private Future<BeginAuthorization.Answer> parkOrGoOn(
      BeginAuthorization question, Client client, CheckedDemand demand) {
    List<String> leftOut = leftOut(question.demand().scope(), client);
    if (!leftOut.isEmpty()) {
      LOG.info("Client {} asked for scopes that are not among its scopes, and are left out: {}", client.id(), leftOut);
    }
    boolean needsLogin = demand.asksForALogin() || question.goesOn().isPresent();
    Instant now = parts.clock().instant();
    return spend(question, now)
        .compose(spent -> logins.find(needsLogin ? question.voucher() : Secret.empty()))
        .compose(login -> parts.keys().tokens().compose(tokens -> {
          Parked parked = Parked.of(
              tokens.hash(Purpose.REQUEST, question.newRequest()), client.id(), demand, id(login),
              begin(question, login, now));
          return question.goesOn()
              .map(requestInfo ->
                  next.goOn(goOn(question, requestInfo), parked, client, tokens, login, now).map(Optional::of))
              .orElseGet(() -> store.park(parked, now).map(Optional.empty()));
        }))
        .map(answer -> new BeginAuthorization.Answer(Outcome.PARKED, Optional.empty(), client.name(), answer));
  }

  private static ContinueAuthorization goOn(BeginAuthorization question, RequestInfo requestInfo) {
    return new ContinueAuthorization(
        question.operationId(), question.newRequest(), question.voucher(), Decision.NONE, requestInfo);
  }

  private Future<Void> spend(BeginAuthorization question, Instant now) {
    return question.voucher().isEmpty() ? budget.count(question.address(), now) : Future.succeededFuture();
  }

  private static List<String> leftOut(String asked, Client client) {
    return Scope.read(asked).stream()
        .filter(scope -> Client.SCOPES.contains(scope) && !client.scopes().contains(scope))
        .toList();
  }

  private Future<BeginAuthorization.Answer> takePushed(BeginAuthorization question, Client client) {
    Secret pushed = Secret.of(question.demand().requestUri().substring(PushService.REQUEST_URI.length()));
    return spend(question, parts.clock().instant())
        .compose(spent -> logins.find(question.voucher()))
        .compose(login -> parts.keys().tokens().compose(tokens -> takePushed(question, client, pushed, login, tokens)));
  }

  /** A request that was taken by this very operation is parked under its new token already. */
  private Future<BeginAuthorization.Answer> takePushed(
      BeginAuthorization question, Client client, Secret pushed, Optional<Login> login, Tokens tokens) {
    Instant now = parts.clock().instant();
    var hash = tokens.hash(Purpose.REQUEST, question.newRequest());
    return store.take(
            tokens.hash(Purpose.REQUEST, pushed), client.id(), hash, id(login), begin(question, login, now), now)
        .compose(taken -> taken
            ? Future.succeededFuture(true)
            : store.find(hash, now).map(Optional::isPresent))
        .map(parked -> {
          if (!parked) {
            LOG.info("Client {} sent a browser with a request_uri that is used, older than {} s, or of another client:"
                + " it must push a request for each login", client.id(),
                Limit.PUSHED_REQUEST_LIFE.duration().toSeconds());
          }
          return answer(parked ? Outcome.PARKED : Outcome.UNKNOWN_REQUEST, client.name());
        });
  }

  /**
   * From when on a login is a new one, but for the difference of two clocks. A browser shows no session with the form
   * of another site. It may have had one for a second, which must not count as new for being that young.
   *
   * @return in the future, by that difference, where the login must come after this moment by any clock
   */
  private static Instant begin(BeginAuthorization question, Optional<Login> login, Instant now) {
    return question.posted() && login.isEmpty() ? now.plus(Limit.CLOCK_TOLERANCE.duration()).plusMillis(1) : now;
  }

  private static Optional<UUID> id(Optional<Login> login) {
    return login.map(Login::login);
  }

  /**
   * What may stand in a log: no query and no user information, in which there may be a secret, and no character that
   * moves another one or ends the line.
   */
  static String printable(String address) {
    String shown = NOT_SHOWN.matcher(address).replaceAll("");
    String plain = shown.substring(0, Math.min(shown.length(), LONGEST_SHOWN)).replaceAll("[^!-~]", "?");
    return plain.isEmpty() ? "none" : plain;
  }

  private static Future<BeginAuthorization.Answer> ended(Outcome outcome, String clientName) {
    return Future.succeededFuture(answer(outcome, clientName));
  }

  private static BeginAuthorization.Answer answer(Outcome outcome, String clientName) {
    return new BeginAuthorization.Answer(outcome, Optional.empty(), clientName);
  }
}
