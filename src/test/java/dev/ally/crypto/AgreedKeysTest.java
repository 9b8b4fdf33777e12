package dev.ally.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two roles agree on, and what a third can do with what it has. */
class AgreedKeysTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] CONTEXT = "here".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PLAIN = "a question".getBytes(StandardCharsets.UTF_8);

  private final KeyPair web = AgreedKeys.generate(RANDOM);
  private final KeyPair account = AgreedKeys.generate(RANDOM);
  private final KeyPair passing = AgreedKeys.generate(RANDOM);
  private final AgreedKeys asker = AgreedKeys.ofAsker(web, passing, account.getPublic());
  private final AgreedKeys server = AgreedKeys.ofServer(account, passing.getPublic(), web.getPublic());

  @Test
  void theServerOpensTheQuestionAndTheAskerTheAnswer() {
    assertThat(server.openQuestion(asker.sealQuestion(PLAIN, CONTEXT, RANDOM), CONTEXT)).isEqualTo(PLAIN);
    assertThat(asker.openAnswer(server.sealAnswer(PLAIN, CONTEXT, RANDOM), CONTEXT)).isEqualTo(PLAIN);
  }

  @Test
  void anotherProcessOfTheAskersRoleReadsNoQuestionAndGivesNoAnswer() {
    byte[] question = asker.sealQuestion(PLAIN, CONTEXT, RANDOM);
    KeyPair ownPassing = AgreedKeys.generate(RANDOM);
    AgreedKeys otherWeb = AgreedKeys.ofAsker(web, ownPassing, account.getPublic());
    assertThatThrownBy(() -> otherWeb.openQuestion(question, CONTEXT)).isInstanceOf(SealBroken.class);
    // As if it were the server, with the only private key that it has.
    AgreedKeys posing = AgreedKeys.ofServer(web, passing.getPublic(), web.getPublic());
    assertThatThrownBy(() -> posing.openQuestion(question, CONTEXT)).isInstanceOf(SealBroken.class);
    assertThatThrownBy(() -> asker.openAnswer(posing.sealAnswer(PLAIN, CONTEXT, RANDOM), CONTEXT))
        .isInstanceOf(SealBroken.class);
    assertThatThrownBy(() -> asker.openAnswer(otherWeb.sealAnswer(PLAIN, CONTEXT, RANDOM), CONTEXT))
        .isInstanceOf(SealBroken.class);
  }

  @Test
  void anotherRoleAsksNothing() {
    KeyPair totp = AgreedKeys.generate(RANDOM);
    byte[] question = AgreedKeys.ofAsker(totp, passing, account.getPublic()).sealQuestion(PLAIN, CONTEXT, RANDOM);
    assertThatThrownBy(() -> server.openQuestion(question, CONTEXT)).isInstanceOf(SealBroken.class);
  }

  @Test
  void aQuestionIsNoAnswer() {
    byte[] question = asker.sealQuestion(PLAIN, CONTEXT, RANDOM);
    assertThatThrownBy(() -> asker.openAnswer(question, CONTEXT)).isInstanceOf(SealBroken.class);
  }

  @Test
  void whatIsAlteredShortenedOrMeantForElsewhereDoesNotOpen() {
    byte[] question = asker.sealQuestion(PLAIN, CONTEXT, RANDOM);
    assertThatThrownBy(() -> server.openQuestion(question, "there".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SealBroken.class);
    assertThatThrownBy(() -> server.openQuestion(new byte[5], CONTEXT)).isInstanceOf(SealBroken.class);
    question[question.length - 1] ^= 1;
    assertThatThrownBy(() -> server.openQuestion(question, CONTEXT)).isInstanceOf(SealBroken.class);
  }

  /** A nonce that comes twice under one key gives AES-GCM away (NIST SP 800-38D §8). */
  @Test
  void noNonceComesTwice() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      nonces.add(nonce(asker.sealQuestion(PLAIN, CONTEXT, RANDOM)));
      nonces.add(nonce(server.sealAnswer(PLAIN, CONTEXT, RANDOM)));
    }
    assertThat(nonces).hasSize(200);
  }

  private static String nonce(byte[] sealed) {
    return HexFormat.of().formatHex(sealed, 0, 12);
  }

  @Test
  void aPassingKeyOfSmallOrderIsRefused() {
    // RFC 7748 §6.1: the u-coordinate 0, behind the X.509 prefix of X25519.
    PublicKey zero = AgreedKeys.publicKey(HexFormat.of().parseHex("302a300506032b656e032100" + "00".repeat(32)));
    assertThatThrownBy(() -> AgreedKeys.ofServer(account, zero, web.getPublic()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysComeBackFromTheirBytes() {
    assertThat(AgreedKeys.publicKey(web.getPublic().getEncoded())).isEqualTo(web.getPublic());
    assertThat(AgreedKeys.privateKey(web.getPrivate().getEncoded()).getEncoded()).isEqualTo(web.getPrivate().getEncoded());
    assertThatThrownBy(() -> AgreedKeys.publicKey(new byte[3])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AgreedKeys.privateKey(new byte[3])).isInstanceOf(IllegalArgumentException.class);
    assertThat(asker.toString()).isEqualTo("AgreedKeys[…]");
  }
}
