package dev.ally.oidc;

import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.config.Settings;
import dev.ally.contract.Reseal;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.BeginHostLogin;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.contract.oidc.FindClient;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.contract.oidc.FindKeys;
import dev.ally.contract.oidc.FindOrigin;
import dev.ally.contract.oidc.FindUserInfo;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.contract.oidc.IssueTicket;
import dev.ally.contract.oidc.ListApplications;
import dev.ally.contract.oidc.ListClients;
import dev.ally.contract.oidc.MakeClientSecret;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.contract.oidc.RedeemTicket;
import dev.ally.contract.oidc.RemoveClient;
import dev.ally.contract.oidc.RevokeToken;
import dev.ally.contract.oidc.RotateSigningKeys;
import dev.ally.crypto.Keyring;
import dev.ally.database.Outage;
import dev.ally.database.Resealing;
import dev.ally.database.Schema;
import dev.ally.database.SealedColumn;
import dev.ally.database.SealedColumns;
import dev.ally.metrics.Meters;
import dev.ally.oidc.application.ApplicationService;
import dev.ally.oidc.authorize.BeginService;
import dev.ally.oidc.authorize.ContinueService;
import dev.ally.oidc.authorize.PushService;
import dev.ally.oidc.authorize.RequestSweep;
import dev.ally.oidc.client.ClientAuthentication;
import dev.ally.oidc.client.ClientRegistry;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.forward.ForwardService;
import dev.ally.oidc.key.KeyWorkers;
import dev.ally.oidc.key.Signer;
import dev.ally.oidc.logout.BackChannel;
import dev.ally.oidc.logout.LogoutService;
import dev.ally.oidc.token.GrantSweep;
import dev.ally.oidc.token.Grants;
import dev.ally.oidc.token.IntrospectionService;
import dev.ally.oidc.token.PgTokenKey;
import dev.ally.oidc.token.ProtocolParts;
import dev.ally.oidc.token.RevocationService;
import dev.ally.oidc.token.TokenService;
import dev.ally.oidc.token.UserInfoService;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The services of {@code oidc}, and as a table the operations that each of them serves. */
final class OidcOperations {
  /**
   * What the services are made of.
   *
   * @param signer the same in a rehearsal: keys that it makes there are kept
   */
  record Parts(
      Vertx vertx, Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random, Bus bus,
      Meters meters, Signer signer) {
    /** The same with another pool and another bus. */
    Parts with(Pool other, Bus otherBus) {
      return new Parts(vertx, other, keyring, settings, clock, random, otherBus, Meters.NONE, signer);
    }
  }

  /** Every sealed value of the schema; what is not listed here is lost when its key is retired. */
  private static final List<SealedColumn> SEALED =
      List.of(ClientRegistry.SEALED, Signer.SEALED, PgTokenKey.SEALED);

  /** Tables with a column {@code client_id} that does not refer to the client; their rows go with it all the same. */
  static final List<String> OF_CLIENT =
      List.of("authorization_request", "application_grant", "consent", "logout_delivery");

  private final Parts parts;
  private final Clients clients;
  private final ClientRegistry registry;
  private final ForwardService forward;
  private final ProtocolParts protocol;
  private final BackChannel backChannel;

  OidcOperations(Parts parts) {
    this.parts = parts;
    this.clients = new Clients(parts.pool);
    this.registry = new ClientRegistry(
        parts.vertx, parts.pool, parts.keyring, parts.clock, parts.random, parts.settings.publicUrl(),
        parts.settings.outgoingPrivate(), OF_CLIENT);
    this.forward = new ForwardService(
        parts.bus, clients, parts.pool, parts.keyring, parts.clock, parts.random);
    PgTokenKey tokenKey = new PgTokenKey(parts.pool, parts.keyring, parts.random);
    String issuer = parts.settings.publicUrl().toString();
    var authentication = new ClientAuthentication(
        parts.pool, parts.keyring, parts.clock, parts.random, issuer, new KeyWorkers(parts.vertx));
    this.protocol = new ProtocolParts(
        parts.pool, tokenKey, clients, authentication, parts.signer, issuer, parts.bus, parts.clock);
    this.backChannel = new BackChannel(
        parts.pool, parts.bus, clients, parts.signer, issuer,
        new OutgoingHttp(parts.vertx, parts.settings.outgoingPrivate(), BackChannel.TIMEOUT), parts.clock);
  }

