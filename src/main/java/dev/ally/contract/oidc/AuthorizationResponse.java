package dev.ally.contract.oidc;

import dev.ally.bus.Fallback;
import java.util.List;

/**
 * What goes to a registered redirect address.
 *
 * @param redirectUri as the client registered it, but for a loopback port
 * @param parameters in their order; values are not encoded
 */
public record AuthorizationResponse(
    String redirectUri, @Fallback("QUERY") Mode mode, List<Parameter> parameters) {
  public AuthorizationResponse {
    parameters = List.copyOf(parameters);
  }

  /** How it goes there (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode). */
  public enum Mode {
    QUERY,
    FORM_POST
  }

  /** A parameter of the response: {@code code}, {@code state}, {@code iss}, {@code error} … */
  public record Parameter(String name, String value) {}
}
