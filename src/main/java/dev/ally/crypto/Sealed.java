package dev.ally.crypto;

/**
 * A sealed value as it is stored.
 *
 * @param keyId of the key that opens it
 * @param bytes nonce, ciphertext and tag
 */
public record Sealed(String keyId, byte[] bytes) {
  @Override
  public String toString() {
    return "Sealed[" + keyId + "]";
  }
}
