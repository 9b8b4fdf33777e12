package dev.ally.config;

import java.time.Duration;

/**
 * The numbers that are promised, each with its unit and its sentence; none is set by an operator. {@code serve --help}
 * prints them, and {@code src/docs/security.md} says what they are for.
 */
public enum Limit {
  PENDING_KEY_LIFE(Duration.ofMinutes(10), "an unconfirmed authenticator key lives after its last showing"),
  PENDING_KEY_TRIES(10, "codes may be tried on one unconfirmed key"),
  RECOVERED_LIFE(Duration.ofMinutes(10), "a login with a recovery code is proof enough to replace an authenticator"),
  CODES_BEFORE_WAIT(5, "wrong codes in a row before the first wait"),
  FIRST_CODE_WAIT(Duration.ofSeconds(30), "the first wait; each further wrong code doubles it"),
  LONGEST_CODE_WAIT(Duration.ofHours(1), "the longest wait after wrong codes"),
  CODES_A_DAY(10, "wrong codes in 24 hours, at most"),
  CODES_A_MONTH(40, "wrong codes in 30 days, at most"),
  CODES_A_DAY_OF_KNOWN(2, "of those in 24 hours, kept for browsers that the account knows"),
  CODES_A_MONTH_OF_KNOWN(10, "of those in 30 days, kept for browsers that the account knows"),
  FRESH_GUESSES(5, "more wrong codes after a password reset by email, at most once in 30 days"),
  MISSES_OF_LOGIN(5, "wrong codes end a pending login"),
  PASSWORDS_BEFORE_WAIT(5, "wrong passwords in a row before the first wait"),
  FIRST_PASSWORD_WAIT(Duration.ofSeconds(1), "the first wait; each further wrong password doubles it"),
  LONGEST_PASSWORD_WAIT(Duration.ofMinutes(15), "the longest wait after wrong passwords"),
  EMAILS_OF_NETWORK(5,
      "email addresses at which unrecognised browsers of one network may fail in 24 hours before it shares its turn"
          + " with others that do"),
  PASSWORDS_OF_NETWORK(40,
      "wrong passwords of unrecognised browsers in one network (an IPv4 address, an IPv6 /48) in 24 hours before its"
          + " first wait"),
  FIRST_NETWORK_WAIT(Duration.ofSeconds(1), "the first wait of a network; each further wrong password doubles it"),
  LONGEST_NETWORK_WAIT(Duration.ofHours(1), "the longest wait of a network"),
  LONGEST_TURN(Duration.ofSeconds(10), "a password waits for its turn to be hashed, at most"),
  PASSWORD_MINIMUM(8, "characters of a password, at least"),
  PASSWORD_MAXIMUM(256, "characters of a password, at most"),
  COMMON_PASSWORDS(10_000, "most common passwords are refused"),
  SESSION_IDLE(Duration.ofHours(1), "a session lives unused"),
  SESSION_LIFE(Duration.ofHours(24), "a session lives in all"),
  HELD_LIFE(Duration.ofMinutes(10),
      "a session without the second factor that its account needs can link one; then it ends"),
  PENDING_LOGIN_LIFE(Duration.ofMinutes(5), "a login waits for its code"),
  KNOWN_BROWSER_LIFE(Duration.ofDays(400), "a browser stays known after its last login"),
  HOST_LOGIN_LIFE(Duration.ofHours(1), "a login for a protected host can be completed after it has begun"),
  HELP_DESK_OPEN(Duration.ofMinutes(10), "the help desk stays open to an operator's session after a code"),
  TICKET_LIFE(Duration.ofSeconds(30), "a ticket opens a session of a protected host"),
  TICKETS_OF_ACCOUNT(300, "such tickets are issued to an account in an hour, at most"),
  CLOCK_TOLERANCE(Duration.ofSeconds(5), "is the most by which this node's clock may differ from the database's"),
  CHANGES_OF_ACCOUNT(100, "changes may be asked for within an account's sessions in an hour"),
  BODY_SIZE_BYTES(Unit.BYTES, 64 * 1024, "of a request's body, at most"),
  PICTURE_SIZE_BYTES(Unit.BYTES, 2 * 1024 * 1024, "of an uploaded picture, at most"),
  RESET_LIFE(Duration.ofMinutes(30), "a mailed link to a new password opens"),
  RESETS_OF_ACCOUNT(3,
      "such links, and as many of each other kind, are mailed to one email address in an hour"),
  ASKED_OF_NETWORK(30, "emails may be asked for from one IP address, or one IPv6 /64, in an hour"),
  UNDO_LIFE(Duration.ofHours(72), "two-factor can be undone by the email that told of it"),
  UNDO_DELAY(Duration.ofHours(24), "such an undo waits where the password was reset meanwhile, and can be stopped"),
  EMAIL_LIFE(Duration.ofMinutes(30), "a mailed link that confirms another email address opens"),
  PASSWORDS_BEFORE_LINK(100, "wrong passwords in a row before unrecognised browsers need a mailed link"),
  BROWSER_LIFE(Duration.ofHours(1), "such a link opens, and it is mailed no more often"),
  SIGN_UP_LIFE(Duration.ofHours(24), "a mailed link completes a sign-up"),
  WRONG_CODES_DELAY(Duration.ofMinutes(15), "after a right password with wrong codes, its owner is told"),
  WRONG_CODES_EVERY(Duration.ofHours(1), "between two such emails, at least"),
  FIRST_RETRY(Duration.ofMinutes(1),
      "before an email that could not be sent is tried again; each further try doubles it"),
  LONGEST_RETRY(Duration.ofHours(1), "between two tries, at most"),
  NOTICE_LIFE(Duration.ofDays(3), "a notification is tried"),
  ASKED_LIFE(Duration.ofHours(1), "an email that was asked for is tried"),
  VOUCHER_LIFE(Duration.ofMinutes(1), "a voucher stands for a session, from web by oidc to account"),
  ENDINGS_LIFE(Duration.ofDays(2), "the end of a session or account is kept for oidc to learn of it"),
  EVENTS_LIFE(Duration.ofDays(7), "a security event is kept for the audit log and for webhooks"),
  APPLICATION_NOTED_EVERY(Duration.ofHours(1),
      "between two notes of one kind about one application in an account's activity, at least"),
  SIGNING_KEY_TERM(Duration.ofDays(90), "a key signs tokens of applications"),
  SIGNING_KEY_AHEAD(Duration.ofHours(24), "ahead of its use the next such key is published"),
  ASSERTION_LIFE(Duration.ofMinutes(10), "ahead an assertion by which an application authenticates expires, at most"),
  REQUEST_LIFE(Duration.ofHours(1), "an application's request waits for its person"),
  REQUESTS_OF_NETWORK(3_000,
      "such requests of one network (an IPv4 address, an IPv6 /48) wait for people who are not logged in, in an hour;"
          + " as many are taken up by a person who is, and pushed by applications that do not authenticate"),
  PUSHED_REQUEST_LIFE(Duration.ofSeconds(60), "a pushed authorization request can be used, once"),
  CODE_LIFE(Duration.ofSeconds(60), "an authorization code can be exchanged, once"),
  ACCESS_TOKEN_LIFE(Duration.ofMinutes(5), "an access token opens"),
  ID_TOKEN_LIFE(Duration.ofMinutes(5), "an id token is good"),
  REFRESH_TOKEN_UNUSED(Duration.ofDays(30), "a refresh token lives unused"),
  REFRESH_TOKEN_LIFE(Duration.ofDays(180), "refresh tokens of one login live in all"),
  REFRESH_TOKEN_GRACE(Duration.ofSeconds(30),
      "a used refresh token gives its successor again, as long as that is unused"),
  GRANTS_OF_ACCOUNT(500, "logins of one account to applications in an hour, at most"),
  WEBHOOKS(20, "webhooks, at most"),
  WEBHOOK_TIMEOUT(Duration.ofSeconds(15), "the receiver of a webhook may take to answer"),
  WEBHOOK_TRIED_FOR(Duration.ofDays(1), "an event is tried to be sent to a webhook");

