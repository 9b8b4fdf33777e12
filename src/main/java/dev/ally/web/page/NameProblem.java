package dev.ally.web.page;

import dev.ally.contract.account.NewAccount;
import dev.ally.language.Text;

/** What is wrong with a name, in the same words on every page that asks for one. */
public final class NameProblem {
  private NameProblem() {}

  /** Why it is refused. */
  public static Text words(NewAccount.Problem problem) {
    return switch (problem) {
      case NAME_MISSING -> Text.of("signup.name.missing");
      case NAME_TOO_LONG -> Text.of("signup.name.long");
      default -> Text.of("signup.name.malformed");
    };
  }
}
