package dev.ally.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A verticle's own keys: the first seals and hashes, all of them open and recognise.
 *
 * <p>Sealing is AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits; whatever a sealed value belongs to goes
 * in as associated data, so that a value moved to another row does not open. Keyed hashes are HMAC-SHA-256. Both use
 * keys derived from the file's, one per purpose, so that none serves two.
 */
public final class Keyring {
  private static final int KEY_SIZE_BYTES = 32;
  private static final int NONCE_SIZE_BYTES = 12;
  private static final int TAG_SIZE_BITS = 128;
  private static final int ID_SIZE_BYTES = 8;
  /** Begun anew for each value; looking for it among all providers costs more than a value does. */
  private static final ThreadLocal<Cipher> AES_GCM = ThreadLocal.withInitial(Keyring::newAesGcm);

  /** By id, the sealing one first. Replaced as a whole: each operation reads it once. */
  private volatile Map<String, Key> keys;

  private record Key(String id, byte[] bytes, SecretKeySpec sealing) {}

  private Keyring(Map<String, Key> keys) {
    this.keys = keys;
  }

  /**
   * Reads a key file: a key a line, 32 bytes in base64; empty lines and lines that begin with {@code #} are skipped.
   *
   * @throws IllegalArgumentException saying what is wrong, and showing no key
   */
  public static Keyring parse(List<String> lines) {
    Map<String, Key> keys = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        Key key = key(line, i + 1);
        keys.put(key.id, key);
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there is no key in it");
    }
    return new Keyring(keys);
  }

  /** A new key as a line of a key file. */
  public static String generateLine(SecureRandom random) {
    byte[] bytes = new byte[KEY_SIZE_BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Takes over the keys of a newer reading of the same file, while it is in use. */
  public void replaceBy(Keyring newer) {
    keys = newer.keys;
  }

  /** The ids of all keys, the sealing one first. An id tells nothing of its key. */
  public Set<String> ids() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /** The id of the key that seals. */
  public String sealingId() {
    return sealing().id;
  }

  /**
   * Seals.
   *
   * @param owner what the value belongs to; opening needs the same
   */
  public Sealed seal(byte[] plain, String owner, SecureRandom random) {
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    random.nextBytes(nonce);
    Key key = sealing();
    byte[] sealed = aesGcm(Cipher.ENCRYPT_MODE, key, nonce, owner, plain, 0);
    byte[] bytes = new byte[NONCE_SIZE_BYTES + sealed.length];
    System.arraycopy(nonce, 0, bytes, 0, NONCE_SIZE_BYTES);
    System.arraycopy(sealed, 0, bytes, NONCE_SIZE_BYTES, sealed.length);
    return new Sealed(key.id, bytes);
  }

  /**
   * Opens what was sealed for this owner.
   *
   * @throws SealBroken when it was sealed under a key that is not here, for another owner, or was altered
   */
  public byte[] open(Sealed sealed, String owner) {
    Key key = keys.get(sealed.keyId());
    if (key == null || sealed.bytes().length < NONCE_SIZE_BYTES + TAG_SIZE_BITS / Byte.SIZE) {
      throw new SealBroken(sealed.keyId());
    }
    return aesGcm(Cipher.DECRYPT_MODE, key, sealed.bytes(), owner, sealed.bytes(), NONCE_SIZE_BYTES);
  }

  /** The keyed hash by which a token is stored. */
  public byte[] hash(String purpose, Secret token) {
    return hmac(sealing(), purpose, token);
  }

  /** Every keyed hash by which that token may have been stored, one for each key. */
  public List<byte[]> hashes(String purpose, Secret token) {
    List<byte[]> hashes = new ArrayList<>();
    keys.values().forEach(key -> hashes.add(hmac(key, purpose, token)));
    return hashes;
  }

  private Key sealing() {
    return keys.values().iterator().next();
  }

  private static Key key(String line, int number) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("line " + number + " is not base64", null);
    }
    if (bytes.length != KEY_SIZE_BYTES) {
      throw new IllegalArgumentException("line " + number + " is not a key of " + KEY_SIZE_BYTES + " bytes");
    }
    byte[] id = hmacSha256(bytes, "ally key id");
    return new Key(
        HexFormat.of().formatHex(id, 0, ID_SIZE_BYTES),
        bytes,
        new SecretKeySpec(hmacSha256(bytes, "ally seal"), "AES"));
  }

  private static byte[] hmac(Key key, String purpose, Secret token) {
    return hmacSha256(hmacSha256(key.bytes, "ally hash " + purpose), token.revealBytes());
  }

  private static byte[] hmacSha256(byte[] key, String text) {
    return hmacSha256(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmacSha256(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static byte[] aesGcm(int mode, Key key, byte[] nonce, String owner, byte[] input, int from) {
    try {
      Cipher cipher = AES_GCM.get();
      cipher.init(mode, key.sealing, new GCMParameterSpec(TAG_SIZE_BITS, nonce, 0, NONCE_SIZE_BYTES));
      cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input, from, input.length - from);
    } catch (GeneralSecurityException e) {
      if (mode == Cipher.DECRYPT_MODE) {
        throw new SealBroken(key.id);
      }
      throw new IllegalStateException("AES/GCM/NoPadding encrypts with any key of this size", e);
    }
  }

  private static Cipher newAesGcm() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/GCM/NoPadding", e);
    }
  }

  @Override
  public String toString() {
    return "Keyring" + keys.keySet();
  }
}
