package dev.ally.oidc.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The public keys of a client, with which its assertions are verified (RFC 7523 §3). Immutable. */
public final class ClientKeys {
  /** Of a client: the present ones, and those that come next. */
  private static final int MOST_KEYS = 10;
  private static final int SMALLEST_RSA_BITS = 2048;
  private static final int LARGEST_RSA_BITS = 4096;
  /** RFC 7515 §4.1.9; the second is that of draft-ietf-oauth-rfc7523bis. */
  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("client-authentication+jwt"));

  private final List<JWK> keys;

  private ClientKeys(List<JWK> keys) {
    this.keys = keys;
  }

  /**
   * The keys of a set that has no {@link #problems}.
   *
   * @throws IllegalArgumentException for any other
   */
  public static ClientKeys of(String jwkSet) {
    List<String> problems = new ArrayList<>();
    List<JWK> keys = read(jwkSet, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("the keys of a client: " + problems);
    }
    return new ClientKeys(keys);
  }

  /** What is wrong with a JWK set (RFC 7517 §5) as the keys of a client. */
  public static List<String> problems(String jwkSet) {
    List<String> problems = new ArrayList<>();
    read(jwkSet, problems);
    return problems;
  }

  /**
   * The claims of an assertion that one of these keys signed, with an algorithm of that key: RS256 or PS256, ES256,
   * EdDSA. Nothing of the claims has been looked at.
   */
  public Optional<Map<String, Object>> verify(String assertion) {
    return JwtReader.parse(assertion)
        .filter(token -> token.getHeader().getType() == null || TYPES.contains(token.getHeader().getType()))
        .filter(token -> keys.stream().anyMatch(key -> signed(key, token)))
        .flatMap(JwtReader::claims);
  }

  /** Whether an assertion says that an RSA key signed it, so that its verification takes time. */
  public static boolean takesTime(String assertion) {
    return JwtReader.parse(assertion)
        .filter(token -> JWSAlgorithm.Family.RSA.contains(token.getHeader().getAlgorithm())).isPresent();
  }

  /** Who issued an assertion by its own word; nothing is verified. */
  public static Optional<String> claimedIssuer(String assertion) {
    return JwtReader.parse(assertion).flatMap(JwtReader::claims)
        .map(claims -> claims.get("iss") instanceof String issuer ? issuer : null);
  }

  private static boolean signed(JWK key, JWSObject token) {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    String keyId = token.getHeader().getKeyID();
    boolean fits = algorithms(key).contains(algorithm)
        && (keyId == null || key.getKeyID() == null || keyId.equals(key.getKeyID()));
    try {
      return fits && token.verify(Algorithm.verifier(key));
    } catch (JOSEException | IllegalStateException malformed) {
      return false;
    }
  }

  /** What a key verifies: the algorithm that it names, or all of its type. */
  private static Set<JWSAlgorithm> algorithms(JWK key) {
    Set<JWSAlgorithm> ofType = key instanceof RSAKey ? Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)
        : key instanceof ECKey ? Set.of(JWSAlgorithm.ES256) : Set.of(JWSAlgorithm.EdDSA);
    return key.getAlgorithm() == null ? ofType
        : ofType.contains(key.getAlgorithm()) ? Set.of(JWSAlgorithm.parse(key.getAlgorithm().getName()))
        : Set.of();
  }

  private static List<JWK> read(String jwkSet, List<String> problems) {
    List<JWK> keys = new ArrayList<>();
    List<Object> members = members(jwkSet);
    if (members.isEmpty()) {
      problems.add("it is no JWK set: {\"keys\": [ … ]} with at least one key");
    } else if (members.size() > MOST_KEYS) {
      problems.add("it has more than " + MOST_KEYS + " keys");
    } else {
      for (int i = 0; i < members.size(); i++) {
        read(members.get(i), "key " + (i + 1) + " ", keys, problems);
      }
    }
    Set<String> ids = new HashSet<>();
    keys.stream().map(JWK::getKeyID).filter(id -> id != null && !ids.add(id))
        .forEach(id -> problems.add("two keys have the kid " + id));
    return keys;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> members(String jwkSet) {
    try {
      Object members = JSONObjectUtils.parse(jwkSet).get("keys");
      return members instanceof List<?> list ? (List<Object>) list : List.of();
    } catch (ParseException notJson) {
      return List.of();
    }
  }

  @SuppressWarnings("unchecked")
  private static void read(Object member, String which, List<JWK> keys, List<String> problems) {
    try {
      JWK key = JWK.parse((Map<String, Object>) member);
      Optional<String> problem = problem(key);
      problem.ifPresentOrElse(text -> problems.add(which + text), () -> keys.add(key));
    } catch (ParseException | RuntimeException malformed) {
      problems.add(which + "is no JWK");
    }
  }

  private static Optional<String> problem(JWK key) {
    boolean isUsable = key instanceof RSAKey
        || key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())
        || key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve());
    if (!isUsable) {
      return Optional.of("is of no kind that is used here: RSA, EC with P-256, OKP with Ed25519");
    }
    if (key.isPrivate()) {
      return Optional.of("has its private part: keep that to the client, and give the public part alone");
    }
    if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
      return Optional.of("is not for signatures: its use is " + key.getKeyUse().identifier());
    }
    if (key instanceof RSAKey && (key.size() < SMALLEST_RSA_BITS || key.size() > LARGEST_RSA_BITS)) {
      return Optional.of(
          "has " + key.size() + " bits: RSA needs " + SMALLEST_RSA_BITS + " to " + LARGEST_RSA_BITS);
    }
    if (algorithms(key).isEmpty()) {
      return Optional.of("is for another algorithm than RS256, PS256, ES256 and EdDSA: " + key.getAlgorithm());
    }
    Algorithm.verifier(key);
    return Optional.empty();
  }
}
