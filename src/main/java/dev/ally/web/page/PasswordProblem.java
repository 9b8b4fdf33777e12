package dev.ally.web.page;

import dev.ally.config.Limit;
import dev.ally.contract.account.NewAccount;

/** What is wrong with a new password, in the same words on every page that asks for one. */
public final class PasswordProblem {
  private final Catalogue texts;

  public PasswordProblem(Catalogue texts) {
    this.texts = texts;
  }

  /** Why it is refused. */
  public String words(NewAccount.Problem problem) {
    return switch (problem) {
      case PASSWORD_MISSING -> texts.say("signup.password.missing");
      case PASSWORD_TOO_SHORT -> texts.say("signup.password.short", Limit.PASSWORD_MINIMUM.count());
      case PASSWORD_TOO_LONG -> texts.say("signup.password.long", Limit.PASSWORD_MAXIMUM.count());
      case PASSWORD_COMMON -> texts.say("signup.password.common");
      case PASSWORD_IS_EMAIL -> texts.say("signup.password.email");
      case PASSWORD_UNCHANGED -> texts.say("password.unchanged");
      default -> texts.say("signup.password.malformed");
    };
  }
}
