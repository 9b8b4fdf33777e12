package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.Optional;

/** What the home page shows to this session: how safe its account is. */
public record ShowHome(Secret session) {
  /**
   * @param twoFactor whether a code is asked for at login
   * @param recoveryCodes how many work
   * @param recoveryCodesUnsaved whether nobody has confirmed that they are saved
   * @param sessions how many are open
   * @param lastLogin when the latest of them began
   * @param userAgent what its browser called itself then
   */
  public record Home(
      @Required Person person, @Required boolean twoFactor, int recoveryCodes, boolean recoveryCodesUnsaved,
      int sessions, @Required Instant lastLogin, String userAgent) {
    /** As in {@link ShowSecurity.Security#fewRecoveryCodes()}. */
    public boolean fewRecoveryCodes() {
      return ShowSecurity.Security.areFew(recoveryCodes);
    }
  }

  /** @param home empty when there is no such session */
  public record Answer(Optional<Home> home) {}

  public static final BusOperation<ShowHome, Answer> OPERATION =
      BusOperation.of("account.home.v1", Hop.WEB_TO_ACCOUNT, ShowHome.class, Answer.class);
}
