package dev.ally.cli;

import dev.ally.contract.account.NewAccount.Problem;

/** What is wrong with a new account, in an operator's words. */
public final class ProblemText {
  private ProblemText() {}

  public static String of(Problem problem) {
    return switch (problem) {
      case EMAIL_MISSING -> "the e-mail address is missing";
      case EMAIL_MALFORMED -> "that is no e-mail address";
      case EMAIL_TOO_LONG -> "the e-mail address is too long";
      case EMAIL_LOCAL_PART -> "what stands before the @ has characters beside plain letters, digits and signs";
      case EMAIL_LOOKALIKE -> "what stands after the @ has a character that only looks like another, or a blank";
      case EMAIL_DOMAIN -> "what stands after the @ is no domain that mail can be sent to";
      case EMAIL_TAKEN -> "the e-mail address has an account already";
      case NAME_MISSING -> "the name is missing";
      case NAME_TOO_LONG -> "the name is too long";
      case NAME_MALFORMED -> "the name holds characters that cannot be shown";
      case PASSWORD_MISSING -> "the password is missing";
      case PASSWORD_TOO_SHORT -> "the password is too short";
      case PASSWORD_TOO_LONG -> "the password is too long";
      case PASSWORD_MALFORMED -> "the password holds characters that cannot be typed";
      case PASSWORD_COMMON -> "the password is one of the most common";
      case PASSWORD_IS_EMAIL -> "the password is the e-mail address";
    };
  }
}
