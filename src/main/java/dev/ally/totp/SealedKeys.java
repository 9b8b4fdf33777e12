package dev.ally.totp;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Seals the keys of authenticators, bound to their account and their own id, which a key keeps when it is confirmed: a
 * key that is moved to another row does not open.
 */
record SealedKeys(Keyring keyring, SecureRandom random) {
  Sealed seal(UUID accountId, UUID id, TotpKey key) {
    return keyring.seal(key.key().revealBytes(), owner(accountId, id), random);
  }

  /** The key of a row of {@code authenticator} or {@code pending_key}. */
  TotpKey open(Row row) {
    Sealed sealed = new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_key").getBytes());
    return new TotpKey(
        Secret.of(keyring.open(sealed, owner(row.getUUID("account_id"), row.getUUID("id")))),
        TotpKey.Algorithm.valueOf(row.getString("algorithm")),
        row.getInteger("digits"),
        row.getInteger("period_seconds"));
  }

  static Buffer bytes(Sealed sealed) {
    return Buffer.buffer(sealed.bytes());
  }

  static String owner(UUID accountId, UUID id) {
    return "authenticator " + accountId + " " + id;
  }
}
