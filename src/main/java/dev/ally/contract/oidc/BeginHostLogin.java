package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/**
 * Begins a login for a protected host. Nothing is stored: what the login is for travels through the browser, sealed.
 *
 * @param host as in {@link CheckHostSession}
 * @param url the address that was asked for at that host, to which the login leads back
 * @param binding the value of the cookie that the browser gets at that host, so that no other browser can complete this
 *     login
 */
public record BeginHostLogin(String host, String url, Secret binding) {
  /** @param destination names this login for an hour; empty: no client has this host */
  public record Answer(Secret destination) {}

  /** Omits the address, whose query may hold anything. */
  @Override
  public String toString() {
    return "BeginHostLogin[" + host + "]";
  }

  public static final BusOperation<BeginHostLogin, Answer> OPERATION =
      BusOperation.of("oidc.forward.begin.v1", Hop.WEB_TO_OIDC, BeginHostLogin.class, Answer.class);
}
