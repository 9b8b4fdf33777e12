package dev.ally.account.signup;

import dev.ally.account.mailed.MailRequestService;
import dev.ally.account.password.NewPasswords;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.NewAccountRules;
import dev.ally.account.session.PgLoginStore;
import dev.ally.account.session.PgLoginStore.NewSession;
import dev.ally.account.signup.PgUnconfirmedStore.Unconfirmed;
import dev.ally.bus.Asker;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.CompleteSignUp.Answer;
import dev.ally.contract.account.CompleteSignUp.Outcome;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Sign-ups that a mailed link completes. Whether the email address has an account already is revealed only by an email
 * to that address; a row and an email are written in both cases. Anybody may sign up with any address, so nothing that
 * is given then opens the account: the person who opens the link chooses the password.
 */
public final class ConfirmedSignUpService {
  private final PgUnconfirmedStore store;
  private final MailRequestService mailRequests;
  private final NewPasswords newPasswords;
  private final PasswordVerifier passwords;
  private final PgLoginStore logins;
  private final Tokens tokens;
  private final Clock clock;

  public ConfirmedSignUpService(
      PgUnconfirmedStore store, MailRequestService mailRequests, NewPasswords newPasswords, PasswordVerifier passwords,
      PgLoginStore logins, Tokens tokens, Clock clock) {
    this.store = store;
    this.mailRequests = mailRequests;
    this.newPasswords = newPasswords;
    this.passwords = passwords;
    this.logins = logins;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Starts a sign-up whose data is valid. Once the address has got its limit of emails, the links in those still work.
   */
  Future<SignUp.Answer> ask(UUID id, SignUp question) {
    EmailAddress email = EmailAddress.of(question.account().email());
    return mailRequests.chargeNetwork(question.requestInfo(), id).compose(wait -> wait.isZero()
        ? mailRequests.maySignUp(email, id)
            .compose(may -> may ? put(id, email, question) : Future.succeededFuture())
            .map(SignUp.Answer.of(SignUp.Outcome.MAILED))
        : Future.succeededFuture(new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), wait)));
  }

  private Future<Void> put(UUID id, EmailAddress email, SignUp question) {
    return store.put(
        id, email, NewAccountRules.name(question.account().name()), passwords.hashOfNoPassword(id), clock.instant(),
        question.requestInfo());
  }

  /** The sign-up that this link belongs to. */
  public Future<FindMailedLink.Answer> find(Secret link) {
    return unconfirmed(link).map(found -> found
        .map(signUp -> new FindMailedLink.Answer(Optional.of(signUp.email()), signUp.name()))
        .orElseGet(() -> new FindMailedLink.Answer(Optional.empty())));
  }

  public Future<Answer> complete(CompleteSignUp question, Asker asker) {
    NewSession session = NewSession.of(
        tokens, Tokens.Purpose.SESSION, question.operationId(), question.newSession(), question.requestInfo(),
        question.oldSession(),
        ActivityKind.SIGN_UP, clock.instant());
    return unconfirmed(question.link()).compose(found -> found.isPresent()
        ? complete(question, found.get(), session, asker)
        : logins.wasOpened(session).map(ConfirmedSignUpService::opened));
  }

  private Future<Optional<Unconfirmed>> unconfirmed(Secret link) {
    return store.find(tokens.hashes(MailedLinkKind.SIGN_UP, link), clock.instant())
        // The version before accepted sign-ups with addresses that are not accepted any more.
        .map(found -> found.filter(signUp -> EmailAddress.parse(signUp.email()).isPresent()));
  }

  private Future<Answer> complete(
      CompleteSignUp question, Unconfirmed signUp, NewSession session, Asker asker) {
    String name = NewAccountRules.name(question.name().orElse(signUp.name()));
    EmailAddress email = EmailAddress.of(signUp.email());
    return newPasswords.problems(email, name, question.password()).compose(problems -> problems.isEmpty()
        ? make(question, signUp, name, session, asker)
        : Future.succeededFuture(refused(question, problems)));
  }

  private Future<Answer> make(
      CompleteSignUp question, Unconfirmed signUp, String name, NewSession session, Asker asker) {
    return passwords.hash(signUp.id(), question.password(), question.requestInfo().address(), asker)
        .compose(hash -> store.complete(signUp.id(), EmailAddress.of(signUp.email()), name, hash, session))
        .compose(made -> made ? Future.succeededFuture(true) : logins.wasOpened(session))
        .map(ConfirmedSignUpService::opened);
  }

  /** An earlier version of {@code web} asks for no name, and only knows the outcome of a wrong password. */
  private static Answer refused(CompleteSignUp question, Set<Problem> problems) {
    return question.name().isPresent() ? Answer.refused(problems) : Answer.of(Outcome.WRONG_PASSWORD);
  }

  private static Answer opened(boolean opened) {
    return Answer.of(opened ? Outcome.SIGNED_IN : Outcome.EXPIRED);
  }
}
