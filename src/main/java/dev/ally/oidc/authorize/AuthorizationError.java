package dev.ally.oidc.authorize;

import dev.ally.contract.oidc.ProtocolError;
import java.util.Locale;

/** Errors of the authorization endpoint (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6 and its followers). */
enum AuthorizationError {
  INVALID_REQUEST,
  UNSUPPORTED_RESPONSE_TYPE,
  INVALID_SCOPE,
  ACCESS_DENIED("The person may not use this application, or did not agree"),
  TEMPORARILY_UNAVAILABLE("The person has logged in too often in this hour"),
  LOGIN_REQUIRED("The person who was asked for must log in"),
  INTERACTION_REQUIRED("The person must set up a second factor"),
  CONSENT_REQUIRED("The person must agree"),
  REQUEST_NOT_SUPPORTED,
  REQUEST_URI_NOT_SUPPORTED,
  REGISTRATION_NOT_SUPPORTED,
  /** OpenID Connect Core Unmet Authentication Requirements 1.0. */
  UNMET_AUTHENTICATION_REQUIREMENTS;

  private final String description;

  AuthorizationError() {
    this("");
  }

  AuthorizationError(String description) {
    this.description = description;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As an error that has one description. */
  Refusal refusal() {
    return new Refusal(this, description);
  }

  /** What is wrong with a request; the description is for developers. */
  record Refusal(AuthorizationError error, String description) {
    /** At the endpoint for pushed requests (RFC 9126 §2.3). */
    ProtocolError asProtocolError() {
      return new ProtocolError(ProtocolError.Code.valueOf(error.name()), description);
    }
  }
}
