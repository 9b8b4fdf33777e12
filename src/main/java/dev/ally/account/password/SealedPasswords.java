package dev.ally.account.password;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Seals password hashes, bound to their account: hashes from a stolen table cannot be cracked, and a hash that an
 * attacker inserts does not open.
 */
public record SealedPasswords(Keyring keyring, SecureRandom random) {
  public Sealed seal(UUID accountId, String hash) {
    return keyring.seal(hash.getBytes(StandardCharsets.UTF_8), owner(accountId), random);
  }

  public String open(UUID accountId, Sealed sealed) {
    return new String(keyring.open(sealed, owner(accountId)), StandardCharsets.UTF_8);
  }

  static String owner(UUID accountId) {
    return "password " + accountId;
  }
}
