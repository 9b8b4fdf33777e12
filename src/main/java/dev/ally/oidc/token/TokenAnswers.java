package dev.ally.oidc.token;

import dev.ally.config.Limit;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.util.Optional;

/** Answers of the token endpoint that give tokens (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). */
record TokenAnswers(TokenWriter writer) {
  /**
   * @param handle of the access token
   * @param isFirst whether it comes for a code
   */
  Future<AskTokens.Answer> write(
      TokenWriter.Written written, Secret handle, Optional<Secret> refreshToken, boolean isFirst) {
    return writer.accessToken(written, handle).compose(access -> idToken(written, access, isFirst)
        .map(idToken -> new AskTokens.Answer(
            ProtocolError.NONE, access, Limit.ACCESS_TOKEN_LIFE.duration(), refreshToken.orElseGet(Secret::empty),
            idToken, Scope.write(written.scopes()))));
  }

  private Future<Secret> idToken(TokenWriter.Written written, Secret access, boolean isFirst) {
    return written.scopes().contains(Scope.OPENID)
        ? writer.idToken(written, access, isFirst)
        : Future.succeededFuture(Secret.empty());
  }
}
