package dev.ally.web.page;

import dev.ally.config.Limits;
import dev.ally.contract.account.NewAccount;

/** What is said of a new password, in the same words wherever one is chosen. */
public final class PasswordProblem {
  private final Catalogue texts;
  private final Limits limits;

  public PasswordProblem(Catalogue texts, Limits limits) {
    this.texts = texts;
    this.limits = limits;
  }

  /** Why it is not taken. */
  public String words(NewAccount.Problem problem) {
    return switch (problem) {
      case PASSWORD_MISSING -> texts.say("signup.password.missing");
      case PASSWORD_TOO_SHORT -> texts.say("signup.password.short", limits.passwordMinimum());
      case PASSWORD_TOO_LONG -> texts.say("signup.password.long", limits.passwordMaximum());
      case PASSWORD_COMMON -> texts.say("signup.password.common");
      case PASSWORD_IS_EMAIL -> texts.say("signup.password.email");
      default -> texts.say("signup.password.malformed");
    };
  }
}
