package dev.ally.totp;

import dev.ally.config.Limits;

/**
 * How many wrong codes an account bears: a few in a row, then a growing wait, and two caps that no right code lifts.
 *
 * <p>Stated once, as the SQL expression that both the statement which counts a guess and the one which tells how long
 * to wait are made of. The row alone decides, so that an update which waited for another sees what that one wrote. All
 * spans are in hours: to PostgreSQL a day is as long as it is in the server's time zone.
 */
record GuessBudget(Limits limits) {
  private static final String FREE_AT = """
      greatest(
        CASE WHEN b.in_a_row >= %1$d THEN
          (SELECT max(c.at) FROM unnest(b.charges) c)
            + least(%3$d, %2$d * 2 ^ least(b.in_a_row - %1$d, 30)) * interval '1 second' END,
        (SELECT c.at + interval '24 hours' FROM unnest(b.charges) c ORDER BY c.at DESC OFFSET %4$d - 1 LIMIT 1),
        (SELECT c.at + interval '720 hours' FROM unnest(b.charges) c ORDER BY c.at DESC OFFSET %5$d - 1 LIMIT 1))""";

  /** When the next guess of budget row {@code b} is free; SQL null when it always was. */
  String freeAt() {
    return FREE_AT.formatted(
        limits.codesBeforeWait(),
        limits.firstCodeWait().toSeconds(),
        limits.longestCodeWait().toSeconds(),
        limits.codesADay(),
        limits.codesAMonth());
  }
}
