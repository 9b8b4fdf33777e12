package dev.ally.account;

import dev.ally.account.PgLoginStore.NewSession;
import dev.ally.account.PgUnconfirmedStore.Unconfirmed;
import dev.ally.config.MailLimits;
import dev.ally.contract.CompleteSignUp;
import dev.ally.contract.CompleteSignUp.Answer;
import dev.ally.contract.CompleteSignUp.Outcome;
import dev.ally.contract.SignUp;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Sign-ups that a mailed link completes. Whether somebody has the e-mail already is told by mail alone, to who has it;
 * each costs a hash, a row and a letter all the same.
 */
final class ConfirmedSignUpDesk {
  private final PgUnconfirmedStore store;
  private final Links links;
  private final LetterDesk letters;
  private final PasswordDesk passwords;
  private final PgAccountStore accounts;
  private final PgLoginStore logins;
  private final Tokens tokens;
  private final Clock clock;

  ConfirmedSignUpDesk(
      PgUnconfirmedStore store, Links links, LetterDesk letters, PasswordDesk passwords, PgAccountStore accounts,
      PgLoginStore logins, Tokens tokens, Clock clock) {
    this.store = store;
    this.links = links;
    this.letters = letters;
    this.passwords = passwords;
    this.accounts = accounts;
    this.logins = logins;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Of an account in which nothing is wrong. */
  Future<SignUp.Answer> ask(UUID id, SignUp question) {
    EmailAddress email = EmailAddress.of(question.account().email());
    return letters.chargeSignUp(email, question.visitor(), id).compose(wait -> wait.isZero()
        ? passwords.hash(id, question.account().password(), question.visitor().address())
            .compose(hash -> store.put(id, email, question.account().name().strip(), hash, clock.instant()))
            .map(SignUp.Answer.of(SignUp.Outcome.MAILED))
        : Future.succeededFuture(new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), wait)));
  }

  /** The e-mail of a sign-up whose link this is. */
  Future<Optional<String>> emailOf(Secret link) {
    return find(link).map(found -> found.map(Unconfirmed::email));
  }

  Future<Answer> complete(CompleteSignUp question) {
    NewSession session = NewSession.of(
        tokens, Tokens.Purpose.SESSION, question.operationId(), question.newSession(), question.visitor(), question.oldSession(),
        "SIGN_UP", clock.instant());
    return find(question.link()).compose(found -> found.isPresent()
        ? judge(question, found.get(), session)
        : logins.wasOpened(session).map(opened -> Answer.of(opened ? Outcome.SIGNED_IN : Outcome.EXPIRED)));
  }

  private Future<Optional<Unconfirmed>> find(Secret link) {
    return store.find(links.hashes(Links.Kind.SIGN_UP, link), clock.instant());
  }

  private Future<Answer> judge(CompleteSignUp question, Unconfirmed signUp, NewSession session) {
    UUID tryId = tokens.operationId(question.operationId(), question.link(), question.password());
    return letters.charge("complete " + signUp.id(), tryId, MailLimits.PROMISED.linkTries())
        .compose(wait -> wait.isZero() ? compare(question, signUp, session) : waiting(wait));
  }

  private Future<Answer> compare(CompleteSignUp question, Unconfirmed signUp, NewSession session) {
    return passwords
        .matches(signUp.id(), signUp.hash(), question.password(), question.visitor().address())
        .compose(matches -> matches
            ? store.complete(signUp.id(), clock.instant()).compose(made -> made
                ? signIn(signUp, session)
                : Future.succeededFuture(Answer.of(Outcome.EXPIRED)))
            : Future.succeededFuture(Answer.of(Outcome.WRONG_PASSWORD)));
  }

  private Future<Answer> signIn(Unconfirmed signUp, NewSession session) {
    return accounts.versions(signUp.id())
        .compose(account -> account.isEmpty()
            ? Future.succeededFuture(false)
            : logins.open(session, account.get()))
        .map(opened -> Answer.of(opened ? Outcome.SIGNED_IN : Outcome.EXPIRED));
  }

  private static Future<Answer> waiting(Duration wait) {
    return Future.succeededFuture(new Answer(Outcome.WAIT, wait));
  }
}
