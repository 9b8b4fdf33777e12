package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What comes next for a parked authorization request, for the session that the voucher stands for. Asked at first, after
 * each login, after an enrolment, and with the person's decision about the consent.
 *
 * @param request the token under which it is parked
 * @param voucher of the session that the browser has; empty: it has none
 * @param decision from the consent page, which alone has a form token
 */
public record ContinueAuthorization(
    UUID operationId, Secret request, Secret voucher, @Fallback("NONE") Decision decision, RequestInfo requestInfo) {
  public enum Decision {
    NONE,
    ALLOW,
    DENY,
    /** The person goes back without logging in, or is outside the client's groups: {@code access_denied}. */
    LEAVE
  }

  public enum Outcome {
    /** There is no such parked request any more. */
    EXPIRED,
    /** Nobody is logged in, or too long ago, or without a factor that the request demands: log in, all factors. */
    LOG_IN,
    /** The person must link an authenticator first, and comes back. */
    ENROL,
    /** The person is asked whether the application may have these scopes. */
    CONSENT,
    /** The person is in none of the client's groups. */
    NOT_IN_GROUP,
    /** It has ended; the response goes to the application. */
    ANSWERED
  }

  /**
   * @param response where the outcome is ANSWERED
   * @param clientName what the application is called
   * @param clientHost the host of the redirect address, which the consent page shows
   * @param scopes what the application asks for, where the outcome is CONSENT
   * @param loginHint for the login page's email field
   */
  public record Answer(
      @Fallback("EXPIRED") Outcome outcome, Optional<AuthorizationResponse> response, String clientName,
      String clientHost, List<String> scopes, String loginHint) {
    public Answer {
      scopes = List.copyOf(scopes);
    }
  }

  public static final BusOperation<ContinueAuthorization, Answer> OPERATION =
      BusOperation.of("oidc.authorize.continue.v1", Hop.WEB_TO_OIDC, ContinueAuthorization.class, Answer.class);
}
