package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** {@code /oauth2/par}: takes an authorization request from the application itself (RFC 9126). */
public final class PushHandler {
  private static final String REQUEST_URI = "urn:ietf:params:oauth:request_uri:";

  private final Bus bus;
  private final Mint mint;

  public PushHandler(Bus bus, Mint mint) {
    this.bus = bus;
    this.mint = mint;
  }

  public Future<Reply> submit(Request request) {
    Parameters asked = Parameters.of(request.form());
    Secret newRequest = mint.token();
    PushAuthorization question = new PushAuthorization(
        mint.operationId(), ClientProofs.of(request, asked, mint.operationId()), Demands.of(request.form()),
        newRequest, request.requestInfo().address());
    return PushAuthorization.OPERATION.ask(bus, question).map(answer -> answer.error().isNone()
        ? ProtocolReply.of(201, new JsonObject()
            .put("request_uri", REQUEST_URI + newRequest.revealText())
            .put("expires_in", answer.life().toSeconds()))
        : ProtocolReply.of(answer.error()));
  }
}
