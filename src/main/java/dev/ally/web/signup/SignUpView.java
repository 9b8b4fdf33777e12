package dev.ally.web.signup;

import dev.ally.config.Limit;
import dev.ally.contract.account.NewAccount;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Gate;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.EmailProblem;
import dev.ally.web.page.NameProblem;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.PasswordProblem;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The page "Create your account". */
final class SignUpView {
  private static final String PASSWORD = "password";

  private final Pages pages;
  private final Catalogue texts;
  private final PasswordProblem passwords;
  private final boolean confirmed;

  /** @param confirmed whether a mailed link leads to where the password is chosen */
  SignUpView(Pages pages, Catalogue texts, boolean confirmed) {
    this.pages = pages;
    this.texts = texts;
    this.confirmed = confirmed;
    this.passwords = new PasswordProblem(texts);
  }

  Future<Reply> fresh(Request request) {
    return pages.reply(request, page(request, SignUpForm.empty()));
  }

  Future<Reply> refused(Request request, SignUpForm form, Set<NewAccount.Problem> problems) {
    List<Problem> said = firstOfEachField(problems);
    Page page = page(request, form)
        .refused(422, said)
        .with("taken", problems.contains(NewAccount.Problem.EMAIL_TAKEN));
    // An earlier version of account wants the password here.
    boolean wanted = said.stream().anyMatch(problem -> problem.field().equals(PASSWORD));
    return pages.reply(request, wanted ? page.with("passwordAsked", true) : page);
  }

  Future<Reply> tooMany(Request request, SignUpForm form, Duration wait) {
    Problem problem = new Problem(lastField(), texts.tooMany(wait));
    return pages.reply(request, page(request, form).refused(429, List.of(problem)))
        .map(reply -> reply.retryAfter(wait));
  }

  Future<Reply> tooOld(Request request, SignUpForm form) {
    Problem problem = new Problem(lastField(), texts.say(Gate.whyAgain(request)));
    return pages.reply(request, page(request, form).refused(403, List.of(problem)));
  }

  private Page page(Request request, SignUpForm form) {
    return Page.of("signup")
        .formKey(request.visitorToken())
        .with("email", form.email())
        .with("name", form.name())
        .with("passwordAsked", !confirmed)
        .with("passwordMinimum", Limit.PASSWORD_MINIMUM.count());
  }

  private String lastField() {
    return confirmed ? "name" : PASSWORD;
  }

  private List<Problem> firstOfEachField(Set<NewAccount.Problem> problems) {
    List<Problem> said = new ArrayList<>();
    Set<String> fields = new HashSet<>();
    for (NewAccount.Problem problem : NewAccount.Problem.values()) {
      if (problems.contains(problem) && fields.add(field(problem))) {
        said.add(new Problem(field(problem), words(problem)));
      }
    }
    return said;
  }

  private static String field(NewAccount.Problem problem) {
    return switch (problem) {
      case EMAIL_MISSING, EMAIL_MALFORMED, EMAIL_TOO_LONG, EMAIL_LOCAL_PART, EMAIL_LOOKALIKE, EMAIL_DOMAIN,
          EMAIL_TAKEN -> "email";
      case NAME_MISSING, NAME_TOO_LONG, NAME_MALFORMED -> "name";
      case PASSWORD_MISSING, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_MALFORMED, PASSWORD_COMMON,
          PASSWORD_IS_EMAIL -> PASSWORD;
    };
  }

  private String words(NewAccount.Problem problem) {
    return switch (problem) {
      case EMAIL_MISSING, EMAIL_MALFORMED, EMAIL_TOO_LONG, EMAIL_LOCAL_PART, EMAIL_LOOKALIKE, EMAIL_DOMAIN,
          EMAIL_TAKEN -> EmailProblem.words(texts, problem);
      case NAME_MISSING, NAME_TOO_LONG, NAME_MALFORMED -> NameProblem.words(texts, problem);
      case PASSWORD_MISSING, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_MALFORMED, PASSWORD_COMMON,
          PASSWORD_IS_EMAIL -> passwords.words(problem);
    };
  }
}
