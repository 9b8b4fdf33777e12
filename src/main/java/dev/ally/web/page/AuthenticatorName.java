package dev.ally.web.page;

import dev.ally.contract.LinkedAuthenticator;

/** The name of an authenticator on every page: the name that its owner gave it, or a general one. */
public final class AuthenticatorName {
  private AuthenticatorName() {}

  public static String of(LinkedAuthenticator authenticator, Catalogue texts) {
    return authenticator.name().isEmpty() ? texts.say("authenticator.unnamed") : authenticator.name();
  }
}
