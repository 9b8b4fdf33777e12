package dev.ally.totp;

import dev.ally.totp.rules.GuessBudget;
import java.util.UUID;

/** A code that is right and not spent: what one statement, whose row count is the verdict, must spend for it. */
sealed interface Proof {
  /** @param step of that authenticator; spending it also spends all earlier ones */
  record Step(UUID authenticatorId, long step) implements Proof {}

  record Recovery(UUID codeId) implements Proof {}

  default GuessBudget.Kind budget() {
    return this instanceof Step ? GuessBudget.Kind.CODES : GuessBudget.Kind.RECOVERY_CODES;
  }
}
