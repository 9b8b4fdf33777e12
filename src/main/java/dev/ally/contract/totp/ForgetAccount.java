package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Deletes everything that {@code totp} keeps of an account; nothing happens when it keeps nothing. */
public record ForgetAccount(UUID accountId) {
  /** @param forgotten false: it is not known that it was done */
  public record Answer(boolean forgotten) {}

  public static final BusOperation<ForgetAccount, Answer> OPERATION =
      BusOperation.of("totp.forget.v1", Hop.ACCOUNT_TO_TOTP, ForgetAccount.class, Answer.class);
}
