package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A key that an app holds, and how far its codes are spent.
 *
 * @param lastStep the newest time step that was accepted; it and all before it open nothing
 */
public record Authenticator(UUID id, TotpKey key, long lastStep) {
  /** Steps accepted before and after the present one (RFC 6238 §5.2). */
  static final int WINDOW_STEPS = 1;
  /** How far around the present step a wrong code is looked for, to tell how wrong a clock is; never to accept it. */
  static final int CLOCK_HELP_STEPS = 10;

  /** What a code is to this authenticator now. */
  public record Match(boolean known, OptionalLong freshStep) {
    static final Match NONE = new Match(false, OptionalLong.empty());
  }

  /** Compares with every code of the window, whatever the first ones say. */
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

  /** By how many steps the app's clock seems to be ahead (negative: behind), if the code fits one near by. */
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
