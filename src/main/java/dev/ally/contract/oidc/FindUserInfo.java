package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/** The claims that an access token opens (OpenID Connect Core §5.3). */
public record FindUserInfo(Secret accessToken) {
  /** @param claims a JSON object */
  public record Answer(ProtocolError error, String claims) {}

  public static final BusOperation<FindUserInfo, Answer> OPERATION =
      BusOperation.of("oidc.userinfo.v1", Hop.WEB_TO_OIDC, FindUserInfo.class, Answer.class);
}
