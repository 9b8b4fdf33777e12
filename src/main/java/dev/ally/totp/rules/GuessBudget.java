package dev.ally.totp.rules;

import dev.ally.config.Limit;


/**
 * Limits the wrong codes of an account: a few in a row, then a growing wait, and two caps, one a day and one a month,
 * that no right code lifts. A share of both caps is reserved for browsers that the account knows; they wait only for
 * wrong codes typed at such browsers. A password reset by email grants some fresh guesses beyond the caps.
 *
 * <p>The rules are defined once, in the SQL that counts a guess, finds out how long to wait, and refunds a guess. The
 * row alone decides, so that an update that waited for another one sees its result. All intervals are in hours: in
 * PostgreSQL the length of a day depends on the server's time zone.
 *
 * <p>In a row of the table, {@code charges} has every guess of the last 30 days; {@code known_operations} and {@code
 * fresh_operations} list those that were made at a known browser and those that were fresh guesses. An older node knows
 * neither, and counts all guesses as made at an unrecognised browser.
 */
public record GuessBudget(Kind kind) {
  /** What is guessed; each kind has its own budget. */
  public enum Kind {
    /** A code is counted only if an authenticator has codes of so many digits. */
    CODES("totp.guess_budget", " AND digits = $5::int"),
    RECOVERY_CODES("totp.recovery_budget", "");

    private final String table;
    private final String condition;

    Kind(String table, String condition) {
      this.table = table;
      this.condition = condition;
    }
  }

  /** When the oldest of so many guesses in so many hours stops counting. */
  private static final String CAP = """
      (SELECT c.at + interval 'HOURS hours' FROM unnest(b.charges) c WHERE WHICH
        ORDER BY c.at DESC OFFSET MOST - 1 LIMIT 1)""";

  /** When the wait after wrong codes in a row ends. */
  private static final String WAIT = """
      CASE WHEN IN_A_ROW >= FEW THEN
        (SELECT max(c.at) FROM unnest(b.charges) c WHERE WHICH)
          + least(LONGEST, FIRST * 2 ^ least(IN_A_ROW - FEW, 30)) * interval '1 second' END""";

  private static final String FREE_AT = """
      greatest(
        CASE WHEN IS_KNOWN THEN WAIT_OF_KNOWN ELSE WAIT_OF_UNRECOGNISED END,
        CASE WHEN b.fresh_at IS NOT NULL AND cardinality(b.fresh_operations) < MOST_FRESH THEN CAPPED_WITH_FRESH
          ELSE CAPPED_UNTIL END)""";

  /** When the caps allow the next guess that is not a fresh one. */
  private static final String CAPPED_UNTIL = "greatest(CAPPED, CASE WHEN NOT IS_KNOWN THEN UNRECOGNISED_CAPPED END)";

  private static final String KNOWN = "c.operation_id = ANY (b.known_operations)";
  private static final String UNRECOGNISED = "c.operation_id <> ALL (b.known_operations)";
  private static final String NOT_FRESH = "c.operation_id <> ALL (b.fresh_operations)";

  private static final String CHARGE = """
      INSERT INTO BUDGET AS b (account_id, in_a_row, known_in_a_row, charges, known_operations)
      SELECT $1::uuid, CASE WHEN $4::boolean THEN 0 ELSE 1 END, CASE WHEN $4::boolean THEN 1 ELSE 0 END,
        ARRAY[ROW($3::timestamptz, $2::uuid)::totp.charge], CASE WHEN $4::boolean THEN ARRAY[$2::uuid] ELSE '{}' END
      WHERE EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1::uuid CONDITION)
        AND NOT EXISTS (SELECT FROM totp.operation WHERE id = $2::uuid)
      ON CONFLICT (account_id) DO UPDATE SET
        in_a_row = b.in_a_row + CASE WHEN $4::boolean THEN 0 ELSE 1 END,
        known_in_a_row = b.known_in_a_row + CASE WHEN $4::boolean THEN 1 ELSE 0 END,
        charges = ARRAY(
            SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(b.charges) c
            WHERE c.at > $3::timestamptz - interval '720 hours')
          || ROW($3::timestamptz, $2::uuid)::totp.charge,
        known_operations = ARRAY(
            SELECT c.operation_id FROM unnest(b.charges) c
            WHERE c.at > $3::timestamptz - interval '720 hours' AND KNOWN)
          || CASE WHEN $4::boolean THEN ARRAY[$2::uuid] ELSE '{}' END,
        fresh_operations = b.fresh_operations
          || CASE WHEN coalesce(CAPPED_UNTIL <= $3::timestamptz, true) THEN '{}' ELSE ARRAY[$2::uuid] END
      WHERE NOT EXISTS (SELECT FROM unnest(b.charges) c WHERE c.operation_id = $2::uuid)
        AND coalesce(FREE_AT <= $3::timestamptz, true)
      RETURNING account_id""";

  private static final String STANDING = """
      SELECT
        (SELECT outcome FROM totp.operation WHERE id = $2) AS outcome,
        ARRAY(SELECT DISTINCT digits::int FROM totp.authenticator WHERE account_id = $1) AS digits,
        (SELECT c.at FROM BUDGET b, unnest(b.charges) c
          WHERE b.account_id = $1 AND c.operation_id = $2) AS charged_at,
        (SELECT FREE_AT FROM BUDGET b WHERE b.account_id = $1) AS free_at""";

