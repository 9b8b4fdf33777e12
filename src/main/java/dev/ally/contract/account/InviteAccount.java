package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import java.util.Set;
import java.util.UUID;

/**
 * Makes an account that no password opens yet, also where sign-up is closed, and mails its person a link to the first
 * one; for the operator alone.
 */
public record InviteAccount(UUID operationId, String email, String name) {
  /**
   * @param problems none when the account was made
   * @param mailed whether the email waits in the outbox; false: no mail server is configured
   */
  public record Answer(@Required @Fallback("EMAIL_MALFORMED") Set<NewAccount.Problem> problems, boolean mailed) {
    public boolean made() {
      return problems.isEmpty();
    }
  }

  public static final BusOperation<InviteAccount, Answer> OPERATION =
      BusOperation.of("account.invite.v1", Hop.OPERATOR, InviteAccount.class, Answer.class);
}
