package dev.ally.account;

import dev.ally.account.PgLoginStore.NewSession;
import dev.ally.account.PgUnconfirmedStore.Unconfirmed;
import dev.ally.contract.CompleteSignUp;
import dev.ally.contract.CompleteSignUp.Answer;
import dev.ally.contract.CompleteSignUp.Outcome;
import dev.ally.contract.FindLink;
import dev.ally.contract.NewAccount.Problem;
import dev.ally.contract.SignUp;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Sign-ups that a mailed link completes. Whether somebody has the e-mail already is told by mail alone, to who has it;
 * each costs a row and a letter all the same. Anybody may ask for one with any address, so nothing that is given then
 * opens the account: whoever opens the link chooses the password.
 */
final class ConfirmedSignUpDesk {
  private final PgUnconfirmedStore store;
  private final Links links;
  private final LetterDesk letters;
  private final NewAccountRules rules;
  private final PasswordDesk passwords;
  private final PgLoginStore logins;
  private final Tokens tokens;
  private final Clock clock;

  ConfirmedSignUpDesk(
      PgUnconfirmedStore store, Links links, LetterDesk letters, NewAccountRules rules, PasswordDesk passwords,
      PgLoginStore logins, Tokens tokens, Clock clock) {
    this.store = store;
    this.links = links;
    this.letters = letters;
    this.rules = rules;
    this.passwords = passwords;
    this.logins = logins;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Of an account in which nothing is wrong. Where its address gets no more mails, the links that it got serve. */
  Future<SignUp.Answer> ask(UUID id, SignUp question) {
    EmailAddress email = EmailAddress.of(question.account().email());
    return letters.chargeNetwork(question.visitor(), id).compose(wait -> wait.isZero()
        ? letters.maySignUp(email, id)
            .compose(may -> may ? put(id, email, question) : Future.succeededFuture())
            .map(SignUp.Answer.of(SignUp.Outcome.MAILED))
        : Future.succeededFuture(new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), wait)));
  }

  private Future<Void> put(UUID id, EmailAddress email, SignUp question) {
    return store.put(
        id, email, question.account().name().strip(), passwords.hashOfNoPassword(id), clock.instant());
  }

  /** Whose sign-up it is that has this link. */
  Future<FindLink.Answer> find(Secret link) {
    return unconfirmed(link).map(found -> found
        .map(signUp -> new FindLink.Answer(Optional.of(signUp.email()), signUp.name()))
        .orElseGet(() -> new FindLink.Answer(Optional.empty())));
  }

  Future<Answer> complete(CompleteSignUp question) {
    NewSession session = NewSession.of(
        tokens, Tokens.Purpose.SESSION, question.operationId(), question.newSession(), question.visitor(), question.oldSession(),
        "SIGN_UP", clock.instant());
    return unconfirmed(question.link()).compose(found -> found.isPresent()
        ? complete(question, found.get(), session)
        : logins.wasOpened(session).map(ConfirmedSignUpDesk::opened));
  }

  private Future<Optional<Unconfirmed>> unconfirmed(Secret link) {
    return store.find(links.hashes(Links.Kind.SIGN_UP, link), clock.instant())
        // The version before let people sign up with addresses that are not taken any more.
        .map(found -> found.filter(signUp -> EmailAddress.parse(signUp.email()).isPresent()));
  }

  private Future<Answer> complete(CompleteSignUp question, Unconfirmed signUp, NewSession session) {
    String name = question.name().orElse(signUp.name()).strip();
    Set<Problem> problems = rules.problems(EmailAddress.of(signUp.email()), name, question.password());
    if (!problems.isEmpty()) {
      return Future.succeededFuture(refused(question, problems));
    }
    return passwords.hash(signUp.id(), question.password(), question.visitor().address())
        .compose(hash -> store.complete(signUp.id(), EmailAddress.of(signUp.email()), name, hash, session))
        .compose(made -> made ? Future.succeededFuture(true) : logins.wasOpened(session))
        .map(ConfirmedSignUpDesk::opened);
  }

  /** An earlier version of {@code web}, which asks for no name, knows a wrong password alone. */
  private static Answer refused(CompleteSignUp question, Set<Problem> problems) {
    return question.name().isPresent() ? Answer.refused(problems) : Answer.of(Outcome.WRONG_PASSWORD);
  }

  private static Answer opened(boolean opened) {
    return Answer.of(opened ? Outcome.SIGNED_IN : Outcome.EXPIRED);
  }
}
