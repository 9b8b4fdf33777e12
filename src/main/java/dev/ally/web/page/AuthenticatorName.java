package dev.ally.web.page;

import dev.ally.contract.LinkedAuthenticator;

/** What an authenticator is called on every page: as its person calls it, or by what it is. */
public final class AuthenticatorName {
  private AuthenticatorName() {}

  public static String of(LinkedAuthenticator authenticator, Catalogue texts) {
    return authenticator.name().isEmpty() ? texts.say("authenticator.unnamed") : authenticator.name();
  }
}
