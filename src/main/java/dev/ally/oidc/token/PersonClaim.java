package dev.ally.oidc.token;

import dev.ally.contract.account.AccountClaims;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an application may learn of a person (OpenID Connect Core §5.1), each by a scope (§5.4). */
public enum PersonClaim {
  NAME("name", Scope.PROFILE, AccountClaims::name),
  LOCALE("locale", Scope.PROFILE, AccountClaims::language),
  EMAIL("email", Scope.EMAIL, AccountClaims::email),
  EMAIL_VERIFIED("email_verified", Scope.EMAIL, AccountClaims::emailVerified),
  GROUPS("groups", Scope.GROUPS, claims -> claims.groups().stream().sorted().toList());

  private final String wireName;
  private final String scope;
  private final Function<AccountClaims, Object> value;

  PersonClaim(String wireName, String scope, Function<AccountClaims, Object> value) {
    this.wireName = wireName;
    this.scope = scope;
    this.value = value;
  }

  /** As a token names it. */
  public String wireName() {
    return wireName;
  }

  /** The scope that opens it. */
  public String scope() {
    return scope;
  }

  /** The claim of this name; empty: there is none here. */
  public static Optional<PersonClaim> of(String wireName) {
    return Arrays.stream(values()).filter(claim -> claim.wireName.equals(wireName)).findFirst();
  }

  /** Those of these names whose scopes are among these. */
  public static Set<String> openedBy(Collection<String> scopes, Collection<String> names) {
    return names.stream()
        .filter(name -> of(name).filter(claim -> scopes.contains(claim.scope)).isPresent())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of all. */
  public static Set<String> wireNames() {
    return Arrays.stream(values()).map(PersonClaim::wireName).collect(Collectors.toUnmodifiableSet());
  }

  /** What these scopes open, and what was asked for by name; a claim without a value is left out (§5.3.2). */
  static Map<String, Object> values(Collection<String> scopes, Collection<String> names, AccountClaims person) {
    Map<String, Object> opened = new LinkedHashMap<>();
    for (PersonClaim claim : values()) {
      Object value = claim.value.apply(person);
      if ((scopes.contains(claim.scope) || names.contains(claim.wireName)) && !value.equals("")) {
        opened.put(claim.wireName, value);
      }
    }
    return opened;
  }
}
