package dev.ally.oidc.key;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.ally.contract.Reseal;
import dev.ally.contract.oidc.RotateSigningKeys;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Resealing;
import dev.ally.database.Schema;
import dev.ally.database.SealedColumns;
import dev.ally.oidc.RegistryFixture;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing keys are made once for all nodes, change every ninety days, and sign nothing for whoever has the table. */
final class SignerTest {
  @RegisterExtension static final RegistryFixture OIDC = new RegistryFixture();

  private static final Map<String, Object> CLAIMS = Map.of("sub", "somebody", "exp", 1_900_000_000L, "ok", true,
      "aud", List.of("a", "b"));
  private static final List<String> ALGORITHMS = List.of("RS256", "ES256", "EdDSA");

  @BeforeEach
  void empty() {
    OIDC.database.execute("DELETE FROM oidc.signing_key");
  }

  private static Signer node() {
    return node(OIDC.keyring);
  }

  private static Signer node(Keyring keyring) {
    return new Signer(OIDC.vertx(), OIDC.pool, keyring, OIDC.clock, OIDC.random);
  }

  private static String sign(Signer signer, String algorithm) {
    return answer(signer.sign(algorithm, "JWT", CLAIMS)).revealText();
  }

  private static Optional<Map<String, Object>> verify(Signer signer, String jwt) {
    return answer(signer.verify(jwt, "JWT"));
  }

