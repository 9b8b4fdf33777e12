package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/**
 * Ends this session, and this pending login; nothing happens when they have ended before.
 *
 * @param request the id of the request; empty where an older node asks
 */
public record LogOut(Secret session, Secret pendingLogin, String request) {
  /** Of a request that has no id. */
  public LogOut(Secret session, Secret pendingLogin) {
    this(session, pendingLogin, "");
  }

  public record Answer() {}

  public static final BusOperation<LogOut, Answer> OPERATION =
      BusOperation.of("account.logout.v1", Hop.WEB_TO_ACCOUNT, LogOut.class, Answer.class);
}
