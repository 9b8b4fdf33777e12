package dev.ally.oidc.key;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** EdDSA with the curve Ed25519 (RFC 8037) by Bouncy Castle; the library for tokens would need Tink for it. */
final class Ed25519 {
  static final int KEY_SIZE_BYTES = Ed25519PublicKeyParameters.KEY_SIZE;

  private Ed25519() {}

  static OctetKeyPair.Builder generate(SecureRandom random) {
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(random);
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(key.generatePublicKey().getEncoded()))
        .d(Base64URL.encode(key.getEncoded()));
  }

  static final class Signer extends BaseJWSProvider implements JWSSigner {
    private final Ed25519PrivateKeyParameters key;

    Signer(OctetKeyPair pair) throws GeneralSecurityException {
      super(Set.of(JWSAlgorithm.EdDSA));
      key = new Ed25519PrivateKeyParameters(checked(pair.getDecodedD()), 0);
    }

    @Override
    public Base64URL sign(JWSHeader header, byte[] input) {
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(true, key);
      signer.update(input, 0, input.length);
      return Base64URL.encode(signer.generateSignature());
    }
  }

  /** A header with {@code crit} is refused: no extension is understood (RFC 7515 §4.1.11). */
  static final class Verifier extends BaseJWSProvider implements JWSVerifier {
    private final Ed25519PublicKeyParameters key;

    Verifier(OctetKeyPair pair) throws GeneralSecurityException {
      super(Set.of(JWSAlgorithm.EdDSA));
      try {
        key = new Ed25519PublicKeyParameters(checked(pair.getDecodedX()), 0);
      } catch (IllegalArgumentException noPoint) {
        throw new GeneralSecurityException(noPoint);
      }
    }

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature) {
      if (header.getCriticalParams() != null) {
        return false;
      }
      Ed25519Signer verifying = new Ed25519Signer();
      verifying.init(false, key);
      verifying.update(input, 0, input.length);
      return verifying.verifySignature(signature.decode());
    }
  }

  private static byte[] checked(byte[] key) throws GeneralSecurityException {
    if (key.length != KEY_SIZE_BYTES) {
      throw new GeneralSecurityException("a key of Ed25519 has " + KEY_SIZE_BYTES + " bytes");
    }
    return key;
  }
}
