package dev.ally.account.person;

/**
 * An email that a person asks for. Its name is the kind that the outbox stores; the kind of a notification is the name of
 * its activity.
 */
public enum RequestedEmail {
  RESET_ASKED,
  BROWSER_ASKED,
  RIGHT_PASSWORD,
  SIGN_UP_ASKED,
  EMAIL_ASKED
}
