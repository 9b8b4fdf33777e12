package dev.ally.web.page;

import dev.ally.contract.account.NewAccount;

/** What is wrong with a name, in the same words on every page that asks for one. */
public final class NameProblem {
  private NameProblem() {}

  /** Why it is refused. */
  public static String words(Catalogue texts, NewAccount.Problem problem) {
    return switch (problem) {
      case NAME_MISSING -> texts.say("signup.name.missing");
      case NAME_TOO_LONG -> texts.say("signup.name.long");
      default -> texts.say("signup.name.malformed");
    };
  }
}
