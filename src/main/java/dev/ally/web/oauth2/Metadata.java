package dev.ally.web.oauth2;

import dev.ally.web.exchange.Paths;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;

/**
 * What is supported here (OpenID Connect Discovery §3, RFC 8414 §2 and those that add to them). What is missing has the
 * value that those documents give it by default; nothing is stated that does not work.
 */
final class Metadata {
  private static final List<String> SIGNED_WITH = List.of("RS256", "ES256", "EdDSA");
  private static final List<String> CONFIDENTIAL =
      List.of("client_secret_basic", "client_secret_post", "private_key_jwt");
  private static final List<String> ANY_CLIENT =
      List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none");
  private static final List<String> ASSERTIONS_SIGNED_WITH = List.of("RS256", "PS256", "ES256", "EdDSA");

  private Metadata() {}

  static JsonObject of(String issuer, Collection<String> languages) {
    String base = issuer + Paths.OAUTH2;
    JsonObject metadata = new JsonObject()
        .put("issuer", issuer)
        .put("authorization_endpoint", issuer + Paths.AUTHORIZE)
        .put("jwks_uri", base + "/jwks")
        .put("userinfo_endpoint", base + "/userinfo")
        .put("end_session_endpoint", issuer + Paths.END_SESSION)
        .put("pushed_authorization_request_endpoint", base + "/par")
        .put("authorization_response_iss_parameter_supported", true)
        .put("response_types_supported", list("code"))
        .put("response_modes_supported", list("query", "form_post"))
        .put("grant_types_supported", list("authorization_code", "refresh_token"))
        .put("code_challenge_methods_supported", list("S256"))
        .put("prompt_values_supported", list("none", "login", "consent", "select_account"))
        .put("request_parameter_supported", false)
        .put("request_uri_parameter_supported", false)
        .put("claims_parameter_supported", true)
        .put("backchannel_logout_supported", true)
        .put("backchannel_logout_session_supported", true)
        .put("subject_types_supported", list("public"))
        .put("id_token_signing_alg_values_supported", new JsonArray(SIGNED_WITH))
        .put("scopes_supported", list("openid", "profile", "email", "groups", "offline_access"))
        .put("claim_types_supported", list("normal"))
        .put("claims_supported", list(
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "name", "locale", "email",
            "email_verified", "groups"))
        .put("acr_values_supported",
            list("https://refeds.org/profile/sfa", "https://refeds.org/profile/mfa"))
        .put("ui_locales_supported", new JsonArray(List.copyOf(languages)));
    authenticated(metadata, "token", base + "/token", ANY_CLIENT);
    authenticated(metadata, "revocation", base + "/revoke", ANY_CLIENT);
    authenticated(metadata, "introspection", base + "/introspect", CONFIDENTIAL);
    return metadata;
  }

  /** An address at which a client authenticates. */
  private static void authenticated(JsonObject metadata, String name, String address, List<String> methods) {
    metadata.put(name + "_endpoint", address)
        .put(name + "_endpoint_auth_methods_supported", new JsonArray(methods))
        .put(name + "_endpoint_auth_signing_alg_values_supported", new JsonArray(ASSERTIONS_SIGNED_WITH));
  }

  private static JsonArray list(String... values) {
    return new JsonArray(List.of(values));
  }
}
