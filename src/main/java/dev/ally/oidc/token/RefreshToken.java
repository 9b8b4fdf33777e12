package dev.ally.oidc.token;

import dev.ally.crypto.Secret;
import dev.ally.oidc.token.Tokens.Purpose;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * A refresh token (RFC 6749 §1.5): its grant, its number in the family, 256 secret bits, and a tag by which every one
 * that was ever issued is known, though only the hash of the latest is stored.
 *
 * <p>The secret of a successor is an HMAC of its predecessor's. So a lost answer can be given again, and neither the
 * database nor the key gives a token that was not shown.
 *
 * @param number from 0 on
 * @param secret 32 bytes
 */
record RefreshToken(UUID grantId, int number, Secret secret) {
  private static final int SECRET_BYTES = 32;
  private static final int BODY_BYTES = 16 + 4 + SECRET_BYTES;
  private static final int TAG_BYTES = 16;

  /** The first of a family, which this operation gives for this code. */
  static RefreshToken first(Tokens tokens, UUID operationId, AuthorizationCode code) {
    return new RefreshToken(code.grantId(), 0, Secret.of(tokens.derive(
        Purpose.FIRST_REFRESH_TOKEN, Tokens.bytes(operationId), code.secret().revealBytes())));
  }

  /** Reads what a client sent; empty: it was never issued. */
  static Optional<RefreshToken> read(Tokens tokens, Secret text) {
    byte[] bytes = Tokens.read(text, BODY_BYTES + TAG_BYTES);
    if (bytes.length == 0) {
      return Optional.empty();
    }
    byte[] body = Arrays.copyOf(bytes, BODY_BYTES);
    if (!MessageDigest.isEqual(tag(tokens, body), Arrays.copyOfRange(bytes, BODY_BYTES, bytes.length))) {
      return Optional.empty();
    }
    ByteBuffer parts = ByteBuffer.wrap(body);
    UUID id = new UUID(parts.getLong(), parts.getLong());
    int number = parts.getInt();
    byte[] secret = new byte[SECRET_BYTES];
    parts.get(secret);
    return Optional.of(new RefreshToken(id, number, Secret.of(secret)));
  }

  RefreshToken next(Tokens tokens) {
    return new RefreshToken(grantId, number + 1, Secret.of(tokens.derive(
        Purpose.NEXT_REFRESH_TOKEN, Tokens.bytes(grantId), secret.revealBytes())));
  }

  /** As the application gets it: 91 characters. */
  Secret text(Tokens tokens) {
    byte[] body = body();
    return Tokens.text(Buffer.buffer(body).appendBytes(tag(tokens, body)).getBytes());
  }

  /** What is stored of it. */
  Buffer hash(Tokens tokens) {
    return tokens.hash(Purpose.REFRESH_TOKEN, Secret.of(body()));
  }

  private byte[] body() {
    return Buffer.buffer(Tokens.bytes(grantId)).appendInt(number).appendBytes(secret.revealBytes()).getBytes();
  }

  private static byte[] tag(Tokens tokens, byte[] body) {
    return Arrays.copyOf(tokens.derive(Purpose.REFRESH_TAG, body), TAG_BYTES);
  }
}
