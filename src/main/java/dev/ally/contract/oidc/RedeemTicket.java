package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Exchanges a ticket for a session of the host at which it is shown. A ticket that was shown once is spent, whatever
 * becomes of it.
 *
 * @param host as in {@link CheckHostSession}
 * @param binding the value of the cookie that the browser got at that host when the login began
 * @param newHostSession the token of the new session, made by the asker
 */
public record RedeemTicket(
    UUID operationId, String host, Secret ticket, Secret binding, Secret newHostSession, RequestInfo requestInfo) {
  public enum Outcome {
    /** There is no such ticket, or it is another host's. */
    UNKNOWN,
    /** It is spent, expired, or another browser's: the login begins anew at the address that was asked for. */
    AGAIN,
    REDEEMED
  }

  /** @param url the address that was asked for; empty where the outcome is UNKNOWN */
  public record Answer(@Fallback("UNKNOWN") Outcome outcome, String url) {}

  public static final BusOperation<RedeemTicket, Answer> OPERATION =
      BusOperation.of("oidc.forward.redeem.v1", Hop.WEB_TO_OIDC, RedeemTicket.class, Answer.class);
}
