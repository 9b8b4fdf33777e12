package dev.ally.account.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.Tokens.Purpose;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** By what tokens are stored and found, and hashes of passwords kept. */
class TokensTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String oldLine = Keyring.generateLine(RANDOM);
  private final String newLine = Keyring.generateLine(RANDOM);
  private final Tokens tokens = new Tokens(Keyring.parse(List.of(newLine, oldLine)));
  private final Secret token = Secret.token(RANDOM);

  @Test
  void noPurposeServesAsAnother() {
    Set<Buffer> hashes = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      hashes.add(tokens.hash(purpose, token));
    }
    for (MailedLinkKind kind : MailedLinkKind.values()) {
      hashes.add(tokens.hash(kind, token));
    }
    assertThat(hashes).hasSize(Purpose.values().length + MailedLinkKind.values().length);
  }

  @Test
  void aTokenIsFoundByWhicheverKeyStoredIt() {
    Buffer older = new Tokens(Keyring.parse(List.of(oldLine))).hash(Purpose.SESSION, token);
    Buffer newer = tokens.hash(Purpose.SESSION, token);
    assertThat(tokens.hashes(Purpose.SESSION, token)).containsExactly(newer, older);
    assertThat(newer).isNotEqualTo(older);
  }

  @Test
  void nothingIsFoundByNoToken() {
    assertThat(tokens.hashes(Purpose.SESSION, Secret.empty())).isEmpty();
  }

  /** An attacker who has taken {@code web} over chooses the ids that come in. */
  @Test
  void anOperationIsTheSameForTheSameTokenAndCodeAlone() {
    UUID asked = UUID.randomUUID();
    Secret code = Secret.of("123456");
    UUID operation = tokens.operationId(asked, token, code);
    assertThat(tokens.operationId(asked, token, code)).isEqualTo(operation);
    assertThat(tokens.operationId(asked, token, Secret.of("123457"))).isNotEqualTo(operation);
    assertThat(tokens.operationId(asked, Secret.token(RANDOM), code)).isNotEqualTo(operation);
    assertThat(tokens.operationId(UUID.randomUUID(), token, code)).isNotEqualTo(operation);
    assertThat(operation.getMostSignificantBits()).isNotEqualTo(operation.getLeastSignificantBits());
  }

  @Test
  void aPasswordsHashOpensForItsAccountAlone() {
    SealedPasswords passwords = new SealedPasswords(Keyring.parse(List.of(newLine)), RANDOM);
    UUID account = UUID.randomUUID();
    var sealed = passwords.seal(account, "a hash, of €");
    assertThat(passwords.open(account, sealed)).isEqualTo("a hash, of €");
    assertThatThrownBy(() -> passwords.open(UUID.randomUUID(), sealed)).isInstanceOf(SealBroken.class);
  }
}
