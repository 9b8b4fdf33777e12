package dev.ally.oidc.token;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.oidc.client.Client;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses tokens, and tells the operator why: the application is told no more than the standard has. */
final class RefusedTokens {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedTokens.class);

  private RefusedTokens() {}

  /** @param why for the log: what is wrong, and what to change; nothing that a client has sent */
  static Future<AskTokens.Answer> of(Client client, ProtocolError error, String why) {
    LOG.info("Client {} was refused tokens: {}", client.id(), why);
    return Future.succeededFuture(AskTokens.Answer.of(error));
  }

  /** Where the application may know why. */
  static Future<AskTokens.Answer> of(Client client, ProtocolError error) {
    return of(client, error, error.description());
  }
}
