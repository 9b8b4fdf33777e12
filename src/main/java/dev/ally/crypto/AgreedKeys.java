package dev.ally.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two keys, one for questions and one for answers, that an asking process and a serving role agree on.
 *
 * <p>Both are derived by HKDF-SHA-256 (RFC 5869) from two X25519 agreements (RFC 7748). The first is between the
 * asker's ephemeral key and the server's static key: only this process and that role can compute it, and no other
 * process of the asker's role. The second is between the static keys of both roles: only the asker's role, or the
 * server itself, can have started the exchange. Sealing is AES-256-GCM with a random nonce.
 */
public final class AgreedKeys {
  private static final String CURVE = "X25519";
  private static final byte[] SALT = "ally bus v1".getBytes(StandardCharsets.US_ASCII);
  private static final byte QUESTION = 1;
  private static final byte ANSWER = 2;

  private final SecretKeySpec question;
  private final SecretKeySpec answer;

  private AgreedKeys(
      byte[] ephemeralShared, byte[] staticShared, PublicKey asker, PublicKey ephemeralKey, PublicKey server) {
    byte[] secret = concat(ephemeralShared, staticShared);
    byte[] extracted = HmacSha256.of(SALT, secret);
    byte[] parties = concat(ephemeralKey.getEncoded(), asker.getEncoded(), server.getEncoded());
    question = new SecretKeySpec(HmacSha256.of(extracted, concat(parties, new byte[] {QUESTION, 1})), "AES");
    answer = new SecretKeySpec(HmacSha256.of(extracted, concat(parties, new byte[] {ANSWER, 1})), "AES");
    Arrays.fill(secret, (byte) 0);
  }

  /** A static key pair of a role, or the ephemeral one of a process. */
  public static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(CURVE);
      generator.initialize(255, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + CURVE, e);
    }
  }

  /** @throws IllegalArgumentException if it is not such a key */
  public static PrivateKey privateKey(byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(CURVE).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("that is no private key for " + CURVE, null);
    }
  }

  /** @throws IllegalArgumentException if it is not such a key */
  public static PublicKey publicKey(byte[] x509) {
    try {
      return KeyFactory.getInstance(CURVE).generatePublic(new X509EncodedKeySpec(x509));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("that is no public key for " + CURVE, e);
    }
  }

  /**
   * The keys as the asker computes them.
   *
   * @param role the static keys of the asker's role
   * @param ephemeral the keys of this process
   */
  public static AgreedKeys ofAsker(KeyPair role, KeyPair ephemeral, PublicKey server) {
    return new AgreedKeys(
        agree(ephemeral.getPrivate(), server), agree(role.getPrivate(), server),
        role.getPublic(), ephemeral.getPublic(), server);
  }

  /**
   * The keys as the server computes them.
   *
   * @param role the static keys of the server's role
   * @param ephemeral as received with the question
   * @throws IllegalArgumentException if the ephemeral key is of small order
   */
  public static AgreedKeys ofServer(KeyPair role, PublicKey ephemeral, PublicKey asker) {
    return new AgreedKeys(
        agree(role.getPrivate(), ephemeral), agree(role.getPrivate(), asker), asker, ephemeral, role.getPublic());
  }

  /** @param context binds the question to its place; opening needs the same context */
  public byte[] sealQuestion(byte[] plain, byte[] context, SecureRandom random) {
    return AesGcm.seal(question, plain, context, random);
  }

  /** @throws SealBroken if it was sealed by another party, for another context, or was altered */
  public byte[] openQuestion(byte[] sealed, byte[] context) {
    return open(question, sealed, context);
  }

  /** @param context binds the answer to its place; opening needs the same context */
  public byte[] sealAnswer(byte[] plain, byte[] context, SecureRandom random) {
    return AesGcm.seal(answer, plain, context, random);
  }

  /** @throws SealBroken if it was sealed by another party, for another context, or was altered */
  public byte[] openAnswer(byte[] sealed, byte[] context) {
    return open(answer, sealed, context);
  }

  private static byte[] open(SecretKeySpec key, byte[] sealed, byte[] context) {
    try {
      return AesGcm.open(key, sealed, context);
    } catch (GeneralSecurityException broken) {
      throw new SealBroken("of the bus");
    }
  }

  private static byte[] agree(PrivateKey own, PublicKey other) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
      agreement.init(own);
      agreement.doPhase(other, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException smallOrder) {
      throw new IllegalArgumentException("nothing can be agreed on with that key", null);
    }
  }

  private static byte[] concat(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    byte[] whole = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  @Override
  public String toString() {
    return "AgreedKeys[…]";
  }
}
