package dev.ally.oidc.client;

import dev.ally.oidc.client.Client.AccessTokenForm;
import dev.ally.oidc.client.Client.AuthMethod;
import dev.ally.oidc.client.Client.Consent;
import dev.ally.oidc.client.Client.IdTokenAlg;
import dev.ally.oidc.client.Client.Pkce;
import dev.ally.oidc.client.Client.Refresh;
import dev.ally.oidc.client.Client.RefreshEnds;
import dev.ally.oidc.client.Client.SecondFactor;
import dev.ally.oidc.client.Client.Type;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A client as the registry stores and shows it: an object of the operator's file, with every field of its type. */
final class ClientJson {
  private ClientJson() {}

  static JsonObject write(Client client) {
    JsonObject json = new JsonObject()
        .put(ClientField.ID, client.id())
        .put(ClientField.NAME, client.name())
        .put(ClientField.TYPE, ClientReader.inFile(client.type()))
        .put(ClientField.SECOND_FACTOR, ClientReader.inFile(client.secondFactor()))
        .put(ClientField.GROUPS, sorted(client.groups()));
    return client.type() == Type.PROXY
        ? json.put(ClientField.HOSTS, new JsonArray(client.hosts())).put(ClientField.PATHS, new JsonArray(client.paths()))
        : writeProtocol(client, json);
  }

  private static JsonObject writeProtocol(Client client, JsonObject json) {
    json.put(ClientField.REDIRECT_URIS, new JsonArray(client.redirectUris()))
        .put(ClientField.POST_LOGOUT_REDIRECT_URIS, new JsonArray(client.postLogoutRedirectUris()))
        .put(ClientField.AUTH_METHOD, ClientReader.inFile(client.authMethod()))
        .put(ClientField.SCOPES, new JsonArray(Client.SCOPES.stream().filter(client.scopes()::contains).toList()))
        .put(ClientField.CONSENT, ClientReader.inFile(client.consent()))
        .put(ClientField.PKCE, ClientReader.inFile(client.pkce()))
        .put(ClientField.ID_TOKEN_ALG, client.idTokenAlg().wireName())
        .put(ClientField.ACCESS_TOKEN, ClientReader.inFile(client.accessToken()));
    if (client.scopes().contains(Client.OFFLINE_ACCESS)) {
      json.put(ClientField.REFRESH, ClientReader.inFile(client.refresh()))
          .put(ClientField.REFRESH_ENDS, ClientReader.inFile(client.refreshEnds()));
    }
    client.backchannelLogoutUri().ifPresent(uri -> json.put(ClientField.BACKCHANNEL_LOGOUT_URI, uri));
    client.jwks().ifPresent(jwks -> json.put(ClientField.JWKS, new JsonObject(jwks)));
    client.audience().ifPresent(audience -> json.put(ClientField.AUDIENCE, audience));
    return json;
  }

  /**
   * Reads what was written, also by another version: unknown fields are ignored, and missing ones have the defaults of
   * the file.
   */
  static Client read(String definition) {
    JsonObject json = new JsonObject(definition);
    Type type = constant(json, ClientField.TYPE, Type.WEB);
    boolean isProxy = type == Type.PROXY;
    return new Client(
        json.getString(ClientField.ID), json.getString(ClientField.NAME),
        texts(json, ClientField.REDIRECT_URIS), texts(json, ClientField.POST_LOGOUT_REDIRECT_URIS),
        Optional.ofNullable(json.getString(ClientField.BACKCHANNEL_LOGOUT_URI)), type,
        constant(json, ClientField.AUTH_METHOD, AuthMethod.NONE),
        Optional.ofNullable(json.getJsonObject(ClientField.JWKS)).map(JsonObject::encode),
        set(json, ClientField.SCOPES), constant(json, ClientField.SECOND_FACTOR, SecondFactor.AS_ACCOUNT),
        constant(json, ClientField.CONSENT, isProxy ? Consent.NONE : Consent.ONCE),
        constant(json, ClientField.PKCE, Pkce.REQUIRED), constant(json, ClientField.ID_TOKEN_ALG, IdTokenAlg.RS256),
        constant(json, ClientField.ACCESS_TOKEN, AccessTokenForm.OPAQUE),
        Optional.ofNullable(json.getString(ClientField.AUDIENCE)), constant(json, ClientField.REFRESH, Refresh.ROTATE),
        constant(json, ClientField.REFRESH_ENDS, isProxy ? RefreshEnds.SESSION : RefreshEnds.ACCOUNT),
        set(json, ClientField.GROUPS), texts(json, ClientField.HOSTS), texts(json, ClientField.PATHS));
  }

  private static <E extends Enum<E>> E constant(JsonObject json, String field, E missing) {
    String name = json.getString(field);
    return name == null ? missing : Enum.valueOf(missing.getDeclaringClass(), name.toUpperCase(Locale.ROOT));
  }

  private static List<String> texts(JsonObject json, String field) {
    return json.getJsonArray(field, new JsonArray()).stream().map(String.class::cast).toList();
  }

  private static Set<String> set(JsonObject json, String field) {
    return new HashSet<>(texts(json, field));
  }

  private static JsonArray sorted(Collection<String> texts) {
    return new JsonArray(texts.stream().sorted().toList());
  }
}
