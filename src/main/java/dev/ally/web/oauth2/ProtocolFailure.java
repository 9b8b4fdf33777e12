package dev.ally.web.oauth2;

import dev.ally.contract.oidc.ProtocolError;

/** Ends the handling of a request of a program with an error of the protocol. It is not logged, being no defect. */
final class ProtocolFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ProtocolError error;

  ProtocolFailure(ProtocolError.Code code, String description) {
    super(code.name(), null, false, false);
    this.error = new ProtocolError(code, description);
  }

  ProtocolError error() {
    return error;
  }
}
