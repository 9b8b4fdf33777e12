package dev.ally.oidc.authorize;

import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.PersonClaim;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An authorization request that was checked, as it is parked.
 *
 * @param scopes what is granted once the person agrees, in the order asked for
 * @param codeChallenge empty: none was sent
 * @param maxAgeSeconds empty: an old login is good
 * @param subject the account that must log in, as tokens name it; empty: any
 * @param idTokenClaims names of claims that are asked for in the id token, and that the client may have
 * @param userInfoClaims the same, at the userinfo endpoint
 */
record CheckedDemand(
    String redirectUri, Mode mode, String state, List<String> scopes, String nonce, String codeChallenge,
    Set<Prompt> prompts, Optional<Integer> maxAgeSeconds, AcrDemand acr, Optional<String> subject,
    Set<String> idTokenClaims, Set<String> userInfoClaims, String loginHint, String uiLocales) {

  boolean has(Prompt prompt) {
    return prompts.contains(prompt);
  }

  /** Whether it may matter which login the browser has already. */
  boolean asksForALogin() {
    return has(Prompt.LOGIN) || has(Prompt.SELECT_ACCOUNT) || maxAgeSeconds.isPresent() || subject.isPresent()
        || acr.wishesSecondFactor();
  }

  CheckedDemand withSubject(String account) {
    return new CheckedDemand(
        redirectUri, mode, state, scopes, nonce, codeChallenge, prompts, maxAgeSeconds, acr, Optional.of(account),
        idTokenClaims, userInfoClaims, loginHint, uiLocales);
  }

  /** The same without what the client may not have; a claim by name where it may have the scope of that. */
  CheckedDemand within(Client client) {
    return new CheckedDemand(
        redirectUri, mode, state, client.within(scopes), nonce, codeChallenge, prompts, maxAgeSeconds, acr, subject,
        PersonClaim.openedBy(client.scopes(), idTokenClaims), PersonClaim.openedBy(client.scopes(), userInfoClaims),
        loginHint, uiLocales);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("redirectUri", redirectUri)
        .put("mode", mode.name())
        .put("state", state)
        .put("scopes", new JsonArray(scopes))
        .put("nonce", nonce)
        .put("codeChallenge", codeChallenge)
        .put("prompts", new JsonArray(prompts.stream().map(Prompt::name).toList()))
        .put("maxAgeSeconds", maxAgeSeconds.orElse(null))
        .put("essentialAcr", new JsonArray(acr.essential()))
        .put("wishedAcr", new JsonArray(acr.wished()))
        .put("subject", subject.orElse(null))
        .put("idTokenClaims", new JsonArray(List.copyOf(idTokenClaims)))
        .put("userInfoClaims", new JsonArray(List.copyOf(userInfoClaims)))
        .put("loginHint", loginHint)
        .put("uiLocales", uiLocales);
  }

  static CheckedDemand of(JsonObject json) {
    return new CheckedDemand(
        json.getString("redirectUri"), Mode.valueOf(json.getString("mode")), json.getString("state"),
        texts(json, "scopes"), json.getString("nonce"), json.getString("codeChallenge"),
        texts(json, "prompts").stream().map(Prompt::valueOf).collect(Collectors.toUnmodifiableSet()),
        Optional.ofNullable(json.getInteger("maxAgeSeconds")),
        new AcrDemand(texts(json, "essentialAcr"), texts(json, "wishedAcr")),
        Optional.ofNullable(json.getString("subject")), new TreeSet<>(texts(json, "idTokenClaims")),
        new TreeSet<>(texts(json, "userInfoClaims")), json.getString("loginHint"), json.getString("uiLocales"));
  }

  private static List<String> texts(JsonObject json, String name) {
    return json.getJsonArray(name).stream().map(String.class::cast).toList();
  }
}
