package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks an authorization request and parks it, for an hour, under a token that the login pages carry. A request that
 * names a {@code request_uri} of ours takes what was pushed (RFC 9126 §4).
 *
 * @param newRequest the token under which it will be parked, made by the asker
 * @param voucher of the session that the browser has now; empty: it has none
 * @param posted whether the application's page posted it, so that the browser may have a session that it did not show
 * @param address the IP address of the browser
 * @param goesOn who asks, if the request goes on at once, as if {@link ContinueAuthorization} had been asked without a
 *     decision; empty: it is parked and no more
 */
public record BeginAuthorization(
    UUID operationId, AuthorizationDemand demand, Secret newRequest, Secret voucher, boolean posted, String address,
    Optional<RequestInfo> goesOn) {
  public BeginAuthorization(UUID operationId, AuthorizationDemand demand, Secret newRequest, Secret voucher) {
    this(operationId, demand, newRequest, voucher, false, "");
  }

  public BeginAuthorization(
      UUID operationId, AuthorizationDemand demand, Secret newRequest, Secret voucher, boolean posted, String address) {
    this(operationId, demand, newRequest, voucher, posted, address, Optional.empty());
  }

  public enum Outcome {
    /** Nothing is wrong with it. */
    PARKED,
    /** No such client: a page of ours, never a redirect. */
    UNKNOWN_CLIENT,
    /** The redirect address is missing, doubled or not registered: a page of ours, never a redirect. */
    UNKNOWN_ADDRESS,
    /** An expired, used or foreign {@code request_uri}: a page of ours. */
    UNKNOWN_REQUEST,
    /** Client and address are good and something else is not: the response says what. */
    ANSWERED
  }

  /**
   * @param response where the outcome is ANSWERED
   * @param clientName as registered; empty where the client is not known
   * @param next what comes next, where the outcome is PARKED and the request went on; empty: that is still to be asked,
   *     as where an older node answers
   */
  public record Answer(
      @Fallback("UNKNOWN_CLIENT") Outcome outcome, Optional<AuthorizationResponse> response, String clientName,
      Optional<ContinueAuthorization.Answer> next) {
    public Answer(Outcome outcome, Optional<AuthorizationResponse> response, String clientName) {
      this(outcome, response, clientName, Optional.empty());
    }
  }

  public static final BusOperation<BeginAuthorization, Answer> OPERATION =
      BusOperation.of("oidc.authorize.begin.v1", Hop.WEB_TO_OIDC, BeginAuthorization.class, Answer.class);
}