  private static final String WAITING = """
      SELECT count(*) FROM BUDGET b
      WHERE FREE_AT > $1::timestamptz AND b.account_id IN (
        SELECT newest.account_id FROM (
          SELECT o.account_id, o.outcome FROM totp.operation o
          WHERE o.decided_at > $2::timestamptz ORDER BY o.decided_at DESC LIMIT $3::int) newest
        WHERE newest.outcome = 'WRONG')""";

  /** Removes $2 from the lists of a row. */
  private static final String TAKEN = """
      charges = ARRAY(
          SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(b.charges) c WHERE c.operation_id <> $2),
        known_operations = array_remove(b.known_operations, $2::uuid),
        fresh_operations = array_remove(b.fresh_operations, $2::uuid)""";

  private static final String REFUND = """
      UPDATE BUDGET b SET
        in_a_row = greatest(b.in_a_row - CASE WHEN $2::uuid = ANY (b.known_operations) THEN 0 ELSE 1 END, 0),
        known_in_a_row = greatest(b.known_in_a_row - CASE WHEN $2::uuid = ANY (b.known_operations) THEN 1 ELSE 0 END, 0),
        TAKEN
      WHERE account_id = $1 AND EXISTS (SELECT FROM unnest(b.charges) c WHERE c.operation_id = $2)""";

  private static final String REFUND_AND_CLEAR = """
      UPDATE BUDGET b SET in_a_row = 0, known_in_a_row = 0,
        TAKEN
      WHERE account_id = $1""";

  private static final String GRANT = """
      INSERT INTO BUDGET AS b (account_id, in_a_row, charges, fresh_at)
      SELECT $1::uuid, 0, '{}', $2::timestamptz
      WHERE EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1::uuid)
      ON CONFLICT (account_id) DO UPDATE SET
        in_a_row = 0, known_in_a_row = 0, fresh_operations = '{}', fresh_at = $2::timestamptz
      WHERE b.fresh_at IS NULL OR b.fresh_at <= $2::timestamptz - interval '720 hours'
      RETURNING account_id""";

  /**
   * Counts a guess of an account that has a second factor before it is looked at, and returns the account. No row: it
   * was not counted, for a reason that {@link #standing} finds. $1 account, $2 operation, $3 now, $4 whether it is made
   * at a known browser, $5 how many digits a code has.
   */
  public String charge() {
    return text(CHARGE, "$4::boolean");
  }

  /** Why a guess was not counted. $1 account, $2 operation, $3 whether it is made at a known browser. */
  public String standing() {
    return text(STANDING, "$3::boolean");
  }

  /**
   * How many budgets are in a wait for unrecognised browsers. $1 now, $2 since when a wrong code must have been decided,
   * $3 how many of the newest operations are looked at.
   */
  public String waiting() {
    return text(WAITING, "false");
  }

  /** Refunds the guess of a spent code. $1 account, $2 operation. */
  public String refund() {
    return text(REFUND, "");
  }

  /** Refunds the guess of a right code and ends the wait. $1 account, $2 operation. */
  public String refundAndClear() {
    return text(REFUND_AND_CLEAR, "");
  }

  /**
   * Grants fresh guesses, ends the wait and returns the account; no row: some were granted within 30 days. $1 account,
   * $2 now.
   */
  public String grant() {
    return text(GRANT, "");
  }

  /**
   * Fills in a statement.
   *
   * @param isKnown SQL that says whether the guess is made at a known browser
   */
  private String text(String statement, String isKnown) {
    int fresh = Limit.FRESH_GUESSES.count();
    return statement
        .replace("TAKEN", TAKEN)
        .replace("FREE_AT", FREE_AT)
        .replace("CAPPED_UNTIL", CAPPED_UNTIL)
        .replace("CAPPED_WITH_FRESH", caps(Limit.CODES_A_DAY.count() + fresh, Limit.CODES_A_MONTH.count() + fresh,
            "true"))
        .replace("UNRECOGNISED_CAPPED", caps(
            Limit.CODES_A_DAY.count() - Limit.CODES_A_DAY_OF_KNOWN.count(),
            Limit.CODES_A_MONTH.count() - Limit.CODES_A_MONTH_OF_KNOWN.count(),
            NOT_FRESH + " AND " + UNRECOGNISED))
        .replace("CAPPED", caps(Limit.CODES_A_DAY.count(), Limit.CODES_A_MONTH.count(), NOT_FRESH))
        .replace("WAIT_OF_KNOWN", wait("b.known_in_a_row", KNOWN))
        .replace("WAIT_OF_UNRECOGNISED", wait("b.in_a_row", UNRECOGNISED))
        .replace("MOST_FRESH", Integer.toString(fresh))
        .replace("IS_KNOWN", isKnown)
        .replace("KNOWN", KNOWN)
        .replace("CONDITION", kind.condition)
        .replace("BUDGET", kind.table);
  }

  private static String caps(int aDay, int aMonth, String which) {
    return "greatest(" + cap(24, aDay, which) + ", " + cap(720, aMonth, which) + ")";
  }

  private static String cap(int hours, int most, String which) {
    return CAP
        .replace("HOURS", Integer.toString(hours))
        .replace("MOST", Integer.toString(most))
        .replace("WHICH", which);
  }

  private String wait(String inARow, String which) {
    return WAIT
        .replace("IN_A_ROW", inARow)
        .replace("FEW", Integer.toString(Limit.CODES_BEFORE_WAIT.count()))
        .replace("FIRST", Long.toString(Limit.FIRST_CODE_WAIT.duration().toSeconds()))
        .replace("LONGEST", Long.toString(Limit.LONGEST_CODE_WAIT.duration().toSeconds()))
        .replace("WHICH", which);
  }
}
