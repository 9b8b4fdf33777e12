package dev.ally.oidc.authorize;

import dev.ally.contract.oidc.AuthorizationResponse;
import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.contract.oidc.AuthorizationResponse.Parameter;
import dev.ally.crypto.Secret;
import dev.ally.oidc.authorize.AuthorizationError.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Authorization responses (RFC 6749 §4.1.2). Each names the issuer (RFC 9207 §2). */
record Responses(String issuer) {
  AuthorizationResponse code(CheckedDemand demand, Secret code) {
    return response(demand.redirectUri(), demand.mode(), demand.state(), List.of(
        new Parameter("code", code.revealText())));
  }

  AuthorizationResponse error(CheckedDemand demand, Refusal refusal) {
    return error(demand.redirectUri(), demand.mode(), demand.state(), refusal);
  }

  AuthorizationResponse error(String redirectUri, Mode mode, String state, Refusal refusal) {
    return response(redirectUri, mode, state, List.of(
        new Parameter("error", refusal.error().wireName()),
        new Parameter("error_description", refusal.description())));
  }

  private AuthorizationResponse response(String redirectUri, Mode mode, String state, List<Parameter> first) {
    List<Parameter> parameters = new ArrayList<>(first);
    if (!state.isEmpty()) {
      parameters.add(new Parameter("state", state));
    }
    parameters.add(new Parameter("iss", issuer));
    return new AuthorizationResponse(redirectUri, mode, parameters);
  }
}
