package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Deletes the account with this email address and everything of it, for good; for the operator alone. */
public record DeleteAccount(UUID operationId, String email) {
  public enum Outcome { NO_ACCOUNT, DELETED }

  public record Answer(@Fallback("NO_ACCOUNT") Outcome outcome) {}

  public static final BusOperation<DeleteAccount, Answer> OPERATION =
      BusOperation.of("account.delete.v1", Hop.OPERATOR, DeleteAccount.class, Answer.class);
}
