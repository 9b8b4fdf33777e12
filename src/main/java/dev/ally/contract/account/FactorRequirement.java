package dev.ally.contract.account;

import java.time.Duration;
import java.time.Instant;

/**
 * An account needs a second factor, now or from a day on.
 *
 * @param from when it is needed
 * @param daysLeft how many days that is ahead, rounded up; zero: it is needed now. The database's clock counts them.
 */
public record FactorRequirement(Instant from, int daysLeft) {
  private static final Duration DAY = Duration.ofDays(1);

  /** @param now by the database's clock */
  public static FactorRequirement at(Instant now, Instant from) {
    Duration ahead = Duration.between(now, from);
    return new FactorRequirement(from, ahead.isNegative() ? 0 : (int) ahead.plus(DAY).minusNanos(1).dividedBy(DAY));
  }

  public boolean inForce() {
    return daysLeft == 0;
  }
}
