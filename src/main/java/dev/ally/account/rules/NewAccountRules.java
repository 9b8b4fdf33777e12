package dev.ally.account.rules;

import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import dev.ally.text.ShownText;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The rules for the data of a new account. */
public record NewAccountRules(PasswordRules passwords) {
  private static final int LONGEST_NAME = 100;

  /** All problems at once; none, if the account may be made. */
  public Set<Problem> problems(NewAccount account) {
    Set<Problem> problems = problemsBeforePassword(account);
    passwords.problem(account.password(), EmailAddress.of(account.email())).ifPresent(problems::add);
    return problems;
  }

  /** The same, for an account whose password is chosen later. */
  public static Set<Problem> problemsBeforePassword(NewAccount account) {
    Set<Problem> problems = EnumSet.noneOf(Problem.class);
    EmailAddress.problem(account.email()).ifPresent(problems::add);
    nameProblem(account.name().strip()).ifPresent(problems::add);
    return problems;
  }

  /** The problems of the name and the password of an account whose email address was checked before. */
  public Set<Problem> problems(EmailAddress email, String name, Secret password) {
    Set<Problem> problems = EnumSet.noneOf(Problem.class);
    nameProblem(name.strip()).ifPresent(problems::add);
    passwords.problem(password, email).ifPresent(problems::add);
    return problems;
  }

  /** @param name without blanks around it */
  public static Optional<Problem> nameProblem(String name) {
    if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
      return Optional.of(Problem.NAME_TOO_LONG);
    }
    if (ShownText.isBlank(name)) {
      return Optional.of(Problem.NAME_MISSING);
    }
    return ShownText.isClean(name) ? Optional.empty() : Optional.of(Problem.NAME_MALFORMED);
  }
}
