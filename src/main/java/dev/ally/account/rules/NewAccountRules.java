package dev.ally.account.rules;

import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.NewAccount;
import dev.ally.text.ShownText;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The rules for the data of a new account. */
public final class NewAccountRules {
  private static final int LONGEST_NAME = 100;

  private NewAccountRules() {}

  /** All problems at once but for those of the password. */
  public static Set<Problem> problemsBeforePassword(NewAccount account) {
    Set<Problem> problems = EnumSet.noneOf(Problem.class);
    EmailAddress.problem(account.email()).ifPresent(problems::add);
    nameProblem(name(account.name())).ifPresent(problems::add);
    return problems;
  }

  /** The name as it is kept: without the blanks around it. */
  public static String name(String typed) {
    return ShownText.strip(typed);
  }

  /** @param name as it is kept */
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
