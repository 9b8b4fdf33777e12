package dev.ally.account.mailed;

import dev.ally.account.person.ClientNetwork;
import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.RequestedEmail;
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
 * Takes requests for emails. Whether an account has the email address is not looked up before the answer, so that
 * neither its text nor its time reveals that; it is looked up when the email is sent.
 */
public final class MailRequestService {
  private final boolean offered;
  private final PgHourStore budgets;
  private final Tokens tokens;
  private final Clock clock;

  /** @param offered whether a mail server is configured */
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
                subject("reset " + email.key()), question.operationId(), clock.instant(), resets(),
                RequestedEmail.RESET_ASKED, email, question.requestInfo()).map(wait)
            : Future.succeededFuture(wait))
        .map(wait -> wait.isZero() ? Answer.of(Outcome.ASKED) : new Answer(Outcome.WAIT, wait));
  }

  /**
   * Three, then one more when their links expire and one more when that link expires. So a person who asks gets a link
   * with its full life, however often others have asked before.
   */
  private PgHourStore.Bound resets() {
    return new PgHourStore.Bound(Limit.RESETS_OF_ACCOUNT.count(), 2, MailedLinkKind.RESET.life());
  }

  /** Whether a mail server is configured. */
  public boolean offered() {
    return offered;
  }

  /**
   * Mails a link for an unrecognised browser to the account with this email address, unless one was mailed within the
   * hour. Anybody may cause it, so it is charged to no client.
   */
  public Future<Void> mailBrowserLink(EmailAddress email, UUID operationId, RequestInfo requestInfo) {
    return mailBrowserLink(RequestedEmail.BROWSER_ASKED, email, operationId, requestInfo);
  }

  /** The same, where the right password was entered in a network from which many wrong ones came. */
  public Future<Void> mailRightPassword(EmailAddress email, UUID operationId, RequestInfo requestInfo) {
    return mailBrowserLink(RequestedEmail.RIGHT_PASSWORD, email, operationId, requestInfo);
  }

  private Future<Void> mailBrowserLink(
      RequestedEmail why, EmailAddress email, UUID operationId, RequestInfo requestInfo) {
    return budgets.write(
        subject("browser " + email.key()), operationId, clock.instant(),
        new PgHourStore.Bound(1, 0, PgHourStore.WINDOW), why, email, requestInfo);
  }

  /** Counts an email that a client of this network asks for. Returns how long to wait; zero: the email may be sent. */
  public Future<Duration> chargeNetwork(RequestInfo requestInfo, UUID operationId) {
    return charge("network " + ClientNetwork.of(requestInfo.address()), operationId, Limit.ASKED_OF_NETWORK.count());
  }

  /**
   * Counts an email with a link that completes a sign-up; true: it may be sent. Otherwise the earlier emails are in the
   * mailbox, and their links are valid for longer than an hour.
   */
  public Future<Boolean> maySignUp(EmailAddress email, UUID operationId) {
    return charge("sign-up " + email.key(), operationId, Limit.RESETS_OF_ACCOUNT.count()).map(Duration::isZero);
  }

  /**
   * Counts an email with a link that changes this account's email address. Returns how long to wait; zero: it may be
   * sent.
   */
  public Future<Duration> chargeEmailChange(UUID accountId, RequestInfo requestInfo, UUID operationId) {
    return chargeNetwork(requestInfo, operationId).compose(wait -> wait.isZero()
        ? charge("email of " + accountId, operationId, Limit.RESETS_OF_ACCOUNT.count())
        : Future.succeededFuture(wait));
  }

  /**
   * When a link that gives an account this email address may be mailed there. Links of other accounts do not serve this
   * one, so it gets its own, after theirs; empty: so many are queued that waiting is pointless.
   */
  public Future<Optional<Instant>> mayChangeEmail(EmailAddress email, UUID operationId) {
    return budgets.takePlace(subject("email " + email.key()), operationId, clock.instant(),
        Limit.RESETS_OF_ACCOUNT.count());
  }

  /** Counts one more within an hour. */
  private Future<Duration> charge(String subject, UUID operationId, int limit) {
    return budgets.charge(subject(subject), operationId, clock.instant(), limit);
  }

  private Buffer subject(String text) {
    return tokens.hash(Tokens.Purpose.MAIL_BUDGET, Secret.of(text));
  }
}
