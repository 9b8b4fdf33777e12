package dev.ally.web.page;

import dev.ally.config.Limit;
import dev.ally.contract.account.NewAccount;

/** What is said of a new password, in the same words wherever one is chosen. */
public final class PasswordProblem {
  private final Catalogue texts;

  public PasswordProblem(Catalogue texts) {
    this.texts = texts;
  }

  /** Why it is not taken. */
  public String words(NewAccount.Problem problem) {
    return switch (problem) {
      case PASSWORD_MISSING -> texts.say("signup.password.missing");
      case PASSWORD_TOO_SHORT -> texts.say("signup.password.short", Limit.PASSWORD_MINIMUM.count());
      case PASSWORD_TOO_LONG -> texts.say("signup.password.long", Limit.PASSWORD_MAXIMUM.count());
      case PASSWORD_COMMON -> texts.say("signup.password.common");
      case PASSWORD_IS_EMAIL -> texts.say("signup.password.email");
      default -> texts.say("signup.password.malformed");
    };
  }
}
