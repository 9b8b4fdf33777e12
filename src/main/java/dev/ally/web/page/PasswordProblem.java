package dev.ally.web.page;

import dev.ally.config.Limit;
import dev.ally.contract.account.NewAccount;
import dev.ally.language.Text;

/** What is wrong with a new password, in the same words on every page that asks for one. */
public final class PasswordProblem {
  private PasswordProblem() {}

  /** Why it is refused. */
  public static Text words(NewAccount.Problem problem) {
    return switch (problem) {
      case PASSWORD_MISSING -> Text.of("signup.password.missing");
      case PASSWORD_TOO_SHORT -> Text.of("signup.password.short").with("minimum", Limit.PASSWORD_MINIMUM.count());
      case PASSWORD_TOO_LONG -> Text.of("signup.password.long").with("maximum", Limit.PASSWORD_MAXIMUM.count());
      case PASSWORD_COMMON -> Text.of("signup.password.common");
      case PASSWORD_BREACHED -> Text.of("signup.password.breached");
      case PASSWORD_IS_EMAIL -> Text.of("signup.password.email");
      case PASSWORD_UNCHANGED -> Text.of("password.unchanged");
      default -> Text.of("signup.password.malformed");
    };
  }
}
