package dev.ally.config;

import java.time.Duration;
import java.util.List;

/**
 * One of the {@link Limits}, in words.
 *
 * @param value with its unit
 */
public record Promise(String value, String meaning) {

  /** All of them, in the order of the record. */
  public static List<Promise> of(Limits limits) {
    return List.of(
        lasting(limits.pendingKeyLife(), "an unconfirmed authenticator key lives after its last showing"),
        counting(limits.pendingKeyTries(), "codes may be tried on one unconfirmed key"),
        counting(limits.codesBeforeWait(), "wrong codes in a row before the first wait"),
        lasting(limits.firstCodeWait(), "the first wait; each further wrong code doubles it"),
        lasting(limits.longestCodeWait(), "the longest wait after wrong codes"),
        counting(limits.codesADay(), "wrong codes in 24 hours, at most"),
        counting(limits.codesAMonth(), "wrong codes in 30 days, at most"),
        counting(limits.codesADayOfKnown(), "of those in 24 hours, kept for browsers that the account knows"),
        counting(limits.codesAMonthOfKnown(), "of those in 30 days, kept for browsers that the account knows"),
        counting(limits.freshGuesses(), "wrong codes more after a password reset by mail, at most once in 30 days"),
        counting(limits.missesOfLogin(), "wrong codes end a pending login"),
        counting(limits.passwordsBeforeWait(), "wrong passwords in a row before the first wait"),
        lasting(limits.firstPasswordWait(), "the first wait; each further wrong password doubles it"),
        lasting(limits.longestPasswordWait(), "the longest wait after wrong passwords"),
        counting(limits.passwordMinimum(), "characters of a password, at least"),
        counting(limits.passwordMaximum(), "characters of a password, at most"),
        counting(limits.commonPasswords(), "most common passwords are refused"),
        lasting(limits.sessionIdle(), "a session lives unused"),
        lasting(limits.sessionLife(), "a session lives in all"),
        lasting(limits.pendingLoginLife(), "a login waits for its code"),
        lasting(limits.knownBrowserLife(), "a browser stays known after its last login"),
        lasting(limits.clockTolerance(), "this node's clock may be off the database's"),
        counting(limits.changesOfAccount(), "changes may be asked for within an account's sessions in an hour"),
        new Promise(limits.bodySizeBytes() / 1024 + " KiB", "of a request's body, at most"));
  }

  /** Likewise. */
  public static List<Promise> of(MailLimits limits) {
    return List.of(
        lasting(limits.resetLife(), "a mailed link to a new password opens"),
        counting(limits.resetsOfAccount(), "such links are mailed to one e-mail in an hour, and further ones when "
            + "these have run out; so many that complete a sign-up, and that confirm another e-mail, at most"),
        counting(limits.askedOfNetwork(), "mails may be asked for from one address, or one IPv6 /64, in an hour"),
        lasting(limits.undoLife(), "two-factor can be undone by the mail that told of it"),
        lasting(limits.undoDelay(), "such an undo waits where the password was reset meanwhile, and can be stopped"),
        lasting(limits.emailLife(), "a mailed link to another e-mail opens"),
        counting(limits.passwordsBeforeLink(), "wrong passwords in a row before strange browsers need a mailed link"),
        lasting(limits.browserLife(), "such a link opens; so long, at least, is between two such mails"),
        lasting(limits.signUpLife(), "a mailed link completes a sign-up"),
        lasting(limits.wrongCodesDelay(), "after a right password with wrong codes, its owner is told"),
        lasting(limits.wrongCodesEvery(), "between two such mails, at least"),
        lasting(limits.firstRetry(), "before a mail that did not leave is tried again; each further try doubles it"),
        lasting(limits.longestRetry(), "between two tries, at most"),
        lasting(limits.noticeLife(), "a notice is tried"),
        lasting(limits.askedLife(), "a mail that somebody asked for is tried"));
  }

  private static Promise counting(int value, String meaning) {
    return new Promise(Integer.toString(value), meaning);
  }

  private static Promise lasting(Duration value, String meaning) {
    return new Promise(inWords(value), meaning);
  }

  /** In the largest unit that holds it whole. */
  private static String inWords(Duration value) {
    long seconds = value.toSeconds();
    if (seconds % 86_400 == 0 && seconds > 86_400) {
      return value.toDays() + " days";
    }
    if (seconds % 3_600 == 0) {
      return value.toHours() + " h";
    }
    return seconds % 60 == 0 ? value.toMinutes() + " min" : seconds + " s";
  }
}
