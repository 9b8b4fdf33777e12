package dev.ally.account;

import dev.ally.config.MailLimits;
import dev.ally.contract.AskPasswordReset;
import dev.ally.contract.AskPasswordReset.Answer;
import dev.ally.contract.AskPasswordReset.Outcome;
import dev.ally.contract.Visitor;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * Takes requests for mails. Whether anybody has the e-mail is not looked at before the answer is given, so neither its
 * text nor its time can tell; whoever sends the letter looks.
 */
final class LetterDesk {
  private final boolean offered;
  private final PgHourStore budgets;
  private final Tokens tokens;
  private final MailLimits limits;
  private final Clock clock;

  /** @param offered whether mails leave at all */
  LetterDesk(boolean offered, PgHourStore budgets, Tokens tokens, MailLimits limits, Clock clock) {
    this.offered = offered;
    this.budgets = budgets;
    this.tokens = tokens;
    this.limits = limits;
    this.clock = clock;
  }

  Future<Answer> askReset(AskPasswordReset question) {
    if (!offered) {
      return Future.succeededFuture(Answer.of(Outcome.NOT_OFFERED));
    }
    return EmailAddress.parse(question.email())
        .map(email -> chargeNetwork(question.visitor(), question.operationId())
            .compose(wait -> wait.isZero()
                ? budgets.charge(
                    subject("reset " + email.key()), question.operationId(), clock.instant(), limits.resetsOfAccount(),
                    "RESET_ASKED", email)
                : Future.succeededFuture(wait))
            .map(wait -> wait.isZero() ? Answer.of(Outcome.ASKED) : new Answer(Outcome.WAIT, wait)))
        .orElseGet(() -> Future.succeededFuture(Answer.of(Outcome.MALFORMED_EMAIL)));
  }

  boolean offered() {
    return offered;
  }

  /** Wrong passwords in a row from which on strange browsers need a mailed link; where no mail leaves, none do. */
  int passwordsBeforeLink() {
    return offered ? limits.passwordsBeforeLink() : Integer.MAX_VALUE;
  }

  /**
   * Has a link for a strange browser mailed to whoever has this e-mail, unless one was within the hour. Who caused it may
   * be anybody, so nobody's budget pays.
   */
  Future<Void> mailBrowserLink(EmailAddress email, UUID operationId) {
    return budgets
        .charge(subject("browser " + email.key()), operationId, clock.instant(), 1, "BROWSER_ASKED", email)
        .mapEmpty();
  }

  /** Counts a mail that somebody there asks for; how long to wait, if there were too many. */
  Future<Duration> chargeNetwork(Visitor visitor, UUID operationId) {
    return charge("network " + ClientNetwork.of(visitor.address()), operationId, limits.askedOfNetwork());
  }

  /** Likewise, for a sign-up with this e-mail. */
  Future<Duration> chargeSignUp(EmailAddress email, Visitor visitor, UUID operationId) {
    return chargeNetwork(visitor, operationId).compose(wait -> wait.isZero()
        ? charge("sign-up " + email.key(), operationId, limits.resetsOfAccount())
        : Future.succeededFuture(wait));
  }

  /** Likewise, for a link to another e-mail of this account. */
  Future<Duration> chargeEmailChange(UUID accountId, EmailAddress email, Visitor visitor, UUID operationId) {
    return chargeNetwork(visitor, operationId)
        .compose(wait -> wait.isZero()
            ? charge("email of " + accountId, operationId, limits.resetsOfAccount())
            : Future.succeededFuture(wait))
        .compose(wait -> wait.isZero()
            ? charge("email " + email.key(), operationId, limits.resetsOfAccount())
            : Future.succeededFuture(wait));
  }

  /** Counts one more of this within an hour. */
  Future<Duration> charge(String subject, UUID operationId, int limit) {
    return budgets.charge(subject(subject), operationId, clock.instant(), limit);
  }

  private Buffer subject(String text) {
    return tokens.hash(Tokens.Purpose.MAIL_BUDGET, Secret.of(text));
  }
}
