package dev.ally.account.person;

/**
 * An email that a person asks for. Its name is the kind that the outbox stores; the kind of a notification is the name of
 * its activity.
 */
public enum RequestedEmail {
  RESET_ASKED,
  BROWSER_ASKED,
  RIGHT_PASSWORD,
  /** Asked for by an operator of the help desk. */
  RESET_MAILED,
  SIGN_UP_ASKED,
  EMAIL_ASKED,
  /** For a person whose account an operator has made. */
  INVITED
}
