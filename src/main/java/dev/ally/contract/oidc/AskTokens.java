package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Exchanges an authorization code or a refresh token for tokens (RFC 6749 §4.1.3 and §6). Asked again with the same
 * operation it gives the same tokens.
 *
 * @param grantType as the client wrote it
 * @param verifier {@code code_verifier} (RFC 7636 §4.5); empty: none came
 * @param scope fewer scopes than were granted, at a refresh; empty: all of them
 */
public record AskTokens(
    UUID operationId, ClientProof client, String grantType, Secret code, String redirectUri, Secret verifier,
    Secret refreshToken, String scope) {
  /**
   * @param accessLife {@code expires_in}
   * @param refreshToken empty: none is issued
   * @param scope what was granted
   */
  public record Answer(
      ProtocolError error, Secret accessToken, Duration accessLife, Secret refreshToken, Secret idToken, String scope) {
    public static Answer of(ProtocolError error) {
      return new Answer(error, Secret.empty(), Duration.ZERO, Secret.empty(), Secret.empty(), "");
    }
  }

  public static final BusOperation<AskTokens, Answer> OPERATION =
      BusOperation.of("oidc.token.v1", Hop.WEB_TO_OIDC, AskTokens.class, Answer.class);
}
