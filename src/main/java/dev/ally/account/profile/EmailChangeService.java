package dev.ally.account.profile;

import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.mailed.MailRequestService;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.profile.PgEmailChangeStore.Asked;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.Reauthentication.Verdict.Proven;
import dev.ally.account.session.Reauthentication.Verdict.Refused;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Asker;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskEmailChange.Answer;
import dev.ally.contract.account.AskEmailChange.Outcome;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes email addresses: requested with all factors, made by a link that is mailed to the new address. Whether the
 * new address has an account is revealed only by an email to that address.
 */
public final class EmailChangeService {
  private final SessionService sessions;
  private final Reauthentication factors;
  private final PasswordRules rules;
  private final MailRequestService mailRequests;
  private final PgEmailChangeStore store;
  private final Tokens tokens;
  private final FactorSwitch factorSwitch;
  private final Clock clock;

  public EmailChangeService(
      SessionService sessions, Reauthentication factors, PasswordRules rules, MailRequestService mailRequests,
      PgEmailChangeStore store, Tokens tokens, FactorSwitch factorSwitch, Clock clock) {
    this.sessions = sessions;
    this.factors = factors;
    this.rules = rules;
    this.mailRequests = mailRequests;
    this.store = store;
    this.tokens = tokens;
    this.factorSwitch = factorSwitch;
    this.clock = clock;
  }

  public Future<Answer> ask(AskEmailChange question, Asker asker) {
    if (!mailRequests.offered()) {
      return Future.succeededFuture(Answer.of(Outcome.NOT_OFFERED));
    }
    return sessions.change(question.session(), question.operationId(), Answer.of(Outcome.NO_SESSION), session ->
        store.wasAsked(session.person().accountId(), question.operationId()).compose(mailed -> mailed.isPresent()
            ? Future.succeededFuture(asked(mailed.get()))
            : verify(question, session, asker)));
  }

  /** Checks that use up no guess come first. */
  private Future<Answer> verify(AskEmailChange question, Session session, Asker asker) {
    Optional<Problem> malformed = EmailAddress.problem(question.email());
    if (malformed.isPresent()) {
      return Future.succeededFuture(Answer.malformed(malformed.get()));
    }
    EmailAddress email = EmailAddress.of(question.email());
    if (email.key().equals(EmailAddress.stored(session.person().email()).key())) {
      return Future.succeededFuture(Answer.of(Outcome.SAME_EMAIL));
    }
    if (rules.problem(question.password(), email).equals(Optional.of(Problem.PASSWORD_IS_EMAIL))) {
      return Future.succeededFuture(Answer.of(Outcome.EMAIL_IS_PASSWORD));
    }
    Reauthentication.Question factorsOf = new Reauthentication.Question(
        question.operationId(), question.session(), question.password(), question.code(), question.requestInfo(),
        asker);
    return factors.verify(factorsOf, session).compose(verdict -> verdict instanceof Proven proven
        ? charge(question, session, email, proven.account())
        : Future.succeededFuture(refused((Refused) verdict)));
  }

  private Future<Answer> charge(AskEmailChange question, Session session, EmailAddress email, Versions account) {
    return mailRequests
        .chargeEmailChange(account.accountId(), question.requestInfo(), question.operationId())
        .compose(wait -> wait.isZero()
            ? mailRequests.mayChangeEmail(email, question.operationId()).compose(mailed -> mailed.isPresent()
                ? put(question, session, email, account, mailed.get())
                : Future.succeededFuture(new Answer(Outcome.WAIT, PgHourStore.WINDOW)))
            : Future.succeededFuture(new Answer(Outcome.WAIT, wait)));
  }

  private Future<Answer> put(
      AskEmailChange question, Session session, EmailAddress email, Versions account, Instant mailed) {
    return store
        .ask(new Asked(
            question.operationId(), account, session.id(), email, question.requestInfo(), clock.instant(), mailed))
        .compose(done -> done
            ? Future.succeededFuture(asked(mailed))
            : Future.failedFuture(Reauthentication.changing()));
  }

  /** @param mailed when the email is or was sent */
  private Answer asked(Instant mailed) {
    return new Answer(Outcome.ASKED, until(mailed));
  }

  /** How long it is until then; zero if that is past. */
  private Duration until(Instant mailed) {
    Instant now = clock.instant();
    return mailed.isAfter(now) ? Duration.between(now, mailed) : Duration.ZERO;
  }