  /** Serves all operations. */
  Future<?> serve() {
    return Future.all(Stream.of(authorization(), tokens(), keys(), applications(), protectedHosts(), operator())
        .flatMap(List::stream).toList());
  }

  /** What is to be done every few seconds, by its name. */
  Map<String, Supplier<Future<?>>> rounds() {
    return Map.of(
        "keep the signing keys", parts.signer::keep,
        "tell applications of logouts", backChannel::round);
  }

  /** What is to be done every minute, by its name: expired rows are deleted. */
  Map<String, Supplier<Future<?>>> sweeps() {
    GrantSweep grants = new GrantSweep(protocol);
    RequestSweep requests = new RequestSweep(parts.pool);
    return Map.of(
        "sweep the registry of clients", registry::sweep,
        "sweep the sessions of protected hosts", forward::sweep,
        "sweep authorization requests", () -> requests.sweep(parts.clock.instant()),
        "sweep grants", () -> grants.sweep(parts.clock.instant()),
        "tell of tokens that were used twice", grants::tellOfReuse);
  }

  private List<Future<?>> authorization() {
    ContinueService next = new ContinueService(protocol);
    BeginService requests = new BeginService(protocol, next);
    return List.of(
        serve(BeginAuthorization.OPERATION, requests::begin),
        serve(FindAuthorization.OPERATION, requests::find),
        serve(ContinueAuthorization.OPERATION, next::proceed),
        serve(PushAuthorization.OPERATION, new PushService(protocol)::push));
  }

  private List<Future<?>> tokens() {
    return List.of(
        serve(AskTokens.OPERATION, new TokenService(protocol)::ask),
        serve(FindUserInfo.OPERATION, new UserInfoService(protocol)::find),
        serve(IntrospectToken.OPERATION, new IntrospectionService(protocol)::introspect),
        serve(RevokeToken.OPERATION, new RevocationService(protocol)::revoke));
  }

  private List<Future<?>> keys() {
    return List.of(
        serve(FindKeys.OPERATION, question -> parts.signer.publicKeys().map(FindKeys.Answer::new)),
        serve(FindOrigin.OPERATION, question -> clients.hasOrigin(question.origin()).map(FindOrigin.Answer::new)));
  }

  private List<Future<?>> applications() {
    var applications = new ApplicationService(parts.bus, clients, new Grants(parts.pool), backChannel);
    var logout = new LogoutService(parts.bus, clients, parts.signer, protocol.issuer());
    return List.of(
        serve(BeginLogout.OPERATION, logout::begin),
        serve(ListApplications.OPERATION, applications::list),
        serve(EndApplication.OPERATION, applications::end));
  }

  private List<Future<?>> protectedHosts() {
    return List.of(
        serve(CheckHostSession.OPERATION, forward::check),
        serve(BeginHostLogin.OPERATION, forward::begin),
        serve(FindHostLogin.OPERATION, forward::find),
        serve(IssueTicket.OPERATION, forward::issue),
        serve(RedeemTicket.OPERATION, forward::redeem));
  }

  private List<Future<?>> operator() {
    var resealing = new Resealing(
        parts.pool, parts.keyring, new SealedColumns(Schema.OIDC, SEALED), parts.random);
    return List.of(
        serve(ApplyClients.OPERATION, registry::apply),
        serve(ListClients.OPERATION, registry::list),
        serve(FindClient.OPERATION, registry::find),
        serve(RemoveClient.OPERATION, registry::remove),
        serve(MakeClientSecret.OPERATION, registry::makeSecret),
        serve(RotateSigningKeys.OPERATION, parts.signer::rotate),
        serve(Reseal.OF_OIDC, resealing::reseal));
  }

  private <Q, A> Future<?> serve(BusOperation<Q, A> operation, Function<Q, Future<A>> service) {
    return operation.serve(parts.bus, q -> Outage.unavailableWhenAway(service.apply(q)));
  }
}
