package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** How does the account with this email address stand? For the operator alone. */
public record ShowAccount(String email) {
  /**
   * How it stands.
   *
   * @param since when it was made
   * @param twoFactorSince when two-factor was turned on; empty when it is off
   * @param sessions how many are open
   * @param lastLogin empty when nobody has logged in, or that was too long ago to be remembered
   * @param lockedSince empty when it is not locked
   * @param groups their names
   */
  public record Status(
      @Required Person person, Instant since, @Required boolean twoFactor, Optional<Instant> twoFactorSince,
      int sessions, Optional<Instant> lastLogin, Optional<Instant> lockedSince, Set<String> groups) {}

  /** @param status empty when there is no such account */
  public record Answer(Optional<Status> status) {}

  public static final BusOperation<ShowAccount, Answer> OPERATION =
      BusOperation.of("account.show.v1", Hop.OPERATOR, ShowAccount.class, Answer.class);
}
