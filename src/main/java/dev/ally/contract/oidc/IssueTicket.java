package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Issues a ticket, by which a browser that is logged in here gets a session of a protected host. It opens that host
 * once, within 30 seconds, for the browser that asked for the address.
 *
 * @param destination as {@link BeginHostLogin} made it
 * @param voucher of the session that the browser has; empty: it has none
 * @param newTicket made by the asker
 */
public record IssueTicket(UUID operationId, Secret destination, Secret voucher, Secret newTicket) {
  public enum Outcome {
    /** There is no such login any more. */
    EXPIRED,
    /** Nobody is logged in, or not with a code where the client demands one. */
    LOG_IN,
    /** The person must link an authenticator first, and comes back. */
    ENROL,
    /** The person is in none of the client's groups. */
    NOT_IN_GROUP,
    ISSUED
  }

  /**
   * @param url where the ticket goes, where the outcome is ISSUED; where it is EXPIRED, the address that was asked for,
   *     if it is known
   * @param clientName what the application is called; empty where the login is not known
   * @param host of the application
   */
  public record Answer(@Fallback("EXPIRED") Outcome outcome, String url, String clientName, String host) {}

  public static final BusOperation<IssueTicket, Answer> OPERATION =
      BusOperation.of("oidc.forward.ticket.v1", Hop.WEB_TO_OIDC, IssueTicket.class, Answer.class);
}
