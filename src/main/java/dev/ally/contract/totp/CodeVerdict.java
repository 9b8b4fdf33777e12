package dev.ally.contract.totp;

import dev.ally.bus.Fallback;
import java.time.Duration;

/**
 * What {@code totp} says of a code.
 *
 * @param retryAfter how long to wait, zero unless the verdict is WAIT
 * @param recoveryCode whether it was a recovery code that was accepted
 * @param recoveryCodesVoid whether a code was accepted, and a restore has made the account's recovery codes void since
 *     the last time; false where an older node answers
 */
public record CodeVerdict(
    @Fallback("WRONG") Verdict verdict, Duration retryAfter, boolean recoveryCode, boolean recoveryCodesVoid) {
  public enum Verdict {
    /** Right, and from now on spent. */
    ACCEPTED,
    WRONG,
    /** Right once, but it or a later one was accepted already. */
    SPENT,
    /** Neither six digits nor a recovery code; nothing was counted. */
    MALFORMED,
    /** Too many attempts; the code was neither counted nor looked at. */
    WAIT,
    NOT_ENROLLED,
    /** The operation was given up before it arrived: see {@link SettleOperation}. */
    GIVEN_UP
  }

  public static CodeVerdict of(Verdict verdict) {
    return new CodeVerdict(verdict, Duration.ZERO, false, false);
  }

  public static CodeVerdict waitFor(Duration retryAfter) {
    return new CodeVerdict(Verdict.WAIT, retryAfter, false, false);
  }

  /** The same, of a recovery code. */
  public CodeVerdict byRecoveryCode() {
    return new CodeVerdict(verdict, retryAfter, true, false);
  }

  /** The same, of an account whose recovery codes are void. */
  public CodeVerdict withVoidRecoveryCodes() {
    return new CodeVerdict(verdict, retryAfter, recoveryCode, true);
  }
}
