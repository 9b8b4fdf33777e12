package dev.ally.config;

import java.time.Duration;

/**
 * The numbers that are promised of mails and of the links in them; none is set by an operator. {@code serve --help}
 * prints them.
 *
 * @param resetLife how long a link to a new password opens
 * @param resetsOfAccount how many such links are mailed to one e-mail in an hour, before others wait until these have
 *     run out; also how many that complete a sign-up, and that make it the e-mail of an account
 * @param askedOfNetwork how many mails may be asked for from one network in an hour
 * @param undoLife how long after two-factor was turned on the link to undo that opens
 * @param undoDelay how long an undo waits before it acts, where the password was reset after two-factor was turned on
 * @param emailLife how long a link that confirms another e-mail opens
 * @param passwordsBeforeLink wrong passwords in a row from which on strange browsers need a mailed link
 * @param browserLife how long such a link opens, and how often one is mailed at most
 * @param signUpLife how long a link that completes a sign-up opens
 * @param wrongCodesDelay how long after a right password with wrong codes the owner is told
 * @param wrongCodesEvery how often at most
 * @param firstRetry when a mail that did not leave is tried again; each further try doubles it
 * @param longestRetry where that doubling ends
 * @param noticeLife how long a notice is tried
 * @param askedLife how long a mail that somebody asked for is tried
 */
public record MailLimits(
    Duration resetLife,
    int resetsOfAccount,
    int askedOfNetwork,
    Duration undoLife,
    Duration undoDelay,
    Duration emailLife,
    int passwordsBeforeLink,
    Duration browserLife,
    Duration signUpLife,
    Duration wrongCodesDelay,
    Duration wrongCodesEvery,
    Duration firstRetry,
    Duration longestRetry,
    Duration noticeLife,
    Duration askedLife) {

  /** As {@code src/docs/security.md} promises them. */
  public static final MailLimits PROMISED =
      new MailLimits(
          Duration.ofMinutes(30),
          3,
          30,
          Duration.ofHours(72),
          Duration.ofHours(24),
          Duration.ofMinutes(30),
          100,
          Duration.ofHours(1),
          Duration.ofHours(24),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofDays(3),
          Duration.ofHours(1));
}
