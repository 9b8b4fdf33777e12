package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The key in an authenticator app, and which of its codes are spent.
 *
 * @param lastStep the newest time step that was accepted; its code and all earlier ones are spent
 */
public record Authenticator(UUID id, TotpKey key, long lastStep) {
  /** Steps accepted before and after the present one (RFC 6238 §5.2). */
  static final int WINDOW_STEPS = 1;
  /**
   * How many steps around the present one a wrong code is compared with, to estimate an error of the clock. Never
   * accepted.
   */
  static final int CLOCK_HELP_STEPS = 10;

  /** The result of comparing a code with this authenticator. */
  public record Match(boolean known, OptionalLong freshStep) {
    static final Match NONE = new Match(false, OptionalLong.empty());
  }

  /** Compares with every code of the window, also after a match. */
  public Match match(Secret code, Instant now) {
    long present = key.stepAt(now);
    boolean known = false;
    OptionalLong fresh = OptionalLong.empty();
    for (long step = present + WINDOW_STEPS; step >= present - WINDOW_STEPS; step--) {
      if (key.isCodeAt(step, code)) {
        known = true;
        if (step > lastStep) {
          fresh = OptionalLong.of(step);
        }
      }
    }
    return new Match(known, fresh);
  }

  /** By how many steps the app's clock seems to be ahead (negative: behind), if the code is that of a nearby step. */
  public static OptionalInt clockOffsetSteps(TotpKey key, Secret code, Instant now) {
    long present = key.stepAt(now);
    for (int distance = WINDOW_STEPS + 1; distance <= CLOCK_HELP_STEPS; distance++) {
      if (key.isCodeAt(present + distance, code)) {
        return OptionalInt.of(distance);
      }
      if (key.isCodeAt(present - distance, code)) {
        return OptionalInt.of(-distance);
      }
    }
    return OptionalInt.empty();
  }
}
