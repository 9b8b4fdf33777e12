package dev.ally.account.mailed;

import dev.ally.account.person.ClientNetwork;
import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.config.Limit;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.AskPasswordReset.Answer;
import dev.ally.contract.account.AskPasswordReset.Outcome;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes requests for mails. Whether anybody has the e-mail is not looked at before the answer is given, so neither its
 * text nor its time can tell; whoever sends the letter looks.
 */
public final class MailRequestService {
  private final boolean offered;
  private final PgHourStore budgets;
  private final Tokens tokens;
  private final Clock clock;

  /** @param offered whether mails leave at all */
  public MailRequestService(boolean offered, PgHourStore budgets, Tokens tokens, Clock clock) {
    this.offered = offered;
    this.budgets = budgets;
    this.tokens = tokens;
    this.clock = clock;
  }

  public Future<Answer> askReset(AskPasswordReset question) {
    if (!offered) {
      return Future.succeededFuture(Answer.of(Outcome.NOT_OFFERED));
    }
    Optional<NewAccount.Problem> malformed = EmailAddress.problem(question.email());
    if (malformed.isPresent()) {
      return Future.succeededFuture(Answer.malformed(malformed.get()));
    }
    EmailAddress email = EmailAddress.of(question.email());
    return chargeNetwork(question.requestInfo(), question.operationId())
        .compose(wait -> wait.isZero()
            ? budgets.write(
                subject("reset " + email.key()), question.operationId(), clock.instant(), resets(), "RESET_ASKED",
                email).map(wait)
            : Future.succeededFuture(wait))
        .map(wait -> wait.isZero() ? Answer.of(Outcome.ASKED) : new Answer(Outcome.WAIT, wait));
  }

  /**
   * Three, and one more when their links run out, and when its own does. So whoever asks has a link that opens for as
   * long as any, however often others have asked before.
   */
  private PgHourStore.Bound resets() {
    return new PgHourStore.Bound(Limit.RESETS_OF_ACCOUNT.count(), 2, MailedLinkKind.RESET.life());
  }

  public boolean offered() {
    return offered;
  }

  /** Wrong passwords in a row from which on strange browsers need a mailed link; where no mail leaves, none do. */
  public int passwordsBeforeLink() {
    return offered ? Limit.PASSWORDS_BEFORE_LINK.count() : Integer.MAX_VALUE;
  }

  /**
   * Has a link for a strange browser mailed to whoever has this e-mail, unless one was within the hour. Who caused it may
   * be anybody, so nobody's budget pays.
   */
  public Future<Void> mailBrowserLink(EmailAddress email, UUID operationId) {
    return budgets.write(
        subject("browser " + email.key()), operationId, clock.instant(),
        new PgHourStore.Bound(1, 0, PgHourStore.WINDOW), "BROWSER_ASKED", email);
  }

  /** Counts a mail that somebody there asks for; how long to wait, if there were too many. */
  public Future<Duration> chargeNetwork(RequestInfo requestInfo, UUID operationId) {
    return charge("network " + ClientNetwork.of(requestInfo.address()), operationId, Limit.ASKED_OF_NETWORK.count());
  }

  /**
   * Counts a mail with a link that completes a sign-up with this e-mail; whether it may leave. Where it may not, those
   * that did are in the mailbox, and their links open for longer than an hour.
   */
  public Future<Boolean> maySignUp(EmailAddress email, UUID operationId) {
    return charge("sign-up " + email.key(), operationId, Limit.RESETS_OF_ACCOUNT.count()).map(Duration::isZero);
  }

  /** Counts a mail that somebody there asks for, with a link to another e-mail of this account; likewise. */
  public Future<Duration> chargeEmailChange(UUID accountId, RequestInfo requestInfo, UUID operationId) {
    return chargeNetwork(requestInfo, operationId).compose(wait -> wait.isZero()
        ? charge("email of " + accountId, operationId, Limit.RESETS_OF_ACCOUNT.count())
        : Future.succeededFuture(wait));
  }

  /**
   * When a link that makes this e-mail that of an account may be mailed there. Links of other accounts are of no use to
   * this one, so it gets one of its own, after theirs; empty: they ask for so many that it is not worth waiting.
   */
  public Future<Optional<Instant>> mayChangeEmail(EmailAddress email, UUID operationId) {
    return budgets.takePlace(subject("email " + email.key()), operationId, clock.instant(),
        Limit.RESETS_OF_ACCOUNT.count());
  }

  /** Counts one more of this within an hour. */
  private Future<Duration> charge(String subject, UUID operationId, int limit) {
    return budgets.charge(subject(subject), operationId, clock.instant(), limit);
  }

  private Buffer subject(String text) {
    return tokens.hash(Tokens.Purpose.MAIL_BUDGET, Secret.of(text));
  }
}
