package dev.ally.mail;

/** An email that the mail server did not take; the message says why, for the operator. */
public final class MailNotSent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MailNotSent(Throwable cause) {
    super(MailProblem.of(cause), cause, false, false);
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
