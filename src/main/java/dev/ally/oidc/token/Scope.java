package dev.ally.oidc.token;

import dev.ally.oidc.client.Client;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The scopes that have a meaning here (OpenID Connect Core §5.4 and §11), as they are written. */
public final class Scope {
  /** Without it a request is plain OAuth 2.0: no id token, and nothing at the userinfo endpoint. */
  public static final String OPENID = Client.OPENID;
  static final String PROFILE = "profile";
  static final String EMAIL = "email";
  static final String GROUPS = "groups";
  /** A refresh token, with which the application has access while the person is away. */
  public static final String OFFLINE_ACCESS = Client.OFFLINE_ACCESS;

  private Scope() {}

  /** The scopes of a list (RFC 6749 §3.3), each once, in their order. */
  public static Set<String> read(String list) {
    Set<String> scopes = new LinkedHashSet<>(Arrays.asList(list.split(" ")));
    scopes.remove("");
    return scopes;
  }

  static String write(List<String> scopes) {
    return String.join(" ", scopes);
  }
}
