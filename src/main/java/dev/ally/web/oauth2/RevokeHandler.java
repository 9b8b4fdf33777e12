package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.RevokeToken;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import io.vertx.core.Future;

/** {@code /oauth2/revoke}: ends a token (RFC 7009). A token that is none any more is answered alike. */
public final class RevokeHandler {
  private final Bus bus;
  private final Mint mint;

  public RevokeHandler(Bus bus, Mint mint) {
    this.bus = bus;
    this.mint = mint;
  }

  public Future<Reply> submit(Request request) {
    Parameters asked = Parameters.of(request.form());
    RevokeToken question = new RevokeToken(
        ClientProofs.of(request, asked, mint.operationId()), asked.neededToken("token"));
    return RevokeToken.OPERATION.ask(bus, question)
        .map(answer -> answer.error().isNone() ? Reply.empty(200) : ProtocolReply.of(answer.error()));
  }
}
