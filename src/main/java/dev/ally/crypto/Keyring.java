package dev.ally.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of a verticle: the first seals and hashes, all of them open and recognise.
 *
 * <p>Sealing is AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits; the owner of a sealed value is its
 * associated data, so that a value that is moved to another row does not open. Keyed hashes are HMAC-SHA-256. Both use
 * keys derived from those of the file, one per purpose.
 */
public final class Keyring {
  private static final int KEY_SIZE_BYTES = 32;
  private static final int ID_SIZE_BYTES = 8;

  /** By id, the sealing one first. Replaced as a whole; each operation reads it once. */
  private volatile Map<String, Key> keys;

  private record Key(String id, byte[] bytes, SecretKeySpec sealing) {}

  private Keyring(Map<String, Key> keys) {
    this.keys = keys;
  }

  /**
   * Reads a key file: one key per line, 32 bytes in base64; empty lines and lines that begin with {@code #} are
   * skipped.
   *
   * @throws IllegalArgumentException with a message that contains no key
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

  /**
   * {@link #parse Reads} a key file. {@code openssl rand -base64 32} makes a key for a new one.
   *
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException saying what is wrong, and showing no key
   */
  public static Keyring read(Path file) throws IOException {
    try {
      return parse(Files.readAllLines(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The key file " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** A new key as a line of a key file. */
  public static String generateLine(SecureRandom random) {
    byte[] bytes = new byte[KEY_SIZE_BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Takes over the keys of a key file that was read again, while this keyring is in use. */
  public void replaceBy(Keyring newer) {
    keys = newer.keys;
  }

  /** The ids of all keys, the sealing one first. An id reveals nothing about its key. */
  public Set<String> ids() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /** The id of the key that seals. */
  public String sealingId() {
    return sealing().id;
  }

  /**
   * Seals a value.
   *
   * @param owner binds the value to its row; opening needs the same owner
   */
  public Sealed seal(byte[] plain, String owner, SecureRandom random) {
    Key key = sealing();
    return new Sealed(key.id, AesGcm.seal(key.sealing, plain, bytes(owner), random));
  }

  /**
   * Opens a value that was sealed for this owner.
   *
   * @throws SealBroken if it was sealed under a key that is not here, for another owner, or was altered
   */
  public byte[] open(Sealed sealed, String owner) {
    Key key = keys.get(sealed.keyId());
    if (key == null) {
      throw new SealBroken(sealed.keyId());
    }
    try {
      return AesGcm.open(key.sealing, sealed.bytes(), bytes(owner));
    } catch (GeneralSecurityException broken) {
      throw new SealBroken(sealed.keyId());
    }
  }

  /** The keyed hash that a new token is stored under. */
  public byte[] hash(String purpose, Secret token) {
    return hmac(sealing(), purpose, token);
  }

  /** The keyed hashes that a token may be stored under, one for each key. */
  public List<byte[]> hashes(String purpose, Secret token) {
    List<byte[]> hashes = new ArrayList<>();
    keys.values().forEach(key -> hashes.add(hmac(key, purpose, token)));
    return hashes;
  }

  /** The key of the hashes, to be stored separately where they must outlast the key of the file. */
  public Secret hashKey(String purpose) {
    return Secret.of(hashKey(sealing(), purpose));
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
    byte[] id = derived(bytes, "ally key id");
    return new Key(
        HexFormat.of().formatHex(id, 0, ID_SIZE_BYTES),
        bytes,
        new SecretKeySpec(derived(bytes, "ally seal"), "AES"));
  }

  private static byte[] hmac(Key key, String purpose, Secret token) {
    return HmacSha256.of(hashKey(key, purpose), token.revealBytes());
  }

  private static byte[] hashKey(Key key, String purpose) {
    return derived(key.bytes, "ally hash " + purpose);
  }

  private static byte[] derived(byte[] key, String purpose) {
    return HmacSha256.of(key, bytes(purpose));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Keyring" + keys.keySet();
  }
}
