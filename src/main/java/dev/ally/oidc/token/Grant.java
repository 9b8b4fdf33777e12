package dev.ally.oidc.token;

import dev.ally.oidc.client.Client;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of {@code application_grant}: one login to an application, and the family of tokens that comes of it.
 *
 * @param login one login of the account, as {@code FindLogin} has it
 * @param scopes what was granted, in the order asked for
 * @param idTokenClaims names of claims that the id token carries beside the usual ones
 * @param userInfoClaims names of claims that the userinfo endpoint gives beside those of the scopes
 * @param codeChallenge empty: none was sent
 * @param redeemedBy the operation that exchanged the code
 * @param offline whether {@code offline_access} was granted
 * @param refreshNumber of the latest refresh token
 * @param refreshHash of the latest refresh token; empty: there is none
 * @param refreshedAt when the latest refresh token was issued or used
 */
record Grant(
    UUID id, String clientId, UUID accountId, UUID sid, UUID login, int generation, Instant authTime,
    boolean secondFactor, String acr, List<String> scopes, List<String> idTokenClaims, List<String> userInfoClaims,
    String nonce, String redirectUri, String codeChallenge, Buffer codeHash, Instant madeAt,
    Optional<UUID> redeemedBy, Instant redeemedAt, boolean offline, int refreshNumber, Buffer refreshHash,
    Instant refreshedAt, boolean ended) {

  /** Whether it has refresh tokens, and the client may still have such. */
  boolean isOffline(Client client) {
    return offline && client.scopes().contains(Scope.OFFLINE_ACCESS);
  }

  boolean hasLatest(RefreshToken token, Tokens tokens) {
    return token.hash(tokens).equals(refreshHash);
  }
}
