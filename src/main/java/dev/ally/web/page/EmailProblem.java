package dev.ally.web.page;

import dev.ally.contract.account.NewAccount;
import dev.ally.language.Text;

/** What is wrong with an email address, in the same words on every page that asks for one. */
public final class EmailProblem {
  private EmailProblem() {}

  /** Why it is refused. */
  public static Text words(NewAccount.Problem problem) {
    return Text.of(switch (problem) {
      case EMAIL_MISSING -> "signup.email.missing";
      case EMAIL_TOO_LONG -> "signup.email.long";
      case EMAIL_LOCAL_PART -> "signup.email.local-part";
      case EMAIL_LOOKALIKE -> "signup.email.lookalike";
      case EMAIL_DOMAIN -> "signup.email.domain";
      case EMAIL_TAKEN -> "signup.email.taken";
      default -> "signup.email.malformed";
    });
  }
}
