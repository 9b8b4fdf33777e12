package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** {@code /oauth2/introspect}: what a token is, for a confidential client (RFC 7662). */
public final class IntrospectHandler {
  private final Bus bus;
  private final Mint mint;

  public IntrospectHandler(Bus bus, Mint mint) {
    this.bus = bus;
    this.mint = mint;
  }

  public Future<Reply> submit(Request request) {
    Parameters asked = Parameters.of(request.form());
    IntrospectToken question = new IntrospectToken(
        ClientProofs.of(request, asked, mint.operationId()), asked.neededToken("token"));
    return IntrospectToken.OPERATION.ask(bus, question).map(answer -> answer.error().isNone()
        ? ProtocolReply.of(200, new JsonObject(answer.claims()))
        : ProtocolReply.of(answer.error()));
  }
}
