package dev.ally.web.signup;

import dev.ally.contract.account.NewAccount;
import dev.ally.web.exchange.Field;
import dev.ally.web.page.EmailProblem;
import dev.ally.web.page.NameProblem;
import dev.ally.web.page.PasswordProblem;
import dev.ally.web.page.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with a new account, in the catalogue's words, at its field. */
final class SignUpProblems {
  /** One problem a field, in the order of the fields. */
  List<Problem> firstOfEachField(Set<NewAccount.Problem> found) {
    Map<String, Problem> said = new LinkedHashMap<>();
    found.stream().sorted().map(this::said).forEach(problem -> said.putIfAbsent(problem.field(), problem));
    return List.copyOf(said.values());
  }

  private Problem said(NewAccount.Problem problem) {
    return switch (problem) {
      case EMAIL_MISSING, EMAIL_MALFORMED, EMAIL_TOO_LONG, EMAIL_LOCAL_PART, EMAIL_LOOKALIKE, EMAIL_DOMAIN,
          EMAIL_TAKEN -> Problem.at(Field.EMAIL, EmailProblem.words(problem));
      case NAME_MISSING, NAME_TOO_LONG, NAME_MALFORMED ->
          Problem.at(Field.NAME, NameProblem.words(problem));
      case PASSWORD_MISSING, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_MALFORMED, PASSWORD_COMMON,
          PASSWORD_BREACHED, PASSWORD_IS_EMAIL, PASSWORD_UNCHANGED ->
              Problem.at(Field.PASSWORD, PasswordProblem.words(problem));
    };
  }
}
