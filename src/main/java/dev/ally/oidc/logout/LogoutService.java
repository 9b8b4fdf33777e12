package dev.ally.oidc.logout;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.oidc.BeginLogout.Outcome;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.key.Signer;
import dev.ally.oidc.token.Logins;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks logouts that applications ask for (OpenID Connect RP-Initiated Logout §2 and §3). */
public final class LogoutService {
  private static final Logger LOG = LoggerFactory.getLogger(LogoutService.class);
  private static final String ID_TOKEN = "JWT";

  private final Logins logins;
  private final Clients clients;
  private final Signer signer;
  private final String issuer;

  public LogoutService(Bus bus, Clients clients, Signer signer, String issuer) {
    this.logins = new Logins(bus);
    this.clients = clients;
    this.signer = signer;
    this.issuer = issuer;
  }

  /** An id token that this server issued, expired or not. */
  private record Hint(String clientId, String subject, String sid) {
    boolean names(Login login) {
      return subject.equals(login.accountId().toString()) && sid.equals(login.sid().toString());
    }
  }

  public Future<BeginLogout.Answer> begin(BeginLogout question) {
    if (question.idTokenHint().isEmpty()) {
      return begin(question, Optional.empty());
    }
    return signer.verify(question.idTokenHint(), ID_TOKEN).map(claims -> claims.flatMap(this::hint)).compose(hint -> {
      if (hint.isEmpty() || !question.clientId().isEmpty() && !question.clientId().equals(hint.get().clientId)) {
        LOG.info("A logout was asked for with an id_token_hint that {}",
            hint.isEmpty() ? "is no id token of this server" : "is not of client " + shown(question.clientId()));
        return Future.succeededFuture(new BeginLogout.Answer(Outcome.BAD_HINT, "", ""));
      }
      return begin(question, hint);
    });
  }

  private Optional<Hint> hint(Map<String, Object> claims) {
    boolean isOurs = issuer.equals(claims.get("iss"))
        && claims.get("sub") instanceof String && claims.get("sid") instanceof String;
    return Optional.ofNullable(claims.get("aud"))
        .map(audience -> audience instanceof List<?> several && several.size() == 1 ? several.get(0) : audience)
        .filter(audience -> isOurs && audience instanceof String)
        .map(audience -> new Hint((String) audience, (String) claims.get("sub"), (String) claims.get("sid")));
  }

  private Future<BeginLogout.Answer> begin(BeginLogout question, Optional<Hint> hint) {
    String clientId = hint.map(Hint::clientId).orElse(question.clientId());
    return clients.find(clientId).compose(client -> {
      boolean leads = !question.returnUri().isEmpty();
      if (leads && client.filter(known -> isRegistered(known, question.returnUri())).isEmpty()) {
        LOG.info("Client {} asked to be returned to after a logout at an address that is not among its"
            + " post_logout_redirect_uris", shown(clientId));
        return Future.succeededFuture(
            new BeginLogout.Answer(Outcome.UNKNOWN_ADDRESS, "", client.map(Client::name).orElse("")));
      }
      String returnUri = leads ? withState(question.returnUri(), question.state()) : "";
      return logins.find(question.voucher()).map(login -> new BeginLogout.Answer(
          isProven(login, hint) ? Outcome.PROVEN : Outcome.ASK, returnUri, client.map(Client::name).orElse("")));
    });
  }

  /** Without a session there is nothing to end, and nothing to ask. */
  private static boolean isProven(Optional<Login> login, Optional<Hint> hint) {
    return login.isEmpty() || hint.isPresent() && hint.get().names(login.get());
  }

  private static boolean isRegistered(Client client, String returnUri) {
    return client.postLogoutRedirectUris().contains(returnUri);
  }

  private static String withState(String address, String state) {
    return state.isEmpty() ? address
        : address + (address.contains("?") ? "&" : "?") + "state=" + URLEncoder.encode(state, StandardCharsets.UTF_8);
  }

  /** What may stand in a log. */
  private static String shown(String clientId) {
    return Client.isId(clientId) ? clientId : "(none)";
  }
}
