package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Makes an account; for the operator alone, also where sign-up is closed. */
public record CreateAccount(UUID operationId, NewAccount account) {
  public static final BusOperation<CreateAccount, NewAccount.Answer> OPERATION =
      BusOperation.of("account.create.v1", Hop.OPERATOR, CreateAccount.class, NewAccount.Answer.class);
}
