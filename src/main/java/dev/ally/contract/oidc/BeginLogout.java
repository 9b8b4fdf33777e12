package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/**
 * Checks a logout that an application asks for (OpenID Connect RP-Initiated Logout §2). It ends nothing: {@code web}
 * ends the session at {@code account}.
 *
 * @param returnUri {@code post_logout_redirect_uri}
 * @param voucher of the session that the browser has; empty: it has none
 */
public record BeginLogout(
    String idTokenHint, String clientId, String returnUri, String state, Secret voucher) {
  public enum Outcome {
    /** The hint names this very session, which may end without asking. */
    PROVEN,
    /** The person is asked. */
    ASK,
    /** The return address is not registered, or nothing says of which client: a page of ours, never a redirect. */
    UNKNOWN_ADDRESS,
    /** The hint is none of ours, or of another client than the one named: a page of ours. */
    BAD_HINT
  }

  /**
   * @param returnUri where to go afterwards, with the state; empty: to a page of ours
   * @param clientName empty where no client is known
   */
  public record Answer(@Fallback("ASK") Outcome outcome, String returnUri, String clientName) {}

  public static final BusOperation<BeginLogout, Answer> OPERATION =
      BusOperation.of("oidc.logout.v1", Hop.WEB_TO_OIDC, BeginLogout.class, Answer.class);
}
