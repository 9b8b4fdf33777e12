package dev.ally.web.page;

import dev.ally.contract.LinkedAuthenticator;
import dev.ally.language.Text;

/** The name of an authenticator on every page: the name that its owner gave it, or a general one. */
public final class AuthenticatorName {
  private AuthenticatorName() {}

  public static Text of(LinkedAuthenticator authenticator) {
    return authenticator.name().isEmpty() ? Text.of("authenticator.unnamed") : Text.verbatim(authenticator.name());
  }
}
