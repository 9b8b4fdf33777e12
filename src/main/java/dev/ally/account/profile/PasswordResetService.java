package dev.ally.account.profile;

import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.factor.FreshGuesses;
import dev.ally.account.mailed.LinkOwner;
import dev.ally.account.password.NewPasswords;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Asker;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;

/** Lets a person choose a new password through a link, mailed or made by an operator. It logs nobody in. */
public final class PasswordResetService {
  private final PgPasswordResetStore store;
  private final Tokens tokens;
  private final PasswordVerifier passwords;
  private final NewPasswords newPasswords;
  private final FactorSwitch factorSwitch;
  private final FreshGuesses freshGuesses;
  private final Clock clock;

  public PasswordResetService(
      PgPasswordResetStore store, Tokens tokens, PasswordVerifier passwords, NewPasswords newPasswords,
      FactorSwitch factorSwitch, FreshGuesses freshGuesses, Clock clock) {
    this.store = store;
    this.tokens = tokens;
    this.passwords = passwords;
    this.newPasswords = newPasswords;
    this.factorSwitch = factorSwitch;
    this.freshGuesses = freshGuesses;
    this.clock = clock;
  }

  /** The account that this link belongs to, while the link is valid. */
  public Future<FindMailedLink.Answer> find(Secret link) {
    return store.find(tokens.hashes(MailedLinkKind.RESET, link), clock.instant())
        .map(owner -> new FindMailedLink.Answer(owner.map(LinkOwner::email)));
  }

  public Future<ResetPassword.Answer> reset(ResetPassword question, Asker asker) {
    Buffer[] link = tokens.hashes(MailedLinkKind.RESET, question.link());
    return store.find(link, clock.instant()).compose(owner -> owner.isPresent()
        ? reset(question, link, owner.get(), asker)
        : outcome(question, link, false));
  }

  private Future<ResetPassword.Answer> reset(
      ResetPassword question, Buffer[] link, LinkOwner owner, Asker asker) {
    EmailAddress email = EmailAddress.stored(owner.email());
    return newPasswords.problem(question.chosen(), email).compose(problem -> problem.isPresent()
        ? Future.succeededFuture(ResetPassword.Answer.refused(problem.get()))
        : set(question, link, owner, email, asker));
  }

  private Future<ResetPassword.Answer> set(
      ResetPassword question, Buffer[] link, LinkOwner owner, EmailAddress email, Asker asker) {
    return factorSwitch.settled(owner.versions())
        .compose(settled -> passwords.hash(
            settled.accountId(), question.chosen(), question.requestInfo().address(), asker))
        .compose(hash -> store.reset(link, new PgPasswordResetStore.NewPassword(
            question.operationId(), hash, passwords.unrecognised(email), question.requestInfo(), clock.instant())))
        .compose(done -> freshGuesses.grantTo(owner.versions().accountId())
            .compose(granted -> outcome(question, link, done)));
  }

  private Future<ResetPassword.Answer> outcome(ResetPassword question, Buffer[] link, boolean done) {
    return (done ? Future.succeededFuture(true) : store.wasReset(link, question.operationId()))
        .map(changed -> ResetPassword.Answer.of(
            changed ? ResetPassword.Outcome.CHANGED : ResetPassword.Outcome.EXPIRED));
  }
}
