package dev.ally.oidc.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** EdDSA with the curve Ed25519 (RFC 8037) by the JDK; the library would need Tink for it. */
final class Ed25519 {
  private static final String NAME = "Ed25519";
  static final int KEY_SIZE_BYTES = 32;
  /** What stands before the 32 bytes of a public and of a private key (RFC 8410 §4 and §7). */
  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private Ed25519() {}

  static OctetKeyPair.Builder generate(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
    generator.initialize(255, random);
    KeyPair pair = generator.generateKeyPair();
    return new OctetKeyPair.Builder(Curve.Ed25519, lastBytes(pair.getPublic().getEncoded()))
        .d(lastBytes(pair.getPrivate().getEncoded()));
  }

  private static Base64URL lastBytes(byte[] encoded) {
    return Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - KEY_SIZE_BYTES, encoded.length));
  }

  private static byte[] concat(byte[] prefix, byte[] key) throws GeneralSecurityException {
    if (key.length != KEY_SIZE_BYTES) {
      throw new GeneralSecurityException("a key of " + NAME + " has " + KEY_SIZE_BYTES + " bytes");
    }
    byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, whole, prefix.length, key.length);
    return whole;
  }

  static final class Signer extends BaseJWSProvider implements JWSSigner {
    private final PrivateKey key;

    Signer(OctetKeyPair pair) throws GeneralSecurityException {
      super(Set.of(JWSAlgorithm.EdDSA));
      key = KeyFactory.getInstance(NAME)
          .generatePrivate(new PKCS8EncodedKeySpec(concat(PRIVATE_PREFIX, pair.getDecodedD())));
    }

    @Override
    public Base64URL sign(JWSHeader header, byte[] input) throws JOSEException {
      try {
        Signature signature = Signature.getInstance(NAME);
        signature.initSign(key);
        signature.update(input);
        return Base64URL.encode(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new JOSEException(e.getMessage(), e);
      }
    }
  }

  /** A header with {@code crit} is refused: no extension is understood (RFC 7515 §4.1.11). */
  static final class Verifier extends BaseJWSProvider implements JWSVerifier {
    private final PublicKey key;

    Verifier(OctetKeyPair pair) throws GeneralSecurityException {
      super(Set.of(JWSAlgorithm.EdDSA));
      key = KeyFactory.getInstance(NAME)
          .generatePublic(new X509EncodedKeySpec(concat(PUBLIC_PREFIX, pair.getDecodedX())));
    }

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature) {
      if (header.getCriticalParams() != null) {
        return false;
      }
      try {
        Signature verifying = Signature.getInstance(NAME);
        verifying.initVerify(key);
        verifying.update(input);
        return verifying.verify(signature.decode());
      } catch (GeneralSecurityException malformed) {
        return false;
      }
    }
  }
}
