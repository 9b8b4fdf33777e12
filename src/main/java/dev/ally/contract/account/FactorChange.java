package dev.ally.contract.account;

import dev.ally.bus.Fallback;
import java.time.Duration;

/**
 * What came of a change of the second factor that takes a code.
 *
 * @param retryAfter how long to wait, zero unless the outcome is WAIT
 */
public record FactorChange(@Fallback("NOT_POSSIBLE") Result outcome, Duration retryAfter) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, CodeRefusal {}

  public enum Outcome implements Result {
    NO_SESSION,
    DONE,
    /** The name is too long, or has characters that cannot be shown. */
    NAME_REFUSED,
    /** Two-factor is off, or what was to be changed is not there. */
    NOT_POSSIBLE
  }

  public static FactorChange of(Result outcome) {
    return new FactorChange(outcome, Duration.ZERO);
  }
}
