package dev.ally.oidc.token;

import dev.ally.crypto.Secret;
import dev.ally.oidc.token.Tokens.Purpose;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * An authorization code (RFC 6749 §1.3.1): the id of its grant and 256 secret bits.
 *
 * @param secret 32 bytes
 */
public record AuthorizationCode(UUID grantId, Secret secret) {
  private static final int ID_BYTES = 16;
  private static final int SECRET_BYTES = 32;

  /** The code that this operation gives for a parked request: the same, however often it is asked. */
  public static AuthorizationCode of(Tokens tokens, UUID operationId, Secret request) {
    byte[][] parts = {Tokens.bytes(operationId), request.revealBytes()};
    return new AuthorizationCode(
        tokens.deriveId(Purpose.NEW_GRANT, parts), Secret.of(tokens.derive(Purpose.NEW_CODE, parts)));
  }

  /** Reads what a client sent; empty: no code of ours looks like this. */
  static Optional<AuthorizationCode> read(Secret text) {
    byte[] bytes = Tokens.read(text, ID_BYTES + SECRET_BYTES);
    if (bytes.length == 0) {
      return Optional.empty();
    }
    ByteBuffer parts = ByteBuffer.wrap(bytes);
    UUID id = new UUID(parts.getLong(), parts.getLong());
    byte[] secret = new byte[SECRET_BYTES];
    parts.get(secret);
    return Optional.of(new AuthorizationCode(id, Secret.of(secret)));
  }

  /** As the application gets it: 64 characters. */
  public Secret text() {
    return Tokens.text(bytes());
  }

  /** What is stored of it. */
  public Buffer hash(Tokens tokens) {
    return tokens.hash(Purpose.CODE, Secret.of(bytes()));
  }

  private byte[] bytes() {
    return Buffer.buffer(Tokens.bytes(grantId)).appendBytes(secret.revealBytes()).getBytes();
  }
}
