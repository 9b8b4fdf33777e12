package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/**
 * The person has saved the recovery codes that this session shows: they are shown nowhere again.
 *
 * @param typed the one that was asked for
 */
public record SaveRecoveryCodes(Secret session, Secret typed) {
  public enum Outcome { NO_SESSION, SAVED, WRONG, NOT_SHOWN }

  public record Answer(@Fallback("WRONG") Outcome outcome) {}

  public static final BusOperation<SaveRecoveryCodes, Answer> OPERATION =
      BusOperation.of("account.recovery.save.v1", Hop.WEB_TO_ACCOUNT, SaveRecoveryCodes.class, Answer.class);
}
