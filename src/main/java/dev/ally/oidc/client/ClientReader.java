package dev.ally.oidc.client;

import static dev.ally.oidc.client.ClientField.ACCESS_TOKEN;
import static dev.ally.oidc.client.ClientField.AUDIENCE;
import static dev.ally.oidc.client.ClientField.AUTH_METHOD;
import static dev.ally.oidc.client.ClientField.BACKCHANNEL_LOGOUT_URI;
import static dev.ally.oidc.client.ClientField.CONSENT;
import static dev.ally.oidc.client.ClientField.GROUPS;
import static dev.ally.oidc.client.ClientField.ID_TOKEN_ALG;
import static dev.ally.oidc.client.ClientField.JWKS;
import static dev.ally.oidc.client.ClientField.NAME;
import static dev.ally.oidc.client.ClientField.PATHS;
import static dev.ally.oidc.client.ClientField.PKCE;
import static dev.ally.oidc.client.ClientField.POST_LOGOUT_REDIRECT_URIS;
import static dev.ally.oidc.client.ClientField.REDIRECT_URIS;
import static dev.ally.oidc.client.ClientField.REFRESH;
import static dev.ally.oidc.client.ClientField.REFRESH_ENDS;
import static dev.ally.oidc.client.ClientField.SCOPES;
import static dev.ally.oidc.client.ClientField.SECOND_FACTOR;

import dev.ally.oidc.client.Client.AccessTokenForm;
import dev.ally.oidc.client.Client.AuthMethod;
import dev.ally.oidc.client.Client.Consent;
import dev.ally.oidc.client.Client.IdTokenAlg;
import dev.ally.oidc.client.Client.Pkce;
import dev.ally.oidc.client.Client.Refresh;
import dev.ally.oidc.client.Client.RefreshEnds;
import dev.ally.oidc.client.Client.SecondFactor;
import dev.ally.oidc.client.Client.Type;
import dev.ally.oidc.key.ClientKeys;
import dev.ally.text.ShownText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the fields of one client of the operator's file. What makes no sense together is a mistake, by its name. */
final class ClientReader {
  /** In the order in which they are listed. */
  private static final Set<String> ALL_SCOPES = new LinkedHashSet<>(Client.SCOPES);

  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_GROUP = 64;
  private static final int LONGEST_AUDIENCE = 2_000;
  private static final Pattern NOT_OF_GROUP = Pattern.compile("[\\p{Cntrl},]");
  private static final Pattern AUDIENCE_TEXT = Pattern.compile("[!-~]+");

  private final boolean mayCallPrivate;

  /** @param mayCallPrivate whether logout tokens may go to http addresses */
  ClientReader(boolean mayCallPrivate) {
    this.mayCallPrivate = mayCallPrivate;
  }

