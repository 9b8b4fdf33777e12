package dev.ally.account.webhook;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.SealedColumn;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/** The keys that events are signed with, sealed in the database: 256 random bits each. */
public record WebhookKeys(Keyring keyring, SecureRandom random) {
  /** Where they are sealed. */
  public static final SealedColumn SEALED = new SealedColumn("webhook_key", "sealed_key");

  private static final int SIZE_BYTES = 32;
  /** As Standard Webhooks writes a key for the receiver. */
  private static final String PREFIX = "whsec_";

  /** A new key, sealed for its row. */
  Sealed make(UUID id) {
    byte[] key = new byte[SIZE_BYTES];
    random.nextBytes(key);
    return keyring.seal(key, SEALED.owner(id), random);
  }

  /**
   * The key of a row.
   *
   * @throws SealBroken if the value does not open
   */
  Secret open(UUID id, Sealed sealed) {
    return Secret.of(keyring.open(sealed, SEALED.owner(id)));
  }

  /** The key as the receiver takes it. */
  static Secret text(Secret key) {
    return Secret.of(PREFIX + Base64.getEncoder().encodeToString(key.revealBytes()));
  }
}
