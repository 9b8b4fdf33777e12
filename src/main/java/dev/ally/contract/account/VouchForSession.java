package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;

/**
 * A voucher, by which {@code oidc} can ask about a session without having its token. It opens nothing, and is good for a
 * minute.
 */
public record VouchForSession(Secret session) {
  /** @param voucher empty when there is no such session, or it has ended */
  public record Answer(Optional<Secret> voucher) {}

  public static final BusOperation<VouchForSession, Answer> OPERATION =
      BusOperation.of("account.session.vouch.v1", Hop.WEB_TO_ACCOUNT, VouchForSession.class, Answer.class);
}
