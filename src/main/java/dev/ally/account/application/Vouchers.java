package dev.ally.account.application;

import dev.ally.config.Limit;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Vouchers for sessions: a session's id and the time, sealed under the keyring of {@code account} and in base64url. No
 * row is written for one. A voucher opens nothing; its holder can ask {@code account} about that session for a minute.
 */
final class Vouchers {
  /** Binds the seal to this use. */
  private static final String OWNER = "voucher";

  private static final int KEY_ID_SIZE_BYTES = 8;
  private static final int CONTENT_SIZE_BYTES = 3 * Long.BYTES;

  private final Keyring keyring;
  private final SecureRandom random;
  private final Clock clock;

  Vouchers(Keyring keyring, SecureRandom random, Clock clock) {
    this.keyring = keyring;
    this.random = random;
    this.clock = clock;
  }

  Secret make(UUID sessionId) {
    byte[] content = ByteBuffer.allocate(CONTENT_SIZE_BYTES)
        .putLong(sessionId.getMostSignificantBits())
        .putLong(sessionId.getLeastSignificantBits())
        .putLong(clock.instant().toEpochMilli())
        .array();
    Sealed sealed = keyring.seal(content, OWNER, random);
    byte[] keyId = HexFormat.of().parseHex(sealed.keyId());
    byte[] whole = ByteBuffer.allocate(keyId.length + sealed.bytes().length).put(keyId).put(sealed.bytes()).array();
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(whole));
  }

  /** The id of the session; empty: it is no voucher of ours, was altered, or is too old. */
  Optional<UUID> open(Secret voucher) {
    return content(voucher).flatMap(content -> {
      UUID sessionId = new UUID(content.getLong(), content.getLong());
      Instant end = Instant.ofEpochMilli(content.getLong()).plus(Limit.VOUCHER_LIFE.duration());
      return clock.instant().isBefore(end) ? Optional.of(sessionId) : Optional.empty();
    });
  }

  private Optional<ByteBuffer> content(Secret voucher) {
    try {
      ByteBuffer whole = ByteBuffer.wrap(Base64.getUrlDecoder().decode(voucher.revealBytes()));
      if (whole.remaining() <= KEY_ID_SIZE_BYTES) {
        return Optional.empty();
      }
      byte[] keyId = new byte[KEY_ID_SIZE_BYTES];
      whole.get(keyId);
      byte[] sealed = new byte[whole.remaining()];
      whole.get(sealed);
      byte[] content = keyring.open(new Sealed(HexFormat.of().formatHex(keyId), sealed), OWNER);
      return Optional.of(ByteBuffer.wrap(content)).filter(read -> read.remaining() == CONTENT_SIZE_BYTES);
    } catch (IllegalArgumentException | SealBroken noVoucher) {
      return Optional.empty();
    }
  }
}
