package dev.ally.oidc.token;

import dev.ally.crypto.HmacSha256;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * The keyed hashes (HMAC-SHA-256) by which requests, codes and tokens are found, and the values that are derived so
 * that asking again gives the same. What is derived from a secret that is not stored cannot be derived from what is
 * stored.
 *
 * @param key of the installation, from the table {@code token_key}
 */
public record Tokens(Secret key) {
  /** What is hashed or derived; a value of one purpose is none of another. */
  public enum Purpose {
    /** Under which a request is parked or pushed. */
    REQUEST,
    CODE,
    ACCESS_TOKEN,
    /** The id of an access token that is a JSON Web Token. */
    JWT_ID,
    REFRESH_TOKEN,
    /** By which a refresh token is known as one of ours, however old. */
    REFRESH_TAG,
    NEW_GRANT,
    NEW_CODE,
    NEW_ACCESS_TOKEN,
    FIRST_REFRESH_TOKEN,
    NEXT_REFRESH_TOKEN,
    NOTED_LOGIN
  }

  /** The hash to store a value under, and to find it by. */
  public Buffer hash(Purpose purpose, Secret value) {
    return Buffer.buffer(derive(purpose, value.revealBytes()));
  }

  /** Bytes that follow from these parts, and only with the key. */
  public byte[] derive(Purpose purpose, byte[]... parts) {
    Buffer all = Buffer.buffer();
    for (byte[] part : parts) {
      all.appendInt(part.length).appendBytes(part);
    }
    byte[] ofPurpose = HmacSha256.of(key.revealBytes(), purpose.name().getBytes(StandardCharsets.US_ASCII));
    return HmacSha256.of(ofPurpose, all.getBytes());
  }

  /** An id that follows from these parts. */
  public UUID deriveId(Purpose purpose, byte[]... parts) {
    ByteBuffer bytes = ByteBuffer.wrap(derive(purpose, parts));
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  /** The 16 bytes of an id. */
  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
  }

  /** Bytes as they stand in a URL or a header (RFC 4648 §5). */
  static Secret text(byte[] bytes) {
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The bytes of such a text, if it has so many; an empty array otherwise. */
  static byte[] read(Secret text, int size) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.revealBytes());
      return bytes.length == size ? bytes : new byte[0];
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  @Override
  public String toString() {
    return "Tokens[…]";
  }
}
