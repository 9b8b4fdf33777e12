package dev.ally.totp;

import dev.ally.config.Limits;
import java.util.Locale;

/**
 * How many wrong codes an account bears: a few in a row, then a growing wait, and two caps that no right code lifts.
 *
 * <p>Stated once, as the SQL that counts a guess, tells how long to wait, and takes a guess back. The row alone decides,
 * so that an update which waited for another sees what that one wrote. All spans are in hours: to PostgreSQL a day is as
 * long as it is in the server's time zone.
 */
record GuessBudget(Limits limits, Kind kind) {
  /** What is guessed at; neither takes from the other's. */
  enum Kind {
    CODES("totp.guess_budget"),
    RECOVERY_CODES("totp.recovery_budget");

    private final String table;

    Kind(String table) {
      this.table = table;
    }
  }

  private static final String FREE_AT = """
      greatest(
        CASE WHEN b.in_a_row >= %1$d THEN
          (SELECT max(c.at) FROM unnest(b.charges) c)
            + least(%3$d, %2$d * 2 ^ least(b.in_a_row - %1$d, 30)) * interval '1 second' END,
        (SELECT c.at + interval '24 hours' FROM unnest(b.charges) c ORDER BY c.at DESC OFFSET %4$d - 1 LIMIT 1),
        (SELECT c.at + interval '720 hours' FROM unnest(b.charges) c ORDER BY c.at DESC OFFSET %5$d - 1 LIMIT 1))""";

  private static final String CHARGE = """
      INSERT INTO BUDGET AS b (account_id, in_a_row, charges)
      SELECT $1::uuid, 1, ARRAY[ROW($3::timestamptz, $2::uuid)::totp.charge]
      WHERE EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1::uuid)
        AND NOT EXISTS (SELECT FROM totp.operation WHERE id = $2::uuid)
      ON CONFLICT (account_id) DO UPDATE SET
        in_a_row = b.in_a_row + 1,
        charges = ARRAY(
            SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(b.charges) c
            WHERE c.at > $3::timestamptz - interval '720 hours')
          || ROW($3::timestamptz, $2::uuid)::totp.charge
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

  private static final String REFUND = """
      UPDATE BUDGET SET in_a_row = greatest(in_a_row - 1, 0), charges = ARRAY(
        SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(charges) c WHERE c.operation_id <> $2)
      WHERE account_id = $1 AND EXISTS (SELECT FROM unnest(charges) c WHERE c.operation_id = $2)""";

  private static final String REFUND_AND_CLEAR = """
      UPDATE BUDGET SET in_a_row = 0, charges = ARRAY(
        SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(charges) c WHERE c.operation_id <> $2)
      WHERE account_id = $1""";

  /**
   * Counts a guess of an account that has a second factor, before it is looked at, and returns the account. No row: it
   * was not counted, for a reason that {@link #standing} tells. $1 account, $2 operation, $3 now.
   */
  String charge() {
    return text(CHARGE);
  }

  /** Why a guess was not counted. $1 account, $2 operation. */
  String standing() {
    return text(STANDING);
  }

  /** Takes the charge of a spent code back. $1 account, $2 operation. */
  String refund() {
    return text(REFUND);
  }

  /** Takes the charge of a right code back and ends the waiting. $1 account, $2 operation. */
  String refundAndClear() {
    return text(REFUND_AND_CLEAR);
  }

  private String text(String statement) {
    return statement.replace("BUDGET", kind.table).replace("FREE_AT", freeAt());
  }

  /** When the next guess of budget row {@code b} is free; SQL null when it always was. */
  private String freeAt() {
    return String.format(
        Locale.ROOT, FREE_AT,
        limits.codesBeforeWait(),
        limits.firstCodeWait().toSeconds(),
        limits.longestCodeWait().toSeconds(),
        limits.codesADay(),
        limits.codesAMonth());
  }
}