  private static Answer refused(Refused refused) {
    return new Answer(refused.why(), refused.retryAfter());
  }

  public Future<FindEmailChange.Answer> waiting(FindEmailChange question) {
    return sessions.within(question.session(), new FindEmailChange.Answer(Optional.empty()), session ->
        store.ofAccount(session.person().accountId(), clock.instant()).map(change -> new FindEmailChange.Answer(
            change.map(one -> new FindEmailChange.Waiting(one.email(), one.mailed())))));
  }

  /** Sends no second email while one is still to be sent. */
  public Future<ResendEmailChange.Answer> resend(ResendEmailChange question) {
    return sessions.change(
        question.session(), question.operationId(), ResendEmailChange.Answer.of(ResendEmailChange.Outcome.NO_SESSION),
        session -> store.ofAccount(session.person().accountId(), clock.instant()).compose(change -> change.isEmpty()
            ? Future.succeededFuture(ResendEmailChange.Answer.of(ResendEmailChange.Outcome.NOT_WAITING))
            : change.get().queued()
            ? Future.succeededFuture(sent(change.get().mailed()))
            : resend(question, session, change.get())));
  }

  private Future<ResendEmailChange.Answer> resend(
      ResendEmailChange question, Session session, PgEmailChangeStore.Change change) {
    UUID accountId = session.person().accountId();
    EmailAddress email = EmailAddress.of(change.email());
    return mailRequests.chargeEmailChange(accountId, question.requestInfo(), question.operationId())
        .compose(wait -> wait.isZero()
            ? mailRequests.mayChangeEmail(email, question.operationId()).compose(mailed -> mailed.isPresent()
                ? store.resend(
                        accountId, change, question.operationId(), email, question.requestInfo(), mailed.get())
                    .map(done -> done
                        ? sent(mailed.get())
                        : ResendEmailChange.Answer.of(ResendEmailChange.Outcome.NOT_WAITING))
                : Future.succeededFuture(tooMany(PgHourStore.WINDOW)))
            : Future.succeededFuture(tooMany(wait)));
  }

  private static ResendEmailChange.Answer tooMany(Duration wait) {
    return new ResendEmailChange.Answer(ResendEmailChange.Outcome.WAIT, wait);
  }

  private ResendEmailChange.Answer sent(Instant mailed) {
    return new ResendEmailChange.Answer(ResendEmailChange.Outcome.SENT, until(mailed));
  }

  public Future<CancelEmailChange.Answer> cancel(CancelEmailChange question) {
    return sessions.change(
        question.session(), new CancelEmailChange.Answer(CancelEmailChange.Outcome.NO_SESSION), session ->
            store.cancel(session.person().accountId(), question.requestInfo(), clock.instant())
                .map(new CancelEmailChange.Answer(CancelEmailChange.Outcome.CANCELLED)));
  }

  /** The new email address of the change that this link belongs to. */
  public Future<FindMailedLink.Answer> find(Secret link) {
    return find(hashes(link))
        .map(found -> new FindMailedLink.Answer(found.map(PgEmailChangeStore.Waiting::email)));
  }

  public Future<ConfirmEmailChange.Answer> confirm(ConfirmEmailChange question) {
    Buffer[] link = hashes(question.link());
    return find(link)
        .compose(waiting -> waiting.isPresent()
            ? factorSwitch.settled(waiting.get().account()).compose(settled -> store.confirm(
                link, EmailAddress.of(waiting.get().email()), question.operationId(), question.requestInfo(),
                clock.instant()))
            : Future.succeededFuture(false))
        .compose(done -> done
            ? Future.succeededFuture(true)
            : store.wasConfirmed(link, question.operationId()))
        .map(changed -> new ConfirmEmailChange.Answer(
            changed ? ConfirmEmailChange.Outcome.CHANGED : ConfirmEmailChange.Outcome.EXPIRED));
  }

  /** Not for an address that the version before accepted and this one does not. */
  private Future<Optional<PgEmailChangeStore.Waiting>> find(Buffer[] link) {
    return store.find(link, clock.instant())
        .map(found -> found.filter(waiting -> EmailAddress.parse(waiting.email()).isPresent()));
  }

  private Buffer[] hashes(Secret link) {
    return tokens.hashes(MailedLinkKind.EMAIL, link);
  }
}
