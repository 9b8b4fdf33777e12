package dev.ally.config;

import java.time.Duration;

/**
 * The numbers that are promised, in one place; none is set by an operator. {@code serve --help} prints them.
 *
 * @param pendingKeyLife how long an unconfirmed key lives after its last showing
 * @param pendingKeyTries codes that may be tried on one unconfirmed key
 * @param codesBeforeWait wrong codes in a row before the first wait
 * @param firstCodeWait the first wait; each further wrong code doubles it
 * @param longestCodeWait where that doubling ends
 * @param codesADay wrong codes in 24 hours
 * @param codesAMonth wrong codes in 30 days
 * @param codesADayOfKnown of those in 24 hours, how many are for known browsers alone
 * @param codesAMonthOfKnown of those in 30 days, how many are for known browsers alone
 * @param freshGuesses wrong codes beyond both caps after a password reset by mail, once in 30 days
 * @param missesOfLogin wrong codes that end a pending login
 * @param passwordsBeforeWait wrong passwords in a row before the first wait
 * @param firstPasswordWait the first wait; each further wrong password doubles it
 * @param longestPasswordWait where that doubling ends
 * @param passwordMinimum characters of a password, at least
 * @param passwordMaximum characters of a password, at most
 * @param commonPasswords how many of the most common ones are refused
 * @param sessionIdle a session unused for so long ends
 * @param sessionLife a session ends after so long, used or not
 * @param pendingLoginLife a login waits so long for its code
 * @param knownBrowserLife a browser stays known for so long after its last login
 * @param clockTolerance how far this node's clock may be from the database's
 * @param changesOfAccount how often the sessions of an account may ask for a change within an hour
 * @param bodySizeBytes of a request
 */
public record Limits(
    Duration pendingKeyLife,
    int pendingKeyTries,
    int codesBeforeWait,
    Duration firstCodeWait,
    Duration longestCodeWait,
    int codesADay,
    int codesAMonth,
    int codesADayOfKnown,
    int codesAMonthOfKnown,
    int freshGuesses,
    int missesOfLogin,
    int passwordsBeforeWait,
    Duration firstPasswordWait,
    Duration longestPasswordWait,
    int passwordMinimum,
    int passwordMaximum,
    int commonPasswords,
    Duration sessionIdle,
    Duration sessionLife,
    Duration pendingLoginLife,
    Duration knownBrowserLife,
    Duration clockTolerance,
    int changesOfAccount,
    int bodySizeBytes) {

  /** As {@code src/docs/security.md} promises them. */
  public static final Limits PROMISED =
      new Limits(
          Duration.ofMinutes(10),
          10,
          5,
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          10,
          40,
          2,
          10,
          5,
          5,
          5,
          Duration.ofSeconds(1),
          Duration.ofMinutes(15),
          8,
          256,
          10_000,
          Duration.ofHours(1),
          Duration.ofHours(24),
          Duration.ofMinutes(5),
          Duration.ofDays(400),
          Duration.ofSeconds(5),
          100,
          64 * 1024);
}
