package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/**
 * Ends this session, and this pending login; nothing happens when they have ended before.
 *
 * @param requestInfo {@link RequestInfo#UNKNOWN} where an older node asks
 */
public record LogOut(Secret session, Secret pendingLogin, RequestInfo requestInfo) {
  /** Of a request that is not known. */
  public LogOut(Secret session, Secret pendingLogin) {
    this(session, pendingLogin, RequestInfo.UNKNOWN);
  }

  public record Answer() {}

  public static final BusOperation<LogOut, Answer> OPERATION =
      BusOperation.of("account.logout.v1", Hop.WEB_TO_ACCOUNT, LogOut.class, Answer.class);
}
