package dev.ally.oidc.client;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.SealedColumn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/**
 * Makes and recognises the secrets of clients. A secret has 256 bits. It is stored as a hash that is sealed, and bound
 * to its client: a stolen table has nothing to authenticate with, and a row that an attacker wrote or moved does not
 * open.
 */
record ClientSecrets(Keyring keyring, SecureRandom random) {
  static final SealedColumn SEALED = new SealedColumn("client_secret", "sealed_hash");

  private static final String PURPOSE = "client secret";

  /** The secret that an operation gives a client: asking again gives the same, and nothing of it is kept. */
  Secret made(UUID operationId, String clientId) {
    byte[] bits = keyring.hash(PURPOSE, Secret.of(operationId + " " + clientId));
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  Sealed seal(UUID id, String clientId, Secret secret) {
    return keyring.seal(hash(clientId, secret), SEALED.owner(id), random);
  }

  /** Whether this is the secret; takes the same time for every wrong one. */
  boolean fits(Sealed sealed, UUID id, String clientId, Secret presented) {
    try {
      return MessageDigest.isEqual(keyring.open(sealed, SEALED.owner(id)), hash(clientId, presented));
    } catch (SealBroken written) {
      return false;
    }
  }

  private static byte[] hash(String clientId, Secret secret) {
    MessageDigest digest = sha256();
    digest.update((clientId + "\n").getBytes(StandardCharsets.UTF_8));
    return digest.digest(secret.revealBytes());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
