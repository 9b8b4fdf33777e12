package dev.ally.account.signup;

import dev.ally.account.password.NewPasswords;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.ClientNetwork;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.NewAccountRules;
import dev.ally.account.session.PgLoginStore;
import dev.ally.account.session.PgLoginStore.NewSession;
import dev.ally.bus.Asker;
import dev.ally.config.Settings;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** Makes accounts, for people who sign up and for the operator. */
public final class SignUpService {
  private static final Set<Problem> TAKEN = Set.of(Problem.EMAIL_TAKEN);

  private final Settings.SignUp kind;
  private final ConfirmedSignUpService confirmed;
  private final NewPasswords newPasswords;
  private final PasswordVerifier passwords;
  private final PgHourStore budgets;
  private final int signUpsAnHour;
  private final PgAccountStore accounts;
  private final PgLoginStore logins;
  private final Tokens tokens;
  private final Clock clock;

  public SignUpService(
      Settings settings, ConfirmedSignUpService confirmed, NewPasswords newPasswords, PasswordVerifier passwords,
      PgHourStore budgets, PgAccountStore accounts, PgLoginStore logins, Tokens tokens, Clock clock) {
    this.kind = settings.signUp();
    this.confirmed = confirmed;
    this.newPasswords = newPasswords;
    this.passwords = passwords;
    this.budgets = budgets;
    this.signUpsAnHour = settings.signUpsAnHour();
    this.accounts = accounts;
    this.logins = logins;
    this.tokens = tokens;
    this.clock = clock;
  }

  public Future<NewAccount.Answer> create(CreateAccount question, Asker asker) {
    return newPasswords.problems(question.account()).compose(problems -> problems.isEmpty()
        ? make(question, asker)
        : Future.succeededFuture(new NewAccount.Answer(problems)));
  }

  private Future<NewAccount.Answer> make(CreateAccount question, Asker asker) {
    NewAccount account = question.account();
    EmailAddress email = EmailAddress.of(account.email());
    return passwords.hash(question.operationId(), account.password(), "operator", asker)
        .compose(hash -> accounts.create(
            question.operationId(), email, NewAccountRules.name(account.name()), hash, clock.instant()))
        .map(created -> new NewAccount.Answer(created ? Set.of() : TAKEN));
  }

  public Future<SignUp.Answer> signUp(SignUp question, Asker asker) {
    if (kind == Settings.SignUp.CLOSED) {
      return Future.succeededFuture(SignUp.Answer.of(SignUp.Outcome.CLOSED));
    }
    boolean later = kind == Settings.SignUp.CONFIRMED;
    Future<Set<Problem>> found = later
        ? Future.succeededFuture(NewAccountRules.problemsBeforePassword(question.account()))
        : newPasswords.problems(question.account());
    UUID id = id(question.operationId(), question.newSession(), question.account());
    return found.compose(problems -> problems.isEmpty()
        ? charge(id, question).compose(wait -> wait.isZero()
            ? later ? confirmed.ask(id, question) : makeAndSignIn(id, question, asker)
            : Future.succeededFuture(new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), wait)))
        : Future.succeededFuture(SignUp.Answer.refused(problems)));
  }

  /**
   * The id of the future account. It also depends on the password, so that repeating the same request has no effect,
   * and no id that a client sends is that of another account.
   */
  private UUID id(UUID asked, Secret newSession, NewAccount account) {
    return tokens.operationId(asked, newSession, account.password());
  }

  private Future<Duration> charge(UUID id, SignUp question) {
    Secret network = Secret.of(ClientNetwork.of(question.requestInfo().address()));
    return budgets.charge(tokens.hash(Tokens.Purpose.SIGN_UP_BUDGET, network), id, clock.instant(), signUpsAnHour);
  }

  private Future<SignUp.Answer> makeAndSignIn(UUID id, SignUp question, Asker asker) {
    NewSession session = NewSession.of(
        tokens, Tokens.Purpose.SESSION, id, question.newSession(), question.requestInfo(), question.oldSession(),
        ActivityKind.SIGN_UP, clock.instant());
    EmailAddress email = EmailAddress.of(question.account().email());
    return passwords.hash(id, question.account().password(), question.requestInfo().address(), asker)
        .compose(hash -> logins.openNew(
            session, email, NewAccountRules.name(question.account().name()), hash, question.requestInfo().language()))
        .map(opened -> opened ? SignUp.Answer.of(SignUp.Outcome.SIGNED_IN) : SignUp.Answer.refused(TAKEN));
  }
}
