package dev.ally.oidc.token;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.oidc.client.Client;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Whether a grant still opens anything. {@code account} is asked at every use, so that a lock, a deletion, a new
 * password and the end of a session count at once and on every node.
 */
record Standings(Bus bus) {
  /**
   * How the account stands for which the grant was made.
   *
   * @param used whether this counts as use of a session that the grant needs
   * @return empty: the grant opens nothing, for good or as long as the client demands more than the person has
   */
  Future<Optional<Standing>> of(Grant grant, Client client, boolean used) {
    boolean hasFactors = grant.secondFactor() || client.secondFactor() == Client.SecondFactor.AS_ACCOUNT;
    if (grant.ended() || !grant.clientId().equals(client.id()) || !hasFactors
        || client.within(grant.scopes()).isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    boolean needsSession = !grant.isOffline(client) || client.refreshEnds() == Client.RefreshEnds.SESSION;
    FindStanding question = new FindStanding(
        grant.accountId(), needsSession ? Optional.of(grant.sid()) : Optional.empty(), used);
    return FindStanding.OPERATION.ask(bus, question).map(answer -> answer.standing()
        .filter(standing -> standing.generation() == grant.generation())
        .filter(standing -> !needsSession || standing.sessionOpen())
        .filter(standing -> client.admits(standing.claims().groups())));
  }
}
