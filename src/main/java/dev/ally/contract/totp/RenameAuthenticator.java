package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Gives one of the account's authenticators another name; what it opens stays as it is. */
public record RenameAuthenticator(UUID accountId, UUID authenticatorId, String name) {
  /** @param renamed false: the account has no such authenticator */
  public record Answer(boolean renamed) {}

  public static final BusOperation<RenameAuthenticator, Answer> OPERATION =
      BusOperation.of("totp.rename.v1", Hop.ACCOUNT_TO_TOTP, RenameAuthenticator.class, Answer.class);
}
