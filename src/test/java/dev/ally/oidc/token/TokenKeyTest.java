package dev.ally.oidc.token;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.contract.Reseal;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Secret;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The key of the hashes of tokens. */
class TokenKeyTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static Future<Tokens> tokens(Keyring keyring) {
    return new PgTokenKey(OIDC.pool, keyring, OidcFixture.RANDOM).tokens();
  }

  @Test
  void isMadeOnceHoweverManyNodesStartAndOutlivesTheSealingKey() {
    List<Secret> keys = IntStream.range(0, 10).mapToObj(node -> tokens(OIDC.keyring)).toList().stream()
        .map(made -> answer(made).key()).distinct().toList();
    assertThat(keys).hasSize(1);

    Person ada = OIDC.account.person().logIn();
    String client = OIDC.client();
    Secret refreshToken = OIDC.offlineTokens(client, ada).refreshToken();
    String newLine = Keyring.generateLine(OidcFixture.RANDOM);
    assertThatThrownBy(() -> answer(tokens(Keyring.parse(List.of(newLine))))).isInstanceOf(SealBroken.class);
    Keyring both = Keyring.parse(List.of(newLine, OIDC.keyLine));
    OIDC.database.execute("INSERT INTO oidc.sealing_key VALUES ('" + both.sealingId() + "', now())");
    OIDC.keyring.replaceBy(both);
    Reseal.Answer resealed = OIDC.ask(Reseal.OF_OIDC, new Reseal(new UUID(0, 0)));
    assertThat(resealed.broken()).isZero();
    OIDC.ask(Reseal.OF_OIDC, new Reseal(resealed.next().orElseThrow()));
    OIDC.keyring.replaceBy(Keyring.parse(List.of(newLine)));
    assertThat(answer(tokens(OIDC.keyring)).key()).isEqualTo(keys.get(0));
    AskTokens question = OIDC.refreshing(client, refreshToken, "");
    assertThat(answer(AskTokens.OPERATION.ask(OIDC.secondNode(), question)).error().isNone())
        .as("a refresh token of before, on a node that never had the older key").isTrue();
  }
}
