package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.contract.LinkedAuthenticator;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the Security page shows to this session. */
public record ShowSecurity(Secret session) {
  /**
   * @param twoFactor whether a code is asked for at login
   * @param since when it was turned on; empty when it is off
   * @param lastUsed when a code was last accepted; empty when it is off
   * @param authenticators the oldest first
   * @param recoveryCodes how many work
   * @param undoAt when an undo of two-factor acts that waits
   * @param recoveryCodesUnsaved whether nobody has confirmed that they are saved; false where an older node answers
   * @param recovered whether this session began with a recovery code a moment ago, which is proof enough to replace an
   *     authenticator; false where an older node answers
   * @param requirement what demands a second factor, now or later; empty: nothing does
   * @param held whether this session is held, as in {@link FindSession.Answer}
   * @param passwordFresh whether it is held and the password was given a moment ago, which is proof enough to link an
   *     authenticator
   */
  public record Security(
      @Required Person person, @Required boolean twoFactor, Optional<Instant> since, Optional<Instant> lastUsed,
      List<LinkedAuthenticator> authenticators, int recoveryCodes, Optional<Instant> undoAt,
      boolean recoveryCodesUnsaved, boolean recovered, Optional<FactorRequirement> requirement, boolean held,
      boolean passwordFresh) {
    private static final int FEW_RECOVERY_CODES = 3;

    public Security {
      authenticators = List.copyOf(authenticators);
    }

    /** Whether the account needs a second factor, so that the last one stays. */
    public boolean required() {
      return requirement.filter(FactorRequirement::inForce).isPresent();
    }

    /** Whether so few recovery codes are left that it is time for new ones. */
    public boolean fewRecoveryCodes() {
      return areFew(recoveryCodes);
    }

    static boolean areFew(int recoveryCodes) {
      return recoveryCodes <= FEW_RECOVERY_CODES;
    }

    /** How many digits a code has; empty: it depends on the authenticator, or is not known. */
    public Optional<Integer> codeDigits() {
      return LinkedAuthenticator.codeDigits(authenticators);
    }
  }

  /** @param security empty when there is no such session */
  public record Answer(Optional<Security> security) {}

  public static final BusOperation<ShowSecurity, Answer> OPERATION =
      BusOperation.of("account.security.v1", Hop.WEB_TO_ACCOUNT, ShowSecurity.class, Answer.class);
}
