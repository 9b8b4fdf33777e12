package dev.ally.oidc.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a client in the file of the registry. */
final class ClientField {
  static final String ID = "id";
  static final String NAME = "name";
  static final String TYPE = "type";
  static final String REDIRECT_URIS = "redirect_uris";
  static final String POST_LOGOUT_REDIRECT_URIS = "post_logout_redirect_uris";
  static final String BACKCHANNEL_LOGOUT_URI = "backchannel_logout_uri";
  static final String AUTH_METHOD = "auth_method";
  static final String JWKS = "jwks";
  static final String SCOPES = "scopes";
  static final String SECOND_FACTOR = "second_factor";
  static final String CONSENT = "consent";
  static final String PKCE = "pkce";
  static final String ID_TOKEN_ALG = "id_token_alg";
  static final String ACCESS_TOKEN = "access_token";
  static final String AUDIENCE = "audience";
  static final String REFRESH = "refresh";
  static final String REFRESH_ENDS = "refresh_ends";
  static final String GROUPS = "groups";
  static final String HOSTS = "hosts";
  static final String PATHS = "paths";

  /** Of every type. */
  private static final Set<String> COMMON = Set.of(ID, NAME, TYPE, SECOND_FACTOR, GROUPS);
  private static final Set<String> OF_PROXY = Set.of(HOSTS, PATHS);
  private static final Set<String> OF_PROTOCOL = Set.of(
      REDIRECT_URIS, POST_LOGOUT_REDIRECT_URIS, BACKCHANNEL_LOGOUT_URI, AUTH_METHOD, JWKS, SCOPES, CONSENT, PKCE,
      ID_TOKEN_ALG, ACCESS_TOKEN, AUDIENCE, REFRESH, REFRESH_ENDS);

  private ClientField() {}

  /** What is wrong with giving this field to a client of this type; empty: nothing. */
  static Optional<String> problem(String field, Client.Type type) {
    if (COMMON.contains(field)) {
      return Optional.empty();
    }
    boolean isProxy = type == Client.Type.PROXY;
    if (OF_PROXY.contains(field)) {
      return isProxy ? Optional.empty() : Optional.of("is only for type \"proxy\"");
    }
    if (OF_PROTOCOL.contains(field)) {
      return isProxy ? Optional.of("makes no sense with type \"proxy\", which speaks no OpenID Connect")
          : Optional.empty();
    }
    return Optional.of("is no field of a client; there are " + String.join(", ", all()));
  }

  static Set<String> all() {
    Set<String> all = new TreeSet<>();
    Arrays.asList(COMMON, OF_PROXY, OF_PROTOCOL).forEach(all::addAll);
    return all;
  }
}
