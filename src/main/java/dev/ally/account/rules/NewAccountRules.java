package dev.ally.account.rules;

import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import dev.ally.text.ShownText;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What an account may be made of. */
public record NewAccountRules(PasswordRules passwords) {
  private static final int LONGEST_NAME = 100;

  /** All that is wrong with it at once; nothing, when it may be made. */
  public Set<Problem> problems(NewAccount account) {
    Set<Problem> problems = problemsBeforePassword(account);
    passwords.problem(account.password(), EmailAddress.of(account.email())).ifPresent(problems::add);
    return problems;
  }

  /** Likewise, of an account whose password is chosen later. */
  public static Set<Problem> problemsBeforePassword(NewAccount account) {
    Set<Problem> problems = EnumSet.noneOf(Problem.class);
    EmailAddress.problem(account.email()).ifPresent(problems::add);
    nameProblem(account.name().strip()).ifPresent(problems::add);
    return problems;
  }

  /** What is wrong with the name and the password of an account whose e-mail was looked at before. */
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
