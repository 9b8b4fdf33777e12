package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/**
 * Which application waits for the login of this parked request? For the login pages, which name it.
 *
 * @param voucher of the session that the browser has; empty: it has none, or it does not matter
 */
public record FindAuthorization(Secret request, Secret voucher) {
  public FindAuthorization(Secret request) {
    this(request, Secret.empty());
  }

  /**
   * @param clientName empty: there is no such request any more
   * @param loginHint for the email field
   * @param uiLocales the languages that the application asks for (OpenID Connect Core §3.1.2.1), as it wrote them
   * @param loggedIn whether the voucher's session is enough, so that nobody need log in; false where an older node
   *     answers
   */
  public record Answer(String clientName, String loginHint, String uiLocales, boolean loggedIn) {
    public Answer(String clientName, String loginHint, String uiLocales) {
      this(clientName, loginHint, uiLocales, false);
    }
  }

  public static final BusOperation<FindAuthorization, Answer> OPERATION =
      BusOperation.of("oidc.authorize.find.v1", Hop.WEB_TO_OIDC, FindAuthorization.class, Answer.class);
}
