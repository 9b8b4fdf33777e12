package dev.ally.metrics;

import java.util.List;

/**
 * Ally's own metrics. {@code src/docs/metrics.md} has a table of them, and a test compares the two.
 *
 * <p>A label has values of an enum, in lower case. So no name, address or id becomes a label, and the number of series
 * is bounded.
 */
public enum Metric {
  LOGINS(Kind.COUNTER, "ally_logins", "Steps of logins, by what came of them", "outcome",
      "signed_in", "code_needed", "refused", "wait", "link_needed", "link_if_right", "wrong", "spent", "malformed", "expired", "dead",
      "unavailable"),
  CODES(Kind.COUNTER, "ally_codes", "Codes and recovery codes, by what the verifier said of them", "verdict",
      "accepted", "wrong", "spent", "malformed", "wait", "not_enrolled", "given_up"),
  WAITS(Kind.COUNTER, "ally_waits", "Guesses that were not looked at because of a wait after wrong ones", "of",
      Of.VALUES),
  SLOWED_PASSWORDS(Kind.COUNTER, "ally_slowed_passwords",
      "Passwords from networks that failed at many email addresses, by how they were served", "standing",
      "shared_turn", "wait"),
  WAITING_BUDGETS(Kind.GAUGE, "ally_budgets_waiting", "Guess budgets that are in a wait after wrong guesses", "of",
      Of.VALUES),
  HASHES(Kind.TIMER, "ally_hash_seconds", "How long the computation of a password hash took"),
  QUEUE_WAITS(Kind.TIMER, "ally_hash_queue_wait_seconds", "How long a password waited for a thread that hashes"),
  QUEUE_LENGTH(Kind.GAUGE, "ally_hash_queue_length", "Passwords that wait for a thread that hashes"),
  QUEUE_REFUSALS(Kind.COUNTER, "ally_hash_queue_refused", "Passwords that were refused because too many waited"),
  MAILS_SENT(Kind.COUNTER, "ally_mails_sent", "Emails that the mail server took"),
  MAILS_FAILED(Kind.COUNTER, "ally_mails_failed", "Attempts to send an email that failed"),
  MAILS_GIVEN_UP(Kind.COUNTER, "ally_mails_given_up", "Emails that were deleted after days of failed attempts"),
  MAILS_WAITING(Kind.GAUGE, "ally_mails_waiting", "Emails in the outbox"),
  WEBHOOKS_SENT(Kind.COUNTER, "ally_webhooks_sent", "Security events that receivers of webhooks took"),
  WEBHOOKS_FAILED(Kind.COUNTER, "ally_webhooks_failed", "Attempts to send a security event to a webhook that failed"),
  WEBHOOKS_GIVEN_UP(Kind.COUNTER, "ally_webhooks_given_up",
      "Security events that a webhook did not get, after a day of failed attempts or because it answered 410"),
  WEBHOOKS_WAITING(Kind.GAUGE, "ally_webhooks_waiting", "Security events that webhooks have still to get"),
  SESSIONS(Kind.GAUGE, "ally_sessions", "Open sessions"),
  ACCOUNTS(Kind.GAUGE, "ally_accounts", "Accounts"),
  SECOND_FACTOR_SHARE(Kind.GAUGE, "ally_second_factor_share", "The share of accounts with a second factor, from 0 to 1"),
  ASKED_AGAIN(Kind.COUNTER, "ally_bus_asked_again", "Questions that were asked again of another node");

  /** What kind of number a metric is. */
  public enum Kind {
    /** It only grows; its series ends with {@code _total}. */
    COUNTER,
    /** It goes up and down. */
    GAUGE,
    /** A histogram of durations in seconds. */
    TIMER
  }

  /** What a guess is at. */
  public enum Of {
    PASSWORD,
    CODE,
    RECOVERY_CODE;

    private static final String[] VALUES = {"password", "code", "recovery_code"};
  }

  /** What has no answer. */
  public enum Unanswered {
    UNAVAILABLE
  }

  private final Kind kind;
  private final String base;
  private final String meaning;
  private final String label;
  private final List<String> values;

  Metric(Kind kind, String base, String meaning) {
    this(kind, base, meaning, "");
  }

  Metric(Kind kind, String base, String meaning, String label, String... values) {
    this.kind = kind;
    this.base = base;
    this.meaning = meaning;
    this.label = label;
    this.values = List.of(values);
  }

  public Kind kind() {
    return kind;
  }

  /** The name without the ending of its kind. */
  public String base() {
    return base;
  }

  /** A sentence for the operator. */
  public String meaning() {
    return meaning;
  }

  /** The name of its label; empty: it has none. */
  public String label() {
    return label;
  }

  /** All values of its label. */
  public List<String> labelValues() {
    return values;
  }
}