  private static JWKSet published(Signer signer) {
    try {
      return JWKSet.parse(answer(signer.publicKeys()));
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> publishedIds(Signer signer) {
    return published(signer).getKeys().stream().map(JWK::getKeyID).collect(Collectors.toCollection(TreeSet::new));
  }

  private static JWSHeader header(String jwt) {
    try {
      return JWSObject.parse(jwt).getHeader();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String keyId(Signer signer, String algorithm) {
    return header(sign(signer, algorithm)).getKeyID();
  }

  private static JWK publicKey(Signer signer, String jwt) {
    return published(signer).getKeyByKeyId(header(jwt).getKeyID());
  }

  @Test
  void theFirstTokenMakesTheKeys() throws Exception {
    Signer signer = node();
    for (String algorithm : ALGORITHMS) {
      String jwt = sign(signer, algorithm);
      assertThat(header(jwt).getAlgorithm().getName()).isEqualTo(algorithm);
      assertThat(header(jwt).getType()).isEqualTo(JOSEObjectType.JWT);
      assertThat(verify(signer, jwt)).contains(CLAIMS);
      assertThat(isSigned(jwt, publicKey(signer, jwt))).as("by the JDK, with the published key").isTrue();
    }
    assertThat(OIDC.database.count("oidc.signing_key")).isEqualTo(3);
  }

  /** RFC 7515 §5.2, RFC 7518 §3.3 and §3.4, RFC 8037 §3.1, without the library. */
  private static boolean isSigned(String jwt, JWK key) throws Exception {
    String[] parts = jwt.split("\\.");
    Signature signature;
    if (key instanceof RSAKey rsa) {
      signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(rsa.toRSAPublicKey());
      assertThat(rsa.toRSAPublicKey().getModulus().bitLength()).isEqualTo(2048);
    } else if (key instanceof ECKey ec) {
      signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(ec.toECPublicKey());
    } else {
      byte[] x509 = HexFormat.of().parseHex(
          "302a300506032b6570032100" + HexFormat.of().formatHex(((OctetKeyPair) key).getDecodedX()));
      PublicKey edwards = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
      signature = Signature.getInstance("Ed25519");
      signature.initVerify(edwards);
    }
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }

  @Test
  void whatIsPublishedIsPublicAndNothingElse() {
    String keys = answer(node().publicKeys());
    for (JWK key : published(node()).getKeys()) {
      assertThat(key.isPrivate()).isFalse();
      assertThat(key.getKeyUse().identifier()).isEqualTo("sig");
    }
    assertThat(keys).doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"qi\"");
    assertThat(published(node()).getKeys().stream().map(key -> key.getAlgorithm().getName()))
        .containsExactlyInAnyOrderElementsOf(ALGORITHMS);
  }

  @Test
  void nodesThatMakeKeysAtOnceAgree() {
    List<Signer> nodes = List.of(node(), node(), node(), node());
    List<Set<String>> ids = nodes.stream().map(node -> node.publicKeys().map(done -> node)).toList().stream()
        .map(node -> publishedIds(answer(node))).toList();
    assertThat(Set.copyOf(ids)).hasSize(1);
    assertThat(OIDC.database.count("oidc.signing_key")).isEqualTo(3);
    assertThat(verify(nodes.get(1), sign(nodes.get(0), "RS256"))).isPresent();
    assertThat(atOnce(20, () -> nodes.get(2).sign("RS256", "JWT", CLAIMS))).hasSize(20);
  }

  @Test
  void aNodeThatStartsAnewFindsTheKeysAgain() {
    String jwt = sign(node(), "ES256");
    assertThat(verify(node(), jwt)).contains(CLAIMS);
    assertThat(keyId(node(), "ES256")).isEqualTo(header(jwt).getKeyID());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
  void keysChangeEveryNinetyDaysAndTheNextIsPublishedADayAhead(String algorithm) {
    Signer signer = node();
    String first = sign(signer, algorithm);
    OIDC.clock.pass(Duration.ofDays(89).minusSeconds(1));
    answer(signer.keep());
    assertThat(publishedIds(signer)).hasSize(3);

    OIDC.clock.pass(Duration.ofSeconds(1));
    answer(signer.keep());
    assertThat(publishedIds(signer)).as("the next one is published").hasSize(6);
    assertThat(keyId(signer, algorithm)).as("and does not sign yet").isEqualTo(header(first).getKeyID());
    Signer other = node();
    assertThat(publishedIds(other)).isEqualTo(publishedIds(signer));

    OIDC.clock.pass(Duration.ofDays(1));
    String second = sign(signer, algorithm);
    assertThat(header(second).getKeyID()).isNotEqualTo(header(first).getKeyID());
    assertThat(keyId(other, algorithm)).as("without being told").isEqualTo(header(second).getKeyID());
    assertThat(verify(signer, first)).as("the previous one verifies").contains(CLAIMS);

    OIDC.clock.pass(Duration.ofDays(89));
    answer(signer.keep());
    assertThat(publishedIds(signer)).as("previous, present, next").hasSize(9).contains(header(first).getKeyID());
    OIDC.clock.pass(Duration.ofDays(3));
    answer(signer.keep());
    answer(signer.keep());
    assertThat(publishedIds(signer)).hasSize(6).doesNotContain(header(first).getKeyID());
    assertThat(verify(signer, first)).isEmpty();
    assertThat(verify(signer, second)).contains(CLAIMS);
  }

  @Test
  void aServerThatWasOffForLongPublishesTheNextKeyADayAheadAllTheSame() {
    Signer signer = node();
    String first = keyId(signer, "ES256");
    OIDC.clock.pass(Duration.ofDays(200));
    answer(signer.keep());
    assertThat(publishedIds(signer)).hasSize(6);
    assertThat(keyId(signer, "ES256")).isEqualTo(first);
    OIDC.clock.pass(Duration.ofDays(1));
    assertThat(keyId(signer, "ES256")).isNotEqualTo(first);
  }

  @Test
  void anOperatorMakesNewKeysWhichSignWhenEveryNodeHasThem() {
    Signer signer = node();
    Signer other = node();
    String old = sign(signer, "RS256");
    answer(other.keep());
    RotateSigningKeys question = new RotateSigningKeys(UUID.randomUUID());
    assertThat(answer(signer.rotate(question)).made()).isEqualTo(3);
    assertThat(answer(other.rotate(question)).made()).as("asked again").isEqualTo(3);
    assertThat(OIDC.database.count("oidc.signing_key")).isEqualTo(6);
    assertThat(keyId(signer, "RS256")).isEqualTo(header(old).getKeyID());
    answer(other.keep());
    OIDC.clock.pass(Duration.ofMinutes(1));
    String renewed = sign(signer, "RS256");
    assertThat(header(renewed).getKeyID()).isNotEqualTo(header(old).getKeyID());
    assertThat(keyId(other, "RS256")).isEqualTo(header(renewed).getKeyID());
    assertThat(verify(other, old)).as("old tokens still verify").contains(CLAIMS);

    answer(signer.rotate(new RotateSigningKeys(UUID.randomUUID())));
    OIDC.clock.pass(Duration.ofMinutes(1));
    answer(signer.keep());
    assertThat(verify(signer, old)).as("also after another rotation on the same day").contains(CLAIMS);
    assertThat(publishedIds(signer)).hasSize(9);
  }

  @Test
  void aKeyThatAnOperatorMakesOvertakesTheNextOne() {
    Signer signer = node();
    String first = keyId(signer, "ES256");
    OIDC.clock.pass(Duration.ofDays(89));
    answer(signer.keep());
    answer(signer.rotate(new RotateSigningKeys(UUID.randomUUID())));
    assertThat(publishedIds(signer)).as("the one that never signed is gone").hasSize(6);
    OIDC.clock.pass(Duration.ofMinutes(1));
    String second = keyId(signer, "ES256");
    assertThat(second).isNotEqualTo(first);
    OIDC.clock.pass(Duration.ofDays(2));
    answer(signer.keep());
    assertThat(keyId(signer, "ES256")).isEqualTo(second);
  }

  @Test
  void operatorsWhoMakeKeysAtOnceEachGetThem() {
    answer(node().keep());
    List<Integer> made = atOnce(4, () -> node().rotate(new RotateSigningKeys(UUID.randomUUID()))).stream()
        .map(RotateSigningKeys.Answer::made).toList();
    assertThat(made).containsOnly(3);
    OIDC.clock.pass(Duration.ofMinutes(1));
    assertThat(keyId(node(), "EdDSA")).isEqualTo(keyId(node(), "EdDSA"));
  }

  @Test
  void keysAreSealedAnew() {
    String jwt = sign(node(), "EdDSA");
    String newLine = Keyring.generateLine(OIDC.random);
    Keyring both = Keyring.parse(List.of(newLine, OIDC.keyLine));
    OIDC.use(both);
    Resealing resealing = new Resealing(OIDC.pool, both,
        new SealedColumns(Schema.OIDC, List.of(Signer.SEALED)), OIDC.random);
    assertThat(answer(resealing.reseal(new Reseal(Reseal.START))).resealed()).isEqualTo(3);
    Signer newer = node(Keyring.parse(List.of(newLine)));
    assertThat(verify(newer, jwt)).contains(CLAIMS);
    assertThat(keyId(newer, "EdDSA")).isEqualTo(header(jwt).getKeyID());
  }

  @Test
  void aStolenTableSignsNothing() {
    Signer signer = node();
    String jwt = sign(signer, "RS256");
    String dump = OIDC.database.dump(Schema.OIDC);
    String hex = HexFormat.of().formatHex("\"kty\"".getBytes(StandardCharsets.UTF_8));
    assertThat(dump).contains(header(jwt).getKeyID()).doesNotContain("\"kty\"", hex);
    Signer thief = node(Keyring.parse(List.of(Keyring.generateLine(OIDC.random))));
    assertThat(verify(thief, jwt)).as("it opens with no other key").isEmpty();
  }

  /** A key that somebody else writes into the table, or moves, is neither used nor published. */
  @Test
  void aKeyThatSomebodyElseWroteIsNone() {
    Signer signer = node();
    String jwt = sign(signer, "ES256");
    Keyring theirs = Keyring.parse(List.of(Keyring.generateLine(OIDC.random)));
    OIDC.database.execute("INSERT INTO oidc.sealing_key VALUES ('" + theirs.sealingId() + "', now())");
    Signer foreign = node(theirs);
    answer(foreign.rotate(new RotateSigningKeys(UUID.randomUUID())));
    OIDC.clock.pass(Duration.ofMinutes(2));
    String forged = sign(foreign, "ES256");
    assertThat(verify(signer, forged)).isEmpty();
    assertThat(verify(node(), forged)).isEmpty();
    assertThat(publishedIds(node())).doesNotContain(header(forged).getKeyID());
    assertThat(keyId(node(), "ES256")).isEqualTo(header(jwt).getKeyID());

    OIDC.database.execute("UPDATE oidc.signing_key SET algorithm = 'EDDSA', generation = 99 WHERE id = '"
        + header(jwt).getKeyID() + "'");
    Signer later = node();
    assertThat(verify(later, jwt)).isEmpty();
    assertThat(header(sign(later, "EdDSA")).getAlgorithm()).isEqualTo(JWSAlgorithm.EdDSA);
  }

  @Test
  void aTokenOfAnotherTypeIsAnother() {
    Signer signer = node();
    String access = answer(signer.sign("ES256", "at+jwt", CLAIMS)).revealText();
    assertThat(answer(signer.verify(access, "at+jwt"))).contains(CLAIMS);
    assertThat(answer(signer.verify(access, "JWT"))).isEmpty();
    assertThat(answer(signer.verify(sign(signer, "ES256"), "logout+jwt"))).isEmpty();
  }

  private static String compact(JWSObject token) {
    return token.serialize();
  }

  private static JWSHeader.Builder forged(JWSAlgorithm algorithm, String keyId) {
    return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(keyId);
  }

  /** Each with the id of a key that is published. */
  @Test
  void algorithmsAreNotConfused() throws JOSEException {
    Signer signer = node();
    JWK rsa = publicKey(signer, sign(signer, "RS256"));
    JWK ec = publicKey(signer, sign(signer, "ES256"));
    JWK edwards = publicKey(signer, sign(signer, "EdDSA"));
    List<byte[]> known = List.of(
        rsa.toRSAKey().toRSAPublicKey().getEncoded(), rsa.toJSONString().getBytes(StandardCharsets.UTF_8),
        rsa.toRSAKey().getModulus().decode(), ec.toECKey().toECPublicKey().getEncoded(),
        edwards.toOctetKeyPair().getDecodedX());
    for (JWK key : List.of(rsa, ec, edwards)) {
      for (byte[] secret : known) {
        JWSObject token = new JWSObject(forged(JWSAlgorithm.HS256, key.getKeyID()).build(), new Payload(CLAIMS));
        token.sign(new MACSigner(secret));
        assertThat(verify(signer, compact(token))).as("HS256 with a public key").isEmpty();
      }
    }
    RSAKey foreignRsa = new RSAKeyGenerator(2048).generate();
    ECKey foreignEc = new ECKeyGenerator(Curve.P_256).generate();
    for (JWK key : List.of(rsa, ec, edwards)) {
      for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.RS512)) {
        JWSObject token = new JWSObject(forged(algorithm, key.getKeyID()).build(), new Payload(CLAIMS));
        token.sign(new RSASSASigner(foreignRsa));
        assertThat(verify(signer, compact(token))).isEmpty();
      }
      JWSObject token = new JWSObject(
          forged(JWSAlgorithm.ES256, key.getKeyID()).jwk(foreignEc.toPublicJWK()).build(), new Payload(CLAIMS));
      token.sign(new ECDSASigner(foreignEc));
      assertThat(verify(signer, compact(token))).as("with a key of its own in the header").isEmpty();
    }
  }

  @Test
  void aTokenWithoutAFullSignatureOfAPresentKeyIsNone() {
    Signer signer = node();
    String jwt = sign(signer, "ES256");
    String[] parts = jwt.split("\\.");
    String[] rsa = sign(signer, "RS256").split("\\.");
    String[] edwards = sign(signer, "EdDSA").split("\\.");
    String none = Base64.getUrlEncoder().withoutPadding().encodeToString(
        ("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + header(jwt).getKeyID() + "\"}")
            .getBytes(StandardCharsets.UTF_8));
    for (String bad : List.of(
        "", ".", "..", "x", parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".",
        none + "." + parts[1] + ".", none + "." + parts[1] + "." + parts[2],
        new PlainObject(new Payload(CLAIMS)).serialize(),
        rsa[0] + "." + parts[1] + "." + parts[2], parts[0] + "." + parts[1] + "." + rsa[2],
        parts[0] + "." + parts[1] + "." + edwards[2], edwards[0] + "." + parts[1] + "." + parts[2],
        parts[0] + ".e30." + parts[2], jwt + "A", jwt + ".x",
        parts[0] + "." + parts[1] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]),
        "\u0000" + jwt, "x".repeat(8_000))) {
      assertThat(verify(signer, bad)).as(bad).isEmpty();
    }
  }

  @Test
  void aTokenOfAnotherInstallationIsNone() throws JOSEException {
    Signer signer = node();
    answer(signer.keep());
    ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
    for (JWSHeader.Builder header : List.of(
        forged(JWSAlgorithm.ES256, UUID.randomUUID().toString()), forged(JWSAlgorithm.ES256, null),
        forged(JWSAlgorithm.ES256, "../../etc/passwd"))) {
      JWSObject token = new JWSObject(header.build(), new Payload(CLAIMS));
      token.sign(new ECDSASigner(foreign));
      assertThat(verify(signer, compact(token))).isEmpty();
    }
  }

  @Test
  void nothingOfAKeyIsShown() {
    assertThat(answer(node().sign("ES256", "JWT", CLAIMS)).toString()).isEqualTo(Secret.empty().toString());
  }
}
