package dev.ally.totp;

import dev.ally.totp.rules.GuessBudget;
import java.util.UUID;

/** A code that was found right and fresh: what has to be spent for it, by one statement whose row count is the verdict. */
sealed interface Proof {
  /** @param step of that authenticator; it and all before it are spent */
  record Step(UUID authenticatorId, long step) implements Proof {}

  record Recovery(UUID codeId) implements Proof {}

  default GuessBudget.Kind budget() {
    return this instanceof Step ? GuessBudget.Kind.CODES : GuessBudget.Kind.RECOVERY_CODES;
  }
}
