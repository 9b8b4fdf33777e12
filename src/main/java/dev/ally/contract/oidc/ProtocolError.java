package dev.ally.contract.oidc;

import dev.ally.bus.Fallback;
import dev.ally.bus.Json;

/**
 * An error as RFC 6749 §5.2 and its followers name it.
 *
 * @param description for developers, in English; without secrets
 */
@Json("error")
public record ProtocolError(@Fallback("SERVER_ERROR") Code code, String description) {
  public static final ProtocolError NONE = new ProtocolError(Code.NONE, "");

  /** The name on the wire is the one here in lower case. */
  public enum Code {
    NONE,
    INVALID_REQUEST,
    INVALID_CLIENT,
    INVALID_GRANT,
    UNSUPPORTED_GRANT_TYPE,
    INVALID_SCOPE,
    INVALID_TOKEN,
    INSUFFICIENT_SCOPE,
    /** Of a pushed authorization request, as the four that follow (RFC 9126 §2.3). */
    UNSUPPORTED_RESPONSE_TYPE,
    REQUEST_NOT_SUPPORTED,
    REQUEST_URI_NOT_SUPPORTED,
    REGISTRATION_NOT_SUPPORTED,
    UNMET_AUTHENTICATION_REQUIREMENTS,
    SERVER_ERROR
  }

  public boolean isNone() {
    return code == Code.NONE;
  }
}
