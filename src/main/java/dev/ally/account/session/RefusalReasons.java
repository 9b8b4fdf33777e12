package dev.ally.account.session;

import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.totp.CodeVerdict;

/** What a person is told of a code that {@code totp} did not take. */
public final class RefusalReasons {
  private RefusalReasons() {}

  /** @throws IllegalArgumentException for a verdict that says nothing of the code */
  public static CodeRefusal of(CodeVerdict verdict) {
    return CodeRefusal.valueOf(verdict.verdict().name());
  }
}
