package dev.ally.oidc.forward;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a login for a protected host is for. It travels through the browser, sealed, so that no row is written before
 * a person has logged in.
 *
 * @param begun to the second
 * @param bindingHash the keyed hash of the cookie that the browser got at the host
 * @param url the address that was asked for
 */
record Destination(Instant begun, byte[] bindingHash, String url) {
  private static final String OWNER = "login for a protected host";
  private static final String BINDING = "HOST_BINDING";
  private static final int KEY_ID_SIZE_BYTES = 8;
  private static final int HASH_SIZE_BYTES = 32;
  private static final Pattern URL = Pattern.compile("(https?://([^/?#@]+))/[!-~]*");

  /** Empty: that is no address of this host. */
  static Optional<Destination> of(String host, String url, Secret binding, Keyring keyring, Instant now) {
    Destination begun = new Destination(now, keyring.hash(BINDING, binding), url);
    return URL.matcher(url).matches() && begun.host().equals(host) ? Optional.of(begun) : Optional.empty();
  }

  /** As it travels. */
  Secret seal(Keyring keyring, SecureRandom random) {
    byte[] address = url.getBytes(StandardCharsets.US_ASCII);
    byte[] plain = ByteBuffer.allocate(Long.BYTES + HASH_SIZE_BYTES + address.length)
        .putLong(begun.getEpochSecond()).put(bindingHash).put(address).array();
    Sealed sealed = keyring.seal(plain, OWNER, random);
    byte[] bytes = ByteBuffer.allocate(KEY_ID_SIZE_BYTES + sealed.bytes().length)
        .put(HexFormat.of().parseHex(sealed.keyId())).put(sealed.bytes()).array();
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Empty: none of ours. */
  static Optional<Destination> open(Secret sealed, Keyring keyring) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(sealed.revealText()));
      if (bytes.remaining() <= KEY_ID_SIZE_BYTES) {
        return Optional.empty();
      }
      String keyId = HexFormat.of().formatHex(rest(bytes, KEY_ID_SIZE_BYTES));
      ByteBuffer plain = ByteBuffer.wrap(keyring.open(new Sealed(keyId, rest(bytes, bytes.remaining())), OWNER));
      Instant begun = Instant.ofEpochSecond(plain.getLong());
      byte[] bindingHash = rest(plain, HASH_SIZE_BYTES);
      String url = new String(rest(plain, plain.remaining()), StandardCharsets.US_ASCII);
      return Optional.of(new Destination(begun, bindingHash, url));
    } catch (IllegalArgumentException | SealBroken notOurs) {
      return Optional.empty();
    }
  }

  private static byte[] rest(ByteBuffer bytes, int count) {
    byte[] read = new byte[count];
    bytes.get(read);
    return read;
  }

  /** With a port that is not the default one, as clients have it. */
  String host() {
    Matcher parts = URL.matcher(url);
    return parts.matches() ? parts.group(2) : "";
  }

  /** Another address of the same host. */
  String urlOf(String path) {
    Matcher parts = URL.matcher(url);
    return parts.matches() ? parts.group(1) + path : "";
  }

  /** Whether this cookie came with the first redirect of the login. */
  boolean isBoundTo(Secret binding, Keyring keyring) {
    List<byte[]> hashes = binding.isEmpty() ? List.of() : keyring.hashes(BINDING, binding);
    return hashes.stream().anyMatch(hash -> MessageDigest.isEqual(hash, bindingHash));
  }

  /** Omits the address, whose query may hold anything. */
  @Override
  public String toString() {
    return "Destination[" + host() + "]";
  }
}
