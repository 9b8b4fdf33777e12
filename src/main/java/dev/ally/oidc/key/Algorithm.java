package dev.ally.oidc.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;

/** The algorithms of the keys of this installation (RFC 7518 §3.1, RFC 8037 §3.1). */
enum Algorithm {
  /** First, since they take no time to make. */
  ES256(JWSAlgorithm.ES256) {
    @Override
    JWK generate(String id, SecureRandom random) throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(Curve.P_256.toECParameterSpec(), random);
      KeyPair pair = generator.generateKeyPair();
      return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).privateKey(pair.getPrivate())
          .keyID(id).algorithm(jws()).keyUse(KeyUse.SIGNATURE).build();
    }
  },
  EDDSA(JWSAlgorithm.EdDSA) {
    @Override
    JWK generate(String id, SecureRandom random) {
      return Ed25519.generate(random).keyID(id).algorithm(jws()).keyUse(KeyUse.SIGNATURE).build();
    }
  },
  RS256(JWSAlgorithm.RS256) {
    @Override
    JWK generate(String id, SecureRandom random) throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_SIZE_BITS, random);
      KeyPair pair = generator.generateKeyPair();
      return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).privateKey(pair.getPrivate())
          .keyID(id).algorithm(jws()).keyUse(KeyUse.SIGNATURE).build();
    }
  };

  private static final int RSA_SIZE_BITS = 2048;

  private final JWSAlgorithm jws;

  Algorithm(JWSAlgorithm jws) {
    this.jws = jws;
  }

  /** The algorithm that a token names so. */
  static Optional<Algorithm> named(String wireName) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.jws.getName().equals(wireName)).findFirst();
  }

  /** Whether the constant of this name is one of this version. */
  static boolean isKnown(String name) {
    return Arrays.stream(values()).anyMatch(algorithm -> algorithm.name().equals(name));
  }

  final JWSAlgorithm jws() {
    return jws;
  }

  /** A new key; one of RSA takes tenths of a second. */
  abstract JWK generate(String id, SecureRandom random) throws GeneralSecurityException;

  static JWSSigner signer(JWK key) {
    try {
      return key instanceof RSAKey rsa ? new RSASSASigner(rsa)
          : key instanceof ECKey ec ? new P256.Signer(ec) : new Ed25519.Signer((OctetKeyPair) key);
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException("a signing key cannot be used", e);
    }
  }

  /** @throws IllegalArgumentException if the key is none */
  static JWSVerifier verifier(JWK key) {
    try {
      return key instanceof RSAKey rsa ? new RSASSAVerifier(rsa)
          : key instanceof ECKey ec ? new ECDSAVerifier(ec) : new Ed25519.Verifier((OctetKeyPair) key);
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalArgumentException("a key cannot be used", e);
    }
  }
}
