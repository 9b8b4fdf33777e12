package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.crypto.Secret;
import java.util.Optional;

/** What the page of the recovery codes shows to this session. */
public record ShowRecoveryCodes(Secret session) {
  /**
   * @param twoFactor whether there can be any
   * @param left how many work
   * @param shown those that were just made; empty when they are saved, or are another session's
   * @param codeDigits how many digits a code has; empty: it depends on the authenticator, or is not known
   */
  public record Recovery(
      @Required Person person, boolean twoFactor, int left, Optional<ShownRecoveryCodes> shown,
      Optional<Integer> codeDigits) {}

  /** @param recovery empty when there is no such session */
  public record Answer(Optional<Recovery> recovery) {}

  public static final BusOperation<ShowRecoveryCodes, Answer> OPERATION =
      BusOperation.of("account.recovery.show.v1", Hop.WEB_TO_ACCOUNT, ShowRecoveryCodes.class, Answer.class);
}
