package dev.ally.oidc.client;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A registered application (RFC 6749 §2).
 *
 * @param id letters, digits, {@code .}, {@code _} and {@code -}
 * @param name what people read
 * @param redirectUris compared exactly; at a native client a loopback IP address may differ in the port alone
 * @param postLogoutRedirectUris where a logout may lead (OpenID Connect RP-Initiated Logout §2)
 * @param backchannelLogoutUri where logout tokens go; empty: nowhere
 * @param jwks the public keys of {@code private_key_jwt}, a JWK set; empty with every other method
 * @param scopes what may be asked for; what else is asked for is left out
 * @param audience of a JWT access token; empty with an opaque one
 * @param groups who may log in: members of one of them; empty: everybody
 * @param hosts of a protected application, with a port only if it is not the default of https
 * @param paths of a protected application that need no login; each exact, or ending in {@code /*}
 */
public record Client(
    String id, String name, List<String> redirectUris, List<String> postLogoutRedirectUris,
    Optional<String> backchannelLogoutUri, Type type, AuthMethod authMethod, Optional<String> jwks, Set<String> scopes,
    SecondFactor secondFactor, Consent consent, Pkce pkce, IdTokenAlg idTokenAlg, AccessTokenForm accessToken,
    Optional<String> audience, Refresh refresh, RefreshEnds refreshEnds, Set<String> groups, List<String> hosts,
    List<String> paths) {
  /** Without it nobody logs in (OpenID Connect Core §3.1.2.1). */
  public static final String OPENID = "openid";
  /** With it refresh tokens are issued (OpenID Connect Core §11). */
  public static final String OFFLINE_ACCESS = "offline_access";
  /** Every scope there is. */
  public static final List<String> SCOPES = List.of(OPENID, "profile", "email", "groups", OFFLINE_ACCESS);

  static final int LONGEST_ID = 100;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST_ID + "}");

  public enum Type {
    /** Runs on a server. */
    WEB,
    /** Is installed on a person's machine (RFC 8252). */
    NATIVE,
    /** Runs in a browser. */
    BROWSER,
    /** Knows only a proxy in front: forward authentication. */
    PROXY
  }

  /** OpenID Connect Core §9. */
  public enum AuthMethod {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    PRIVATE_KEY_JWT,
    NONE
  }

  public enum SecondFactor {
    /** Nobody logs in without one. */
    REQUIRED,
    /** As the account has it. */
    AS_ACCOUNT
  }

  public enum Consent {
    /** Nobody is asked: the operator's own application. */
    NONE,
    /** Each person is asked once. */
    ONCE
  }

  /** RFC 7636. */
  public enum Pkce {
    REQUIRED,
    OPTIONAL
  }

  /** What signs id tokens (RFC 7518 §3.1, RFC 8037 §3.1). */
  public enum IdTokenAlg {
    RS256("RS256"),
    ES256("ES256"),
    EDDSA("EdDSA");

    private final String wireName;

    IdTokenAlg(String wireName) {
      this.wireName = wireName;
    }

    /** As a JSON Web Token names it. */
    public String wireName() {
      return wireName;
    }
  }

  public enum AccessTokenForm {
    OPAQUE,
    /** RFC 9068. */
    JWT
  }

  public enum Refresh {
    /** Each use gives a new refresh token. */
    ROTATE,
    /** The same refresh token serves until it expires. */
    KEEP
  }

  /** With what refresh tokens end, at the latest. */
  public enum RefreshEnds {
    SESSION,
    ACCOUNT
  }

  public Client {
    redirectUris = List.copyOf(redirectUris);
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
    scopes = Set.copyOf(scopes);
    groups = Set.copyOf(groups);
    hosts = List.copyOf(hosts);
    paths = List.copyOf(paths);
  }

  /** Whether a text can be the id of a client. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether the client has secrets. */
  boolean hasSecrets() {
    return authMethod == AuthMethod.CLIENT_SECRET_BASIC || authMethod == AuthMethod.CLIENT_SECRET_POST;
  }

  /** The origins from which a browser client asks (RFC 6454 §6.2). */
  Set<String> origins() {
    return type != Type.BROWSER ? Set.of()
        : redirectUris.stream().map(RegisteredUri::origin).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the client can keep a secret, and authenticates (RFC 6749 §2.1). */
  public boolean isConfidential() {
    return authMethod != AuthMethod.NONE;
  }

  /** Those of these scopes that the client may have, in their order. */
  public List<String> within(List<String> asked) {
    return asked.stream().filter(scopes::contains).toList();
  }

  /** Whether a person who is in these groups may log in. */
  public boolean admits(Set<String> theirs) {
    return groups.isEmpty() || !Collections.disjoint(groups, theirs);
  }
}
