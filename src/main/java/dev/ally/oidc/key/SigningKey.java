package dev.ally.oidc.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.jwk.JWK;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** One key pair that signs tokens. */
final class SigningKey {
  private final Term term;
  private final JWK publicKey;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  /**
   * When a key signs: from its start until one of a higher generation starts.
   *
   * @param id also the {@code kid}
   * @param generation one more than the key before it has
   */
  record Term(UUID id, Algorithm algorithm, int generation, Instant startsAt) {}

  /** @throws IllegalArgumentException if the key is of another algorithm or another term */
  SigningKey(Term term, JWK key) {
    if (!term.algorithm.jws().equals(key.getAlgorithm()) || !term.id.toString().equals(key.getKeyID())) {
      throw new IllegalArgumentException("the signing key " + term.id + " was altered");
    }
    this.term = term;
    this.publicKey = key.toPublicJWK();
    this.signer = Algorithm.signer(key);
    this.verifier = Algorithm.verifier(publicKey);
  }

  Term term() {
    return term;
  }

  JWK publicKey() {
    return publicKey;
  }

  Secret sign(String type, Map<String, Object> claims) {
    JWSHeader header = new JWSHeader.Builder(term.algorithm.jws()).type(new JOSEObjectType(type))
        .keyID(term.id.toString()).build();
    JWSObject token = new JWSObject(header, new Payload(claims));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("the signing key " + term.id + " does not sign", e);
    }
    return Secret.of(token.serialize());
  }

  /** Whether this key signed the token, with its own algorithm. */
  boolean signed(JWSObject token) {
    try {
      return term.algorithm.jws().equals(token.getHeader().getAlgorithm()) && token.verify(verifier);
    } catch (JOSEException malformed) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + term + "]";
  }
}
