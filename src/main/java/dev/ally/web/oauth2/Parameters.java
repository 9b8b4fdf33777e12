package dev.ally.web.oauth2;

import dev.ally.bus.TextLimit;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.FormFields;

/** The parameters of a program's request; each may be there once (RFC 6749 §3.2). */
final class Parameters {
  private final FormFields fields;

  private Parameters(FormFields fields) {
    this.fields = fields;
  }

  /** @throws ProtocolFailure where one is there more than once */
  static Parameters of(FormFields fields) {
    if (!fields.repeated().isEmpty()) {
      throw new ProtocolFailure(ProtocolError.Code.INVALID_REQUEST, "A parameter is there more than once.");
    }
    return new Parameters(fields);
  }

  /** The value, cut where it is too long; empty when it is missing. */
  String text(String name) {
    return TextLimit.PARAMETER.cut(fields.first(name));
  }

  Secret secret(String name) {
    return Secret.of(text(name));
  }

  /** A JSON Web Token, or another token that may be as long. */
  Secret token(String name) {
    return Secret.of(TextLimit.JWT.cut(fields.first(name)));
  }

  /** @throws ProtocolFailure where it is missing */
  Secret neededToken(String name) {
    Secret token = token(name);
    if (token.isEmpty()) {
      throw new ProtocolFailure(ProtocolError.Code.INVALID_REQUEST, "The parameter " + name + " is missing.");
    }
    return token;
  }
}
