package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/**
 * Makes new recovery codes, without a code, for an account whose earlier ones a restore has made void; once. Asked
 * after a login with a code of an authenticator, whose session is shown them.
 */
public record ReplaceVoidRecoveryCodes(UUID operationId, UUID accountId, UUID sessionId) {
  public enum Outcome { REPLACED, NOT_VOID, GIVEN_UP }

  public record Answer(@Fallback("NOT_VOID") Outcome outcome) {}

  public static final BusOperation<ReplaceVoidRecoveryCodes, Answer> OPERATION =
      BusOperation.of("totp.recovery.restored.v1", Hop.ACCOUNT_TO_TOTP,
          ReplaceVoidRecoveryCodes.class, Answer.class);
}
