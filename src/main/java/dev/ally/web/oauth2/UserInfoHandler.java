package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.bus.TextLimit;
import dev.ally.contract.oidc.FindUserInfo;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * {@code /oauth2/userinfo}: the claims of an access token, which is in the header {@code Authorization} or in the body,
 * never in the address (OpenID Connect Core §5.3, RFC 6750 §2).
 */
public final class UserInfoHandler {
  private static final String BEARER = "Bearer ";
  private static final String PARAMETER = "access_token";

  private final Bus bus;

  public UserInfoHandler(Bus bus) {
    this.bus = bus;
  }

  public Future<Reply> show(Request request) {
    List<String> headers = request.headers().getAll("Authorization");
    boolean inQuery = !request.query().first(PARAMETER).isEmpty();
    Secret inBody = Parameters.of(request.form()).token(PARAMETER);
    if (inQuery || headers.size() + (inBody.isEmpty() ? 0 : 1) > 1) {
      return refused(new ProtocolError(ProtocolError.Code.INVALID_REQUEST,
          "The access token must be there once, in the header Authorization or in the body.")).now();
    }
    Secret token = headers.stream().findFirst().map(UserInfoHandler::bearer).orElse(inBody);
    return token.isEmpty() ? unasked().now() : FindUserInfo.OPERATION.ask(bus, new FindUserInfo(token))
        .map(answer -> answer.error().isNone()
            ? ProtocolReply.of(200, new JsonObject(answer.claims()))
            : refused(answer.error()));
  }

  private static Secret bearer(String header) {
    boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? Secret.of(TextLimit.JWT.cut(header.substring(BEARER.length()).strip())) : Secret.empty();
  }

  /** Without a token there is nothing that could be wrong (RFC 6750 §3.1). */
  private static Reply unasked() {
    return Reply.empty(401).header(ProtocolReply.CHALLENGE, "Bearer");
  }

  private static Reply refused(ProtocolError error) {
    String scope = error.code() == ProtocolError.Code.INSUFFICIENT_SCOPE ? ", scope=\"openid\"" : "";
    return ProtocolReply.of(error).header(ProtocolReply.CHALLENGE,
        "Bearer error=\"" + ProtocolReply.wireName(error.code()) + "\", error_description=\""
            + ProtocolReply.plain(error.description()) + "\"" + scope);
  }
}
