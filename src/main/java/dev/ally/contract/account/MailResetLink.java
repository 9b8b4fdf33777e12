package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Mails a link to a new password to the account with this email address; for the operator alone. */
public record MailResetLink(UUID operationId, String email) {
  public enum Outcome {
    NO_ACCOUNT,
    /** Nobody logs in to it, whatever its password is. */
    LOCKED,
    /** No mail server is configured. */
    NO_MAIL,
    /** The email waits in the outbox. */
    QUEUED
  }

  public record Answer(@Fallback("NO_ACCOUNT") Outcome outcome) {}

  public static final BusOperation<MailResetLink, Answer> OPERATION =
      BusOperation.of("account.password.mail.v1", Hop.OPERATOR, MailResetLink.class, Answer.class);
}
