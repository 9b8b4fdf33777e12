package dev.ally.oidc.authorize;

import dev.ally.config.Limit;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.PersonClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A parked request and the person at the browser; decides what comes next.
 *
 * @param login of the browser's session; empty: it has none
 * @param loginBefore the login that the browser had when the request came; empty: it had none, or it was not asked for
 * @param agreed the scopes that the person has agreed to before
 * @param agrees whether the person agrees now
 */
record Situation(
    CheckedDemand demand, Client client, Optional<Login> login, Optional<UUID> loginBefore, Instant begunAt,
    Set<String> agreed, boolean agrees, Instant now) {
  enum Step {
    LOG_IN,
    /** Another person has logged in than the one who was asked for. */
    WRONG_PERSON,
    NOT_IN_GROUP,
    ENROL,
    CONSENT,
    GRANT
  }

  Step next() {
    if (login.isEmpty()) {
      return Step.LOG_IN;
    }
    Login person = login.get();
    if (demand.subject().filter(asked -> !asked.equals(person.accountId().toString())).isPresent()) {
      return isNew(person) ? Step.WRONG_PERSON : Step.LOG_IN;
    }
    if (!isNew(person) && isOldLoginRefused(person)) {
      return Step.LOG_IN;
    }
    if (!client.admits(person.claims().groups())) {
      return Step.NOT_IN_GROUP;
    }
    return secondFactor(person).orElseGet(this::consent);
  }

  /** Whether the person has logged in since the request came: nothing of before counts then. */
  private boolean isNew(Login person) {
    return !loginBefore.equals(Optional.of(person.login()))
        && !person.at().isBefore(begunAt.minus(Limit.CLOCK_TOLERANCE.duration()));
  }

  private boolean isOldLoginRefused(Login person) {
    return demand.has(Prompt.LOGIN) || demand.has(Prompt.SELECT_ACCOUNT)
        || demand.maxAgeSeconds()
            .filter(seconds -> Duration.between(person.at(), now).compareTo(Duration.ofSeconds(seconds)) > 0)
            .isPresent();
  }

  /** Only a code that was given in this session counts, not that its browser is known. */
  private Optional<Step> secondFactor(Login person) {
    if (person.secondFactor()) {
      return Optional.empty();
    }
    boolean must = client.secondFactor() == Client.SecondFactor.REQUIRED || demand.acr().demandsSecondFactor();
    boolean should = demand.acr().wishesSecondFactor() && !isNew(person) && !demand.has(Prompt.NONE);
    if (person.claims().twoFactor()) {
      return must || should ? Optional.of(Step.LOG_IN) : Optional.empty();
    }
    return must ? Optional.of(Step.ENROL) : Optional.empty();
  }

  private Step consent() {
    boolean asks = demand.has(Prompt.CONSENT)
        || client.consent() == Client.Consent.ONCE && !(isProven() && agreed.containsAll(scopesToAgree()));
    return asks && !agrees ? Step.CONSENT : Step.GRANT;
  }

  /**
   * Whether the answer is of use to the client alone. Another program of the person's machine can take the address of a
   * native client that has no host, and ask as this client (RFC 8252 §8.6).
   */
  private boolean isProven() {
    return client.type() != Client.Type.NATIVE || client.isConfidential()
        || demand.redirectUri().startsWith("https://");
  }

  /** What the person is asked for: the scopes, and those that open the claims that are asked for by name. */
  Set<String> scopesToAgree() {
    Set<String> scopes = new TreeSet<>(demand.scopes());
    Stream.concat(demand.idTokenClaims().stream(), demand.userInfoClaims().stream())
        .flatMap(name -> PersonClaim.of(name).stream())
        .forEach(claim -> scopes.add(claim.scope()));
    return scopes;
  }
}
