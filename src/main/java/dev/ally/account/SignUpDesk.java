package dev.ally.account;

import dev.ally.account.PgLoginStore.NewSession;
import dev.ally.config.Settings;
import dev.ally.contract.CreateAccount;
import dev.ally.contract.NewAccount;
import dev.ally.contract.NewAccount.Problem;
import dev.ally.contract.SignUp;
import dev.ally.contract.Unavailable;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** Makes accounts, for whoever asks and for the operator. */
final class SignUpDesk {
  private final Settings.SignUp kind;
  private final ConfirmedSignUpDesk confirmed;
  private final NewAccountRules rules;
  private final PasswordDesk passwords;
  private final PgHourStore budgets;
  private final int signUpsAnHour;
  private final PgAccountStore accounts;
  private final PgLoginStore logins;
  private final Tokens tokens;
  private final Clock clock;

  SignUpDesk(
      Settings settings, ConfirmedSignUpDesk confirmed, NewAccountRules rules, PasswordDesk passwords,
      PgHourStore budgets, PgAccountStore accounts, PgLoginStore logins, Tokens tokens, Clock clock) {
    this.kind = settings.signUp();
    this.confirmed = confirmed;
    this.rules = rules;
    this.passwords = passwords;
    this.budgets = budgets;
    this.signUpsAnHour = settings.signUpsAnHour();
    this.accounts = accounts;
    this.logins = logins;
    this.tokens = tokens;
    this.clock = clock;
  }

  Future<NewAccount.Answer> create(CreateAccount question) {
    return make(question.operationId(), question.account(), "operator").map(NewAccount.Answer::new);
  }

  Future<SignUp.Answer> signUp(SignUp question) {
    if (kind == Settings.SignUp.CLOSED) {
      return Future.succeededFuture(SignUp.Answer.of(SignUp.Outcome.CLOSED));
    }
    Set<Problem> problems = rules.problems(question.account());
    return problems.isEmpty()
        ? charge(question).compose(wait -> wait.isZero()
            ? kind == Settings.SignUp.CONFIRMED ? confirmed.ask(question) : makeAndSignIn(question)
            : Future.succeededFuture(new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), wait)))
        : Future.succeededFuture(SignUp.Answer.refused(problems));
  }

  private Future<Duration> charge(SignUp question) {
    Secret network = Secret.of(ClientNetwork.of(question.visitor().address()));
    return budgets.charge(
        tokens.hash(Tokens.Purpose.SIGN_UP_BUDGET, network), question.operationId(), clock.instant(), signUpsAnHour);
  }

  private Future<SignUp.Answer> makeAndSignIn(SignUp question) {
    return make(question.operationId(), question.account(), question.visitor().address())
        .compose(problems -> problems.isEmpty()
            ? signIn(question)
            : Future.succeededFuture(SignUp.Answer.refused(problems)));
  }

  /** What was wrong; nothing, when the account was made. */
  private Future<Set<Problem>> make(UUID id, NewAccount account, String address) {
    Set<Problem> problems = rules.problems(account);
    if (!problems.isEmpty()) {
      return Future.succeededFuture(problems);
    }
    EmailAddress email = EmailAddress.of(account.email());
    return passwords.hash(id, account.password(), address)
        .compose(hash -> accounts.create(id, email, account.name().strip(), hash, clock.instant()))
        .map(created -> created ? Set.of() : Set.of(Problem.EMAIL_TAKEN));
  }

  private Future<SignUp.Answer> signIn(SignUp question) {
    NewSession session = new NewSession(
        question.operationId(),
        tokens.hashes(Tokens.Purpose.SESSION, question.newSession()),
        question.visitor().address(),
        question.visitor().userAgent(),
        tokens.hashes(Tokens.Purpose.BROWSER, question.visitor().browser()),
        tokens.hashes(Tokens.Purpose.SESSION, question.oldSession()),
        "SIGN_UP",
        clock.instant());
    return accounts.versions(question.operationId())
        .compose(account -> account.isEmpty()
            ? Future.succeededFuture(false)
            : logins.open(session, account.get()))
        .compose(opened -> opened
            ? Future.succeededFuture(SignUp.Answer.of(SignUp.Outcome.SIGNED_IN))
            : Future.failedFuture(new Unavailable("the new account changed at once", Duration.ofSeconds(1))));
  }
}
