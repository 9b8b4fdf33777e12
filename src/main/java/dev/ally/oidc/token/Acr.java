package dev.ally.oidc.token;

import java.util.List;

/** How a person has logged in, as tokens say it (REFEDS SFA and MFA profiles, RFC 8176). */
public final class Acr {
  /** A password. */
  public static final String SINGLE_FACTOR = "https://refeds.org/profile/sfa";
  /** A password and a code. */
  public static final String MULTI_FACTOR = "https://refeds.org/profile/mfa";

  private Acr() {}

  /** {@code acr} of a login. */
  public static String of(boolean secondFactor) {
    return secondFactor ? MULTI_FACTOR : SINGLE_FACTOR;
  }

  /** {@code amr} of a login. */
  static List<String> methods(boolean secondFactor) {
    return secondFactor ? List.of("pwd", "otp", "mfa") : List.of("pwd");
  }
}
