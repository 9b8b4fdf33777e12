package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * How does this account stand, and what has happened to it? For operators of the help desk.
 *
 * @param before only what is older than the event of this id; 0: from the newest on
 */
public record InspectAccount(Secret session, UUID accountId, long before) {
  /**
   * Something that happened.
   *
   * @param actor the email address of the operator of the help desk who did it, or the id of an account that is gone;
   *     empty: somebody else did it
   * @param reason the operator's
   */
  public record Noted(Event event, String actor, String reason) {}

  /**
   * How it stands.
   *
   * @param since when it was made
   * @param twoFactorSince when two-factor was turned on; empty when it is off
   * @param recoveryCodes how many work
   * @param sessions how many are open
   * @param lastLogin empty when nobody has logged in, or that was too long ago to be remembered
   * @param lockedSince empty when it is not locked
   * @param groups their names
   * @param acts whether the help desk may act on it: not on an operator, the one who asks included
   * @param mailed whether a link can be mailed
   * @param events the newest first
   * @param more whether there are older ones
   */
  public record Inspected(
      @Required Person person, Instant since, @Required boolean twoFactor, Optional<Instant> twoFactorSince,
      int recoveryCodes, int sessions, Optional<Instant> lastLogin, Optional<Instant> lockedSince, Set<String> groups,
      boolean acts, boolean mailed, List<Noted> events, boolean more) {
    public Inspected {
      groups = Set.copyOf(groups);
      events = List.copyOf(events);
    }
  }

  /**
   * @param operator who asks; empty unless access is open or a code is needed
   * @param codeDigits how many digits a code of the operator has; empty: it depends on the authenticator, or is not
   *     known
   * @param account empty when there is no such account, or access is not open
   */
  public record Answer(
      @Fallback("CLOSED") HelpDeskAccess access, Optional<Person> operator, Optional<Integer> codeDigits,
      Optional<Inspected> account) {
    /** Without an account. */
    public static Answer without(HelpDeskAccess access, Optional<Person> operator, Optional<Integer> codeDigits) {
      return new Answer(access, operator, codeDigits, Optional.empty());
    }
  }

  public static final BusOperation<InspectAccount, Answer> OPERATION =
      BusOperation.of("account.desk.show.v1", Hop.WEB_TO_ACCOUNT, InspectAccount.class, Answer.class);
}
