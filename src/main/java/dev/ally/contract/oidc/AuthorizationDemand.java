package dev.ally.contract.oidc;

import dev.ally.bus.TextLimit;
import java.util.List;

/**
 * An authorization request as it arrived (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1, RFC 7636 §4.3). Nothing in it
 * is believed yet. A parameter that is missing is empty.
 *
 * @param repeated the names of parameters that came more than once; only the first value of each is here
 */
public record AuthorizationDemand(
    String clientId, String redirectUri, String responseType, String responseMode, String scope, String state,
    String nonce, String codeChallenge, String codeChallengeMethod, String prompt, String maxAge, String acrValues,
    String claims, String loginHint, String idTokenHint, String uiLocales, String request, String requestUri,
    String registration, List<String> repeated) {
  public AuthorizationDemand {
    // Those of an answer may be longer.
    claims = TextLimit.JWT.cut(claims);
    repeated = List.copyOf(repeated);
  }
}
