package dev.ally.account;

import dev.ally.account.PgLinkStore.Owner;
import dev.ally.contract.AdmitBrowser;
import dev.ally.contract.FindLink;
import dev.ally.contract.NewAccount.Problem;
import dev.ally.contract.ResetPassword;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Optional;

/** Does what links of mails open, but for undos of two-factor. None of them signs anybody in. */
final class LinkDesk {
  private final PgLinkStore store;
  private final Links links;
  private final ConfirmedSignUpDesk signUps;
  private final EmailChangeDesk emails;
  private final UndoService undos;
  private final PasswordDesk passwords;
  private final PasswordRules rules;
  private final Switches switches;
  private final FreshGuesses freshGuesses;
  private final Tokens tokens;
  private final Clock clock;

  LinkDesk(
      PgLinkStore store, Links links, ConfirmedSignUpDesk signUps, EmailChangeDesk emails, UndoService undos,
      PasswordDesk passwords, PasswordRules rules, Switches switches, FreshGuesses freshGuesses, Tokens tokens,
      Clock clock) {
    this.store = store;
    this.links = links;
    this.signUps = signUps;
    this.emails = emails;
    this.undos = undos;
    this.passwords = passwords;
    this.rules = rules;
    this.switches = switches;
    this.freshGuesses = freshGuesses;
    this.tokens = tokens;
    this.clock = clock;
  }

  Future<FindLink.Answer> find(FindLink question) {
    return switch (question.kind()) {
      case SIGN_UP -> signUps.find(question);
      case EMAIL -> emails.emailOf(question.link()).map(FindLink.Answer::new);
      case UNDO -> undos.find(question.link());
      case STOP_UNDO -> undos.findStop(question.link());
      default -> owner(question.kind(), question.link()).map(owner -> new FindLink.Answer(owner.map(Owner::email)));
    };
  }

  private Future<Optional<Owner>> owner(FindLink.Kind kind, Secret link) {
    return switch (kind) {
      case RESET -> store.findReset(links.hashes(Links.Kind.RESET, link), clock.instant());
      case BROWSER -> store.findBrowser(links.hashes(Links.Kind.BROWSER, link), clock.instant());
      case UNDO, STOP_UNDO, SIGN_UP, EMAIL, UNKNOWN -> Future.succeededFuture(Optional.empty());
    };
  }

  Future<ResetPassword.Answer> resetPassword(ResetPassword question) {
    Buffer[] link = links.hashes(Links.Kind.RESET, question.link());
    return owner(FindLink.Kind.RESET, question.link()).compose(owner -> owner.isPresent()
        ? reset(question, link, owner.get())
        : outcome(question, link, false));
  }

  private Future<ResetPassword.Answer> reset(ResetPassword question, Buffer[] link, Owner owner) {
    EmailAddress email = EmailAddress.stored(owner.email());
    Optional<Problem> problem = rules.problem(question.chosen(), email);
    if (problem.isPresent()) {
      return Future.succeededFuture(ResetPassword.Answer.refused(problem.get()));
    }
    return switches.settled(owner.versions())
        .compose(settled -> passwords.hash(
            settled.accountId(), question.chosen(), question.visitor().address()))
        .compose(hash -> store.reset(link, new PgLinkStore.NewPassword(
            question.operationId(), hash, passwords.strangers(email), question.visitor(), clock.instant())))
        .compose(done -> freshGuesses.grantTo(owner.versions().accountId())
            .compose(granted -> outcome(question, link, done)));
  }

  private Future<ResetPassword.Answer> outcome(ResetPassword question, Buffer[] link, boolean done) {
    return (done ? Future.succeededFuture(true) : store.wasReset(link, question.operationId()))
        .map(changed -> ResetPassword.Answer.of(
            changed ? ResetPassword.Outcome.CHANGED : ResetPassword.Outcome.EXPIRED));
  }

  Future<AdmitBrowser.Answer> admitBrowser(AdmitBrowser question) {
    Buffer browser = tokens.hash(Tokens.Purpose.BROWSER, question.visitor().browserFromNowOn());
    return store
        .admit(
            links.hashes(Links.Kind.BROWSER, question.link()), question.operationId(), browser, question.visitor(),
            clock.instant())
        .map(admitted -> new AdmitBrowser.Answer(
            admitted ? AdmitBrowser.Outcome.ADMITTED : AdmitBrowser.Outcome.EXPIRED));
  }
}
