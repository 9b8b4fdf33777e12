package dev.ally.oidc.token;

import static dev.ally.contract.oidc.ProtocolError.Code.INSUFFICIENT_SCOPE;
import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_TOKEN;

import dev.ally.contract.oidc.FindUserInfo;
import dev.ally.contract.oidc.ProtocolError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The userinfo endpoint (OpenID Connect Core §5.3). */
public final class UserInfoService {
  private final TokenFinder tokens;

  public UserInfoService(ProtocolParts parts) {
    this.tokens = new TokenFinder(parts);
  }

  public Future<FindUserInfo.Answer> find(FindUserInfo question) {
    return tokens.findLive(question.accessToken()).map(found -> found
        .map(UserInfoService::answer)
        .orElseGet(() -> refused(INVALID_TOKEN, "The access token is unknown, expired or ended")));
  }

  private static FindUserInfo.Answer answer(TokenFinder.Live live) {
    Grant grant = live.access().grant();
    if (!live.scopes().contains(Scope.OPENID)) {
      return refused(INSUFFICIENT_SCOPE, "The access token lacks the scope openid");
    }
    JsonObject claims = new JsonObject().put("sub", grant.accountId().toString());
    var named = PersonClaim.openedBy(live.client().scopes(), grant.userInfoClaims());
    PersonClaim.values(live.scopes(), named, live.standing().claims()).forEach(claims::put);
    return new FindUserInfo.Answer(ProtocolError.NONE, claims.encode());
  }

  private static FindUserInfo.Answer refused(ProtocolError.Code code, String description) {
    return new FindUserInfo.Answer(new ProtocolError(code, description), "");
  }
}
