package dev.ally.oidc.client;

import dev.ally.config.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claims of an assertion whose signature was verified (RFC 7523 §3).
 *
 * @param jti its own name
 * @param expiresAt from then on it is refused in any case
 */
record Assertion(String jti, Instant expiresAt) {
  /** By which the clock of a client may differ. */
  private static final Duration TOLERANCE = Duration.ofSeconds(30);

  /** An assertion, or what is wrong with it; one of the two is empty. */
  record Checked(Optional<Assertion> assertion, String problem) {
    private static Checked wrong(String problem) {
      return new Checked(Optional.empty(), problem);
    }
  }

  /** @param issuer the audience must be it, and nothing else: any other address could belong to another server */
  static Checked check(Map<String, Object> claims, String clientId, String issuer, Instant now) {
    if (!clientId.equals(claims.get("iss")) || !clientId.equals(claims.get("sub"))) {
      return Checked.wrong("its iss and sub are not both the client's id");
    }
    Object audience = claims.get("aud");
    if (!issuer.equals(audience) && !List.of(issuer).equals(audience)) {
      return Checked.wrong("its aud is not " + issuer + " alone");
    }
    if (!(claims.get("jti") instanceof String jti) || jti.isEmpty()) {
      return Checked.wrong("it has no jti");
    }
    Optional<Instant> expiry = time(claims, "exp");
    if (expiry.isEmpty()) {
      return Checked.wrong("it has no exp");
    }
    Instant end = expiry.get().plus(TOLERANCE);
    if (!end.isAfter(now)) {
      return Checked.wrong("it expired " + Duration.between(expiry.get(), now).toSeconds()
          + " s ago: compare the clocks of the client and of this server");
    }
    if (expiry.get().isAfter(now.plus(Limit.ASSERTION_LIFE.duration()).plus(TOLERANCE))) {
      return Checked.wrong("it expires in " + Duration.between(now, expiry.get()).toSeconds() + " s; at most "
          + Limit.ASSERTION_LIFE.duration().toSeconds() + " are allowed");
    }
    for (String name : List.of("nbf", "iat")) {
      Optional<Instant> start = time(claims, name);
      if (claims.containsKey(name) && start.isEmpty()) {
        return Checked.wrong("its " + name + " is no time");
      }
      if (start.isPresent() && start.get().isAfter(now.plus(TOLERANCE))) {
        return Checked.wrong("its " + name + " is " + Duration.between(now, start.get()).toSeconds()
            + " s ahead: compare the clocks of the client and of this server");
      }
    }
    return new Checked(Optional.of(new Assertion(jti, end)), "");
  }

  /** Seconds since 1970 (RFC 7519 §2), with or without a fraction. */
  private static Optional<Instant> time(Map<String, Object> claims, String name) {
    return claims.get(name) instanceof Number seconds && Math.abs(seconds.doubleValue()) < 1e11
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue())) : Optional.empty();
  }
}
