package dev.ally.oidc.authorize;

import dev.ally.oidc.token.Acr;
import java.util.List;

/**
 * How an application wants the person to have logged in (OpenID Connect Core §3.1.2.1 and §5.5.1.1).
 *
 * @param essential one of these must be met; empty: none is demanded
 * @param wished the best comes first; what cannot be met is no error
 */
record AcrDemand(List<String> essential, List<String> wished) {
  AcrDemand {
    essential = List.copyOf(essential);
    wished = List.copyOf(wished);
  }

  /** Whether nobody can log in here as it is demanded. */
  boolean isImpossible() {
    return !essential.isEmpty() && !essential.contains(Acr.SINGLE_FACTOR) && !essential.contains(Acr.MULTI_FACTOR);
  }

  /** Whether nobody may be let in without a second factor. */
  boolean demandsSecondFactor() {
    return essential.contains(Acr.MULTI_FACTOR) && !essential.contains(Acr.SINGLE_FACTOR);
  }

  /** Whether a person who has a second factor is to give it. */
  boolean wishesSecondFactor() {
    return demandsSecondFactor() || prefersSecondFactor(essential) || prefersSecondFactor(wished);
  }

  private static boolean prefersSecondFactor(List<String> values) {
    return values.stream().filter(value -> value.equals(Acr.SINGLE_FACTOR) || value.equals(Acr.MULTI_FACTOR))
        .findFirst().filter(Acr.MULTI_FACTOR::equals).isPresent();
  }

  /** What a token says: the truth; of a login with both factors also that it had one, where only that is asked for. */
  String given(boolean secondFactor) {
    return !essential.isEmpty() && !essential.contains(Acr.MULTI_FACTOR)
        ? Acr.SINGLE_FACTOR
        : Acr.of(secondFactor);
  }
}
