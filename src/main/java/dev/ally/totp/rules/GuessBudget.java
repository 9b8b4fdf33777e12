package dev.ally.totp.rules;

import dev.ally.config.Limit;


/**
 * How many wrong codes an account bears: a few in a row, then a growing wait, and two caps that no right code lifts. A
 * share of both caps is for browsers that the account knows, and they wait for what was typed at such browsers alone. A
 * password reset by mail gives some fresh guesses beyond the caps.
 *
 * <p>Stated once, as the SQL that counts a guess, tells how long to wait, and takes a guess back. The row alone decides,
 * so that an update which waited for another sees what that one wrote. All spans are in hours: to PostgreSQL a day is as
 * long as it is in the server's time zone.
 *
 * <p>In a row, {@code charges} has every guess of the last 30 days; {@code known_operations} and {@code
 * fresh_operations} name those that were made at a known browser and those that were fresh ones. An older node knows
 * neither, and counts all of them as a stranger's.
 */
public record GuessBudget(Kind kind) {
  /** What is guessed at; neither takes from the other's. */
  public enum Kind {
    CODES("totp.guess_budget"),
    RECOVERY_CODES("totp.recovery_budget");

    private final String table;

    Kind(String table) {
      this.table = table;
    }
  }

  /** When so many guesses in so many hours have become one fewer. */
  private static final String CAP = """
      (SELECT c.at + interval 'HOURS hours' FROM unnest(b.charges) c WHERE WHICH
        ORDER BY c.at DESC OFFSET MOST - 1 LIMIT 1)""";

  /** When the wait after wrong ones in a row is over. */
  private static final String WAIT = """
      CASE WHEN IN_A_ROW >= FEW THEN
        (SELECT max(c.at) FROM unnest(b.charges) c WHERE WHICH)
          + least(LONGEST, FIRST * 2 ^ least(IN_A_ROW - FEW, 30)) * interval '1 second' END""";

  private static final String FREE_AT = """
      greatest(
        CASE WHEN IS_KNOWN THEN WAIT_OF_KNOWN ELSE WAIT_OF_STRANGE END,
        CASE WHEN b.fresh_at IS NOT NULL AND cardinality(b.fresh_operations) < MOST_FRESH THEN CAPPED_WITH_FRESH
          ELSE CAPPED_UNTIL END)""";

  /** When the next guess is free that is no fresh one, but for the wait. */
  private static final String CAPPED_UNTIL = "greatest(CAPPED, CASE WHEN NOT IS_KNOWN THEN STRANGE_CAPPED END)";

  private static final String KNOWN = "c.operation_id = ANY (b.known_operations)";
  private static final String STRANGE = "c.operation_id <> ALL (b.known_operations)";
  private static final String NOT_FRESH = "c.operation_id <> ALL (b.fresh_operations)";

  private static final String CHARGE = """
      INSERT INTO BUDGET AS b (account_id, in_a_row, known_in_a_row, charges, known_operations)
      SELECT $1::uuid, CASE WHEN $4::boolean THEN 0 ELSE 1 END, CASE WHEN $4::boolean THEN 1 ELSE 0 END,
        ARRAY[ROW($3::timestamptz, $2::uuid)::totp.charge], CASE WHEN $4::boolean THEN ARRAY[$2::uuid] ELSE '{}' END
      WHERE EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1::uuid)
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
        EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1) AS enrolled,
        (SELECT c.at FROM BUDGET b, unnest(b.charges) c
          WHERE b.account_id = $1 AND c.operation_id = $2) AS charged_at,
        (SELECT FREE_AT FROM BUDGET b WHERE b.account_id = $1) AS free_at""";

  /** What becomes of the lists of a row from which $2 is taken. */
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
   * Counts a guess of an account that has a second factor, before it is looked at, and returns the account. No row: it
   * was not counted, for a reason that {@link #standing} tells. $1 account, $2 operation, $3 now, $4 whether it is made
   * at a known browser.
   */
  public String charge() {
    return text(CHARGE, "$4::boolean");
  }

  /** Why a guess was not counted. $1 account, $2 operation, $3 whether it is made at a known browser. */
  public String standing() {
    return text(STANDING, "$3::boolean");
  }

  /** Takes the charge of a spent code back. $1 account, $2 operation. */
  public String refund() {
    return text(REFUND, "");
  }

  /** Takes the charge of a right code back and ends the waiting. $1 account, $2 operation. */
  public String refundAndClear() {
    return text(REFUND_AND_CLEAR, "");
  }

  /** Gives fresh guesses and ends the waiting, and returns the account; no row: not within 30 days. $1 account, $2 now. */
  public String grant() {
    return text(GRANT, "");
  }

  /**
   * Fills a statement in.
   *
   * @param isKnown SQL that tells whether the guess is made at a known browser
   */
  private String text(String statement, String isKnown) {
    int fresh = Limit.FRESH_GUESSES.count();
    return statement
        .replace("TAKEN", TAKEN)
        .replace("FREE_AT", FREE_AT)
        .replace("CAPPED_UNTIL", CAPPED_UNTIL)
        .replace("CAPPED_WITH_FRESH", caps(Limit.CODES_A_DAY.count() + fresh, Limit.CODES_A_MONTH.count() + fresh,
            "true"))
        .replace("STRANGE_CAPPED", caps(
            Limit.CODES_A_DAY.count() - Limit.CODES_A_DAY_OF_KNOWN.count(),
            Limit.CODES_A_MONTH.count() - Limit.CODES_A_MONTH_OF_KNOWN.count(),
            NOT_FRESH + " AND " + STRANGE))
        .replace("CAPPED", caps(Limit.CODES_A_DAY.count(), Limit.CODES_A_MONTH.count(), NOT_FRESH))
        .replace("WAIT_OF_KNOWN", wait("b.known_in_a_row", KNOWN))
        .replace("WAIT_OF_STRANGE", wait("b.in_a_row", STRANGE))
        .replace("MOST_FRESH", Integer.toString(fresh))
        .replace("IS_KNOWN", isKnown)
        .replace("KNOWN", KNOWN)
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
