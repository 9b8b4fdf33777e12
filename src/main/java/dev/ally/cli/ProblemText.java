package dev.ally.cli;

import dev.ally.contract.account.NewAccount.Problem;

/** What is wrong with a new account, in an operator's words. */
public final class ProblemText {
  private ProblemText() {}

  public static String of(Problem problem) {
    return switch (problem) {
      case EMAIL_MISSING -> "the email address is missing";
      case EMAIL_MALFORMED -> "that is not an email address";
      case EMAIL_TOO_LONG -> "the email address is too long";
      case EMAIL_LOCAL_PART -> "the part before the @ may have only plain letters, digits and signs";
      case EMAIL_LOOKALIKE -> "the part after the @ has a character that looks like another one, or a space";
      case EMAIL_DOMAIN -> "the part after the @ is not a domain that can receive email";
      case EMAIL_TAKEN -> "there is an account with this email address already";
      case NAME_MISSING -> "the name is missing";
      case NAME_TOO_LONG -> "the name is too long";
      case NAME_MALFORMED -> "the name has characters that cannot be shown";
      case PASSWORD_MISSING -> "the password is missing";
      case PASSWORD_TOO_SHORT -> "the password is too short";
      case PASSWORD_TOO_LONG -> "the password is too long";
      case PASSWORD_MALFORMED -> "the password has characters that cannot be typed";
      case PASSWORD_COMMON -> "the password is one of the most common ones";
      case PASSWORD_BREACHED -> "the password is known from a data breach";
      case PASSWORD_IS_EMAIL -> "the password is the email address";
      case PASSWORD_UNCHANGED -> "the password is the present one";
    };
  }
}
