package dev.ally.contract.oidc;

import dev.ally.bus.Fallback;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * How a client authenticates at an address of the protocol (OpenID Connect Core §9).
 *
 * @param secret with BASIC and POST
 * @param assertion with PRIVATE_KEY_JWT (RFC 7523 §2.2)
 * @param requestId names the HTTP request that it came with. An assertion works in one request; a question that is
 *     asked again for that request is no second use; zeros: asking again is a second use
 */
public record ClientProof(
    @Fallback("MISSING") Method method, String clientId, Secret secret, Secret assertion, UUID requestId) {
  /** Of a request without a name. */
  public ClientProof(Method method, String clientId, Secret secret, Secret assertion) {
    this(method, clientId, secret, assertion, new UUID(0, 0));
  }

  public enum Method {
    /** {@code client_secret_basic}. */
    BASIC,
    /** {@code client_secret_post}. */
    POST,
    /** {@code private_key_jwt}. */
    PRIVATE_KEY_JWT,
    /** {@code none}: only {@code client_id}, of a public client. */
    NONE,
    /** Nothing that identifies a client, or more than one method at once. */
    MISSING
  }
}