  private enum Unit { TIMES, BYTES }

  private final Duration duration;
  private final int count;
  private final Unit unit;
  private final String meaning;

  Limit(Duration duration, String meaning) {
    this(duration, 0, Unit.TIMES, meaning);
  }

  Limit(int count, String meaning) {
    this(Unit.TIMES, count, meaning);
  }

  Limit(Unit unit, int count, String meaning) {
    this(null, count, unit, meaning);
  }

  Limit(Duration duration, int count, Unit unit, String meaning) {
    this.duration = duration;
    this.count = count;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** The duration, for a limit that is one. */
  public Duration duration() {
    if (duration == null) {
      throw new IllegalStateException(name() + " is no time");
    }
    return duration;
  }

  /** The number, for a limit that is one. */
  public int count() {
    if (duration != null) {
      throw new IllegalStateException(name() + " is a time");
    }
    return count;
  }

  /** Says what the limit is; it is printed after {@link #inWords}. */
  public String meaning() {
    return meaning;
  }

  /** The value, in the largest unit in which it is a whole number. */
  public String inWords() {
    if (duration == null) {
      return unit == Unit.BYTES ? count / 1024 + " KiB" : Integer.toString(count);
    }
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0 && seconds > 86_400) {
      return duration.toDays() + " days";
    }
    if (seconds % 3_600 == 0) {
      return duration.toHours() + " h";
    }
    return seconds % 60 == 0 ? duration.toMinutes() + " min" : seconds + " s";
  }
}