  private String name(FieldReader fields, String id) {
    Optional<String> given = fields.text(NAME);
    String name = given.orElse(id);
    if (given.isEmpty()) {
      return name;
    }
    if (ShownText.isBlank(name) || !ShownText.isClean(name)) {
      fields.mistake(NAME, "has nothing to be seen, or a character that is never shown");
    } else if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
      fields.mistake(NAME, "is longer than " + LONGEST_NAME + " characters");
    }
    return name;
  }

  /** A client of OpenID Connect. */
  Client application(FieldReader fields, String id, Type type) {
    AuthMethod method = authMethod(fields, type);
    AccessTokenForm form =
        fields.constant(ACCESS_TOKEN, AccessTokenForm.values(), ClientReader::inFile, AccessTokenForm.OPAQUE);
    Set<String> scopes = scopes(fields);
    List<String> redirectUris = redirectUris(fields, REDIRECT_URIS, type);
    if (redirectUris.isEmpty()) {
      fields.mistakeOfNone(REDIRECT_URIS, "has no address", "is missing");
    }
    return new Client(
        id, name(fields, id), redirectUris, redirectUris(fields, POST_LOGOUT_REDIRECT_URIS, type),
        backchannelLogoutUri(fields, type), type, method, jwks(fields, method), scopes, secondFactor(fields),
        fields.constant(CONSENT, Consent.values(), ClientReader::inFile, Consent.ONCE),
        pkce(fields, type),
        fields.constant(ID_TOKEN_ALG, IdTokenAlg.values(), IdTokenAlg::wireName, IdTokenAlg.RS256),
        form, audience(fields, form), refresh(fields, type, method, scopes), refreshEnds(fields, scopes),
        groups(fields), List.of(), List.of());
  }

  /** A client of forward authentication. */
  Client proxy(FieldReader fields, String id, List<String> hosts) {
    return new Client(
        id, name(fields, id), List.of(), List.of(), Optional.empty(), Type.PROXY, AuthMethod.NONE, Optional.empty(),
        Set.of(), secondFactor(fields), Consent.NONE, Pkce.REQUIRED, IdTokenAlg.RS256, AccessTokenForm.OPAQUE,
        Optional.empty(), Refresh.ROTATE, RefreshEnds.SESSION, groups(fields), hosts,
        paths(fields));
  }

  private AuthMethod authMethod(FieldReader fields, Type type) {
    AuthMethod usual = type == Type.WEB ? AuthMethod.CLIENT_SECRET_BASIC : AuthMethod.NONE;
    if (type == Type.PROXY) {
      return usual;
    }
    AuthMethod method = fields.constant(AUTH_METHOD, AuthMethod.values(), ClientReader::inFile, usual);
    if (type != Type.WEB && method != AuthMethod.NONE) {
      fields.mistake(AUTH_METHOD, quoted(method) + " makes no sense with type " + quoted(type)
          + ", which keeps no secret: it is \"none\"");
    }
    return method;
  }

  private Optional<String> jwks(FieldReader fields, AuthMethod method) {
    Optional<String> jwks = fields.object(JWKS);
    jwks.ifPresent(keys ->
        ClientKeys.problems(keys).forEach(problem -> fields.mistake(JWKS, "are of no use: " + problem)));
    if (method == AuthMethod.PRIVATE_KEY_JWT && !fields.has(JWKS)) {
      fields.mistake(JWKS, "is missing, which auth_method \"private_key_jwt\" needs");
    } else if (method != AuthMethod.PRIVATE_KEY_JWT && fields.has(JWKS)) {
      fields.mistake(JWKS, "is only for auth_method \"private_key_jwt\"");
    }
    return jwks;
  }

  private Set<String> scopes(FieldReader fields) {
    if (!fields.has(SCOPES)) {
      return ALL_SCOPES;
    }
    Set<String> scopes = fields.textsAmong(SCOPES, ALL_SCOPES);
    if (fields.isArray(SCOPES) && !scopes.contains(Client.OPENID)) {
      fields.mistake(SCOPES, "lacks \"openid\", without which nobody logs in");
    }
    return scopes;
  }

  private SecondFactor secondFactor(FieldReader fields) {
    return fields.constant(SECOND_FACTOR, SecondFactor.values(), ClientReader::inFile, SecondFactor.AS_ACCOUNT);
  }

  private Pkce pkce(FieldReader fields, Type type) {
    Pkce pkce = fields.constant(PKCE, Pkce.values(), ClientReader::inFile, Pkce.REQUIRED);
    if (pkce == Pkce.OPTIONAL && type != Type.WEB) {
      fields.mistake(PKCE, "\"optional\" makes no sense with type " + quoted(type) + ", which always needs it");
    }
    return pkce;
  }

  private Optional<String> audience(FieldReader fields, AccessTokenForm form) {
    Optional<String> audience = fields.text(AUDIENCE);
    if (form == AccessTokenForm.JWT && !fields.has(AUDIENCE)) {
      fields.mistake(AUDIENCE, "is missing, which access_token \"jwt\" needs");
    } else if (form == AccessTokenForm.OPAQUE && fields.has(AUDIENCE)) {
      fields.mistake(AUDIENCE, "is only for access_token \"jwt\"");
    }
    audience.filter(text -> text.length() > LONGEST_AUDIENCE || !AUDIENCE_TEXT.matcher(text).matches())
        .ifPresent(text -> fields.mistake(AUDIENCE, "has a blank or a character outside ASCII, or is longer than "
            + LONGEST_AUDIENCE + " characters"));
    return audience;
  }

  private Refresh refresh(FieldReader fields, Type type, AuthMethod method, Set<String> scopes) {
    Refresh refresh = fields.constant(REFRESH, Refresh.values(), ClientReader::inFile, Refresh.ROTATE);
    if (refresh == Refresh.KEEP && method == AuthMethod.NONE) {
      fields.mistake(REFRESH, "\"keep\" makes no sense with "
          + (type == Type.WEB ? "auth_method \"none\"" : "type " + quoted(type)) + ": only what a client that"
          + " authenticates holds may stay the same");
    }
    requireOffline(fields, REFRESH, scopes);
    return refresh;
  }

  private RefreshEnds refreshEnds(FieldReader fields, Set<String> scopes) {
    requireOffline(fields, REFRESH_ENDS, scopes);
    return fields.constant(REFRESH_ENDS, RefreshEnds.values(), ClientReader::inFile, RefreshEnds.ACCOUNT);
  }

  private static void requireOffline(FieldReader fields, String name, Set<String> scopes) {
    if (fields.has(name) && !scopes.contains(Client.OFFLINE_ACCESS)) {
      fields.mistake(name, "makes no sense without \"offline_access\" in scopes: there are no refresh tokens");
    }
  }

  private List<String> redirectUris(FieldReader fields, String name, Type type) {
    Map<String, Integer> uris = fields.texts(name);
    uris.forEach((uri, line) -> RegisteredUri.problemOfRedirect(uri, type)
        .ifPresent(problem -> fields.mistake(line, name, uri, problem)));
    return List.copyOf(uris.keySet());
  }

  private Optional<String> backchannelLogoutUri(FieldReader fields, Type type) {
    Optional<String> uri = fields.text(BACKCHANNEL_LOGOUT_URI);
    uri.flatMap(text -> RegisteredUri.problemOfCalled(text, mayCallPrivate)).ifPresent(problem ->
        fields.mistake(fields.line(BACKCHANNEL_LOGOUT_URI), BACKCHANNEL_LOGOUT_URI, uri.get(), problem));
    if (uri.isPresent() && type == Type.NATIVE) {
      fields.mistake(BACKCHANNEL_LOGOUT_URI, "makes no sense with type \"native\", which no server reaches");
    }
    return uri;
  }

  private static Set<String> groups(FieldReader fields) {
    Map<String, Integer> groups = fields.texts(GROUPS);
    groups.forEach((group, line) -> {
      boolean isGroup = !ShownText.isBlank(group) && ShownText.isClean(group)
          && !NOT_OF_GROUP.matcher(group).find() && group.codePointCount(0, group.length()) <= LONGEST_GROUP;
      if (!isGroup) {
        fields.mistake(line, GROUPS, group, "is the name of no group");
      }
    });
    return groups.keySet();
  }

  private static List<String> paths(FieldReader fields) {
    Map<String, Integer> paths = fields.texts(PATHS);
    paths.forEach((path, line) -> OpenPath.problem(path)
        .ifPresent(problem -> fields.mistake(line, PATHS, path, problem)));
    return List.copyOf(paths.keySet());
  }

  /** The name of a constant in the file. */
  static String inFile(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(Enum<?> constant) {
    return "\"" + inFile(constant) + "\"";
  }
}
