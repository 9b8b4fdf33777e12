package dev.ally.oidc.authorize;

import static dev.ally.oidc.authorize.AuthorizationError.INVALID_REQUEST;

import dev.ally.contract.oidc.AuthorizationDemand;
import dev.ally.oidc.authorize.AuthorizationError.Refusal;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.key.Signer;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Reads what a known client asks for, with the hint of an id token in it. */
record RequestReader(Signer signer, String issuer) {
  /** A request, or what is wrong with it. */
  record Read(Optional<CheckedDemand> demand, Optional<Refusal> refusal) {
    static Read refused(Refusal refusal) {
      return new Read(Optional.empty(), Optional.of(refusal));
    }
  }

  Future<Read> read(AuthorizationDemand demand, Client client) {
    DemandCheck check = new DemandCheck(demand, client);
    Optional<Refusal> refusal = check.refusal();
    if (refusal.isPresent()) {
      return Future.succeededFuture(Read.refused(refusal.get()));
    }
    CheckedDemand checked = check.checked();
    return demand.idTokenHint().isEmpty()
        ? Future.succeededFuture(new Read(Optional.of(checked), Optional.empty()))
        : signer.verify(demand.idTokenHint(), "JWT").map(claims -> withHint(checked, client, claims));
  }

  /** A hint may have expired (OpenID Connect Core §3.1.2.1); it is of this issuer and for this client. */
  private Read withHint(CheckedDemand demand, Client client, Optional<Map<String, Object>> claims) {
    Optional<String> subject = claims
        .filter(known -> issuer.equals(known.get("iss")) && isFor(client, known.get("aud")))
        .map(known -> String.valueOf(known.get("sub")));
    if (subject.isEmpty()) {
      return Read.refused(new Refusal(INVALID_REQUEST, "id_token_hint is no id token that this client was given"));
    }
    return demand.subject().filter(asked -> !asked.equals(subject.get())).isPresent()
        ? Read.refused(new Refusal(INVALID_REQUEST, "id_token_hint and claims name two persons"))
        : new Read(Optional.of(demand.withSubject(subject.get())), Optional.empty());
  }

  private static boolean isFor(Client client, Object audience) {
    return audience instanceof Collection<?> several ? several.contains(client.id()) : client.id().equals(audience);
  }
}
