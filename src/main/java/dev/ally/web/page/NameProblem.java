package dev.ally.web.page;

import dev.ally.contract.account.NewAccount;

/** What is said of a name, in the same words wherever one is given. */
public final class NameProblem {
  private NameProblem() {}

  /** Why it is not taken. */
  public static String words(Catalogue texts, NewAccount.Problem problem) {
    return switch (problem) {
      case NAME_MISSING -> texts.say("signup.name.missing");
      case NAME_TOO_LONG -> texts.say("signup.name.long");
      default -> texts.say("signup.name.malformed");
    };
  }
}
