package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * The change of the email address that the account of this session has asked for, while it waits for its mailed link.
 * Whether another account has the new address is not told.
 */
public record FindEmailChange(Secret session) {
  /**
   * @param email the new address
   * @param mailedAt when the newest email to it was sent, or is to be sent
   */
  public record Waiting(String email, Instant mailedAt) {}

  /** @param waiting empty when no change waits, or there is no such session */
  public record Answer(Optional<Waiting> waiting) {}

  public static final BusOperation<FindEmailChange, Answer> OPERATION =
      BusOperation.of("account.email.find.v1", Hop.WEB_TO_ACCOUNT, FindEmailChange.class, Answer.class);
}
