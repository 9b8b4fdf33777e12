package dev.ally.oidc;

import dev.ally.contract.oidc.AuthorizationDemand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An authorization request of a test: its parameters, by the names that they have on the wire. */
public final class Demand {
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<String> repeated = new ArrayList<>();

  /** A request as a library makes one. */
  public static Demand of(String clientId) {
    return new Demand()
        .with("client_id", clientId)
        .with("redirect_uri", OidcFixture.REDIRECT)
        .with("response_type", "code")
        .with("scope", "openid profile email groups")
        .with("state", "a state")
        .with("nonce", "a nonce")
        .with("code_challenge", OidcFixture.CHALLENGE)
        .with("code_challenge_method", "S256");
  }

  public Demand with(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  public Demand without(String... names) {
    List.of(names).forEach(parameters::remove);
    return this;
  }

  public Demand repeated(String name) {
    repeated.add(name);
    return this;
  }

  private String value(String name) {
    return parameters.getOrDefault(name, "");
  }

  public AuthorizationDemand build() {
    return new AuthorizationDemand(
        value("client_id"), value("redirect_uri"), value("response_type"), value("response_mode"), value("scope"),
        value("state"), value("nonce"), value("code_challenge"), value("code_challenge_method"), value("prompt"),
        value("max_age"), value("acr_values"), value("claims"), value("login_hint"), value("id_token_hint"),
        value("ui_locales"), value("request"), value("request_uri"), value("registration"), repeated);
  }
}
