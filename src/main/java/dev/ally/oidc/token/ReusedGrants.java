package dev.ally.oidc.token;

import dev.ally.bus.Bus;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.client.Clients;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends grants whose used code or refresh token came again: it has two holders, and one of them has stolen it (RFC 9700
 * §4.14.2). All that came of the grant ends, and the person is told, at the next round if {@code account} is away.
 */
final class ReusedGrants {
  private static final Logger LOG = LoggerFactory.getLogger(ReusedGrants.class);
  private static final RequestInfo NOBODY = new RequestInfo("", "", Secret.empty());
  private static final int A_ROUND = 100;

  private final PgGrantStore store;
  private final Clients clients;
  private final Bus bus;
  private final Clock clock;

  ReusedGrants(PgGrantStore store, Clients clients, Bus bus, Clock clock) {
    this.store = store;
    this.clients = clients;
    this.bus = bus;
    this.clock = clock;
  }

  /** @param what came again: "code" */
  Future<Void> end(Grant grant, Client client, String what) {
    return store.endForReuse(grant.id(), clock.instant()).compose(ended -> {
      if (!ended) {
        return Future.succeededFuture();
      }
      LOG.warn("A {} of client {} was used twice: grant {} has ended with all its tokens", what, client.id(),
          grant.id());
      return tell(grant, client.name())
          .onFailure(failure -> LOG.debug("the person is told later: {}", failure.toString()))
          .otherwiseEmpty();
    });
  }

  /** Tells those who were not told when it happened. */
  Future<Void> tellRest() {
    return store.untold(A_ROUND).compose(this::tellAll);
  }

  private Future<Void> tellAll(List<Grant> untold) {
    Future<Void> told = Future.succeededFuture();
    for (Grant grant : untold) {
      told = told.compose(done -> clients.find(grant.clientId()))
          .compose(client -> tell(grant, client.map(Client::name).orElse(grant.clientId())));
    }
    return told;
  }

  private Future<Void> tell(Grant grant, String clientName) {
    return NoteApplication.OPERATION
        .ask(bus, new NoteApplication(
            grant.id(), grant.accountId(), NoteApplication.Event.TOKEN_REUSED, clientName, NOBODY))
        .compose(noted -> store.told(grant.id()));
  }
}
