package dev.ally.oidc.authorize;

import dev.ally.oidc.token.PersonClaim;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameter {@code claims} (OpenID Connect Core §5.5).
 *
 * @param essentialAcr the values of {@code acr} of which one must be met
 * @param wishedAcr the same, of which none must
 * @param subject the {@code sub} that is asked for; empty: none
 * @param inIdToken names of claims that there are here
 * @param atUserInfo the same, at the userinfo endpoint
 */
record ClaimsDemand(
    List<String> essentialAcr, List<String> wishedAcr, Optional<String> subject, Set<String> inIdToken,
    Set<String> atUserInfo) {
  private static final ClaimsDemand NOTHING =
      new ClaimsDemand(List.of(), List.of(), Optional.empty(), Set.of(), Set.of());

  /** @return empty: it is not what the standard has */
  static Optional<ClaimsDemand> read(String json) {
    if (json.isEmpty()) {
      return Optional.of(NOTHING);
    }
    try {
      JsonObject claims = new JsonObject(json);
      return Optional.of(read(part(claims, "id_token"), part(claims, "userinfo")));
    } catch (DecodeException | ClassCastException malformed) {
      return Optional.empty();
    }
  }

  private static ClaimsDemand read(JsonObject idToken, JsonObject userInfo) {
    idToken.forEach(claim -> part(idToken, claim.getKey()));
    userInfo.forEach(claim -> part(userInfo, claim.getKey()));
    JsonObject acr = part(idToken, "acr");
    boolean isEssential = Boolean.TRUE.equals(acr.getBoolean("essential"));
    String subject = Optional.ofNullable(part(idToken, "sub").getString("value"))
        .orElseGet(() -> part(userInfo, "sub").getString("value"));
    return new ClaimsDemand(
        isEssential ? values(acr) : List.of(), isEssential ? List.of() : values(acr),
        Optional.ofNullable(subject), known(idToken), known(userInfo));
  }

  /** A member that is an object; one that is missing or null asks for nothing in particular. */
  private static JsonObject part(JsonObject claims, String name) {
    return Objects.requireNonNullElseGet(claims.getJsonObject(name), JsonObject::new);
  }

  private static List<String> values(JsonObject claim) {
    String value = claim.getString("value");
    JsonArray values = Objects.requireNonNullElseGet(claim.getJsonArray("values"), JsonArray::new);
    if (values.contains(null)) {
      throw new DecodeException("a value is null");
    }
    return value != null ? List.of(value) : values.stream().map(String.class::cast).toList();
  }

  private static Set<String> known(JsonObject claims) {
    Set<String> names = new TreeSet<>(claims.fieldNames());
    names.retainAll(PersonClaim.wireNames());
    return names;
  }
}
