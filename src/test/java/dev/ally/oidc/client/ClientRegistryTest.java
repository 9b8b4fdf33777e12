package dev.ally.oidc.client;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.Reseal;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.ApplyClients.Applied;
import dev.ally.contract.oidc.ApplyClients.Change;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.FindClient;
import dev.ally.contract.oidc.ListClients;
import dev.ally.contract.oidc.ListClients.Listed;
import dev.ally.contract.oidc.MakeClientSecret;
import dev.ally.contract.oidc.RemoveClient;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Resealing;
import dev.ally.database.Schema;
import dev.ally.database.SealedColumns;
import dev.ally.oidc.RegistryFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The registry is changed by a file as a whole or not at all, and each change counts at once. */
final class ClientRegistryTest {
  @RegisterExtension static final RegistryFixture OIDC = new RegistryFixture();

  private static final String SHOP = "{\"id\": \"shop\", \"redirect_uris\": [\"https://shop.example/cb\"]}";
  private static final String APP =
      "{\"id\": \"app\", \"type\": \"native\", \"redirect_uris\": [\"org.example.app:/cb\"]}";

  @BeforeEach
  void empty() {
    OIDC.applyAlone("[]");
  }

  private static List<String> changes(ApplyClients.Answer answer) {
    assertThat(answer.mistakes()).isEmpty();
    return answer.applied().stream().map(applied -> applied.change() + " " + applied.clientId()).toList();
  }

  private static Secret secret(ApplyClients.Answer answer, String id) {
    return answer.applied().stream().filter(applied -> applied.clientId().equals(id)).map(Applied::secret)
        .findFirst().orElseThrow();
  }

  private static boolean opens(String id, Secret secret) {
    return answer(OIDC.authentication.authenticate(
        new ClientProof(ClientProof.Method.BASIC, id, secret, Secret.empty()))).client().isPresent();
  }

  private static MakeClientSecret.Answer newSecret(UUID operation, String id, Duration overlap) {
    return answer(OIDC.registry.makeSecret(new MakeClientSecret(operation, id, overlap)));
  }

  @Test
  void aFileSaysWhatItHasDone() {
    ApplyClients.Answer first = OIDC.apply("[" + SHOP + "," + APP + "]");
    assertThat(changes(first)).containsExactly("CREATED shop", "CREATED app");
    assertThat(secret(first, "shop").revealText()).matches("[A-Za-z0-9_-]{43}");
    assertThat(secret(first, "app").isEmpty()).isTrue();

    ApplyClients.Answer again = OIDC.apply("[" + APP.replace("}", ", \"name\": \"App\"}") + ", " + SHOP + "]");
    assertThat(changes(again)).containsExactly("CHANGED app", "UNCHANGED shop");
    assertThat(again.applied()).allSatisfy(applied -> assertThat(applied.secret().isEmpty()).isTrue());
    assertThat(opens("shop", secret(first, "shop"))).isTrue();
  }

  @Test
  void whatAFileDoesNotNameStaysUnlessItIsPruned() {
    OIDC.apply("[" + SHOP + "," + APP + "]");
    assertThat(changes(OIDC.apply("[" + SHOP + "]"))).containsExactly("UNCHANGED shop");
    assertThat(answer(OIDC.clients.find("app"))).isPresent();
    assertThat(changes(OIDC.applyAlone("[" + SHOP + "]"))).containsExactly("UNCHANGED shop", "REMOVED app");
    assertThat(answer(OIDC.clients.find("app"))).isEmpty();
  }

  @Test
  void aFileWithAMistakeChangesNothing() {
    OIDC.apply("[" + SHOP + "]");
    ApplyClients.Answer answer = OIDC.applyAlone("[" + APP + ",\n{\"id\": \"bad\"}]");
    assertThat(answer.mistakes()).containsExactly("line 2: client \"bad\": redirect_uris is missing");
    assertThat(answer.applied()).isEmpty();
    assertThat(answer(OIDC.clients.find("shop"))).isPresent();
    assertThat(answer(OIDC.clients.find("app"))).isEmpty();
  }

  @Test
  void askedAgainItGivesTheSameAnswerAndDoesNothingTwice() {
    ApplyClients question = new ApplyClients(UUID.randomUUID(), "[" + SHOP + "]", true);
    ApplyClients.Answer first = answer(OIDC.registry.apply(question));
    Instant before = OIDC.clock.instant();
    OIDC.apply("[" + APP + "]");
    ApplyClients.Answer again = answer(OIDC.registry.apply(question));
    assertThat(again).isEqualTo(first);
    assertThat(answer(OIDC.clients.find("app"))).as("not pruned by the repetition").isPresent();
    assertThat(opens("shop", secret(again, "shop"))).isTrue();
    assertThat(OIDC.clock.instant()).isEqualTo(before);
    assertThat(OIDC.database.count("oidc.client_secret")).isEqualTo(1);
  }

  @Test
  void twoFilesAtOnceMakeOneClientWithOneSecret() {
    List<ApplyClients.Answer> answers = atOnce(6, () ->
        OIDC.registry.apply(new ApplyClients(UUID.randomUUID(), "[" + SHOP + "]", false)));
    List<Secret> secrets = answers.stream().map(answer -> secret(answer,
        "shop")).filter(each -> !each.isEmpty()).toList();
    assertThat(secrets).hasSize(1);
    assertThat(opens("shop", secrets.get(0))).isTrue();
    assertThat(OIDC.database.count("oidc.client_secret")).isEqualTo(1);
  }

  @Test
  void aClientThatComesToNeedASecretGetsOneAndOneThatNeedsNoneLosesIt() {
    String pub = SHOP.replace("}", ", \"auth_method\": \"none\"}");
    Secret first = secret(OIDC.apply("[" + SHOP + "]"), "shop");
    ApplyClients.Answer toPublic = OIDC.apply("[" + pub + "]");
    assertThat(changes(toPublic)).containsExactly("CHANGED shop");
    assertThat(secret(toPublic, "shop").isEmpty()).isTrue();
    assertThat(OIDC.database.count("oidc.client_secret")).isZero();

    ApplyClients.Answer back = OIDC.apply("[" + SHOP + "]");
    assertThat(changes(back)).containsExactly("CHANGED shop");
    assertThat(opens("shop", secret(back, "shop"))).isTrue();
    assertThat(opens("shop", first)).isFalse();
  }

  @Test
  void aNewSecretEndsTheOldOneAtOnceOrAfterTheOverlap() {
    Secret first = secret(OIDC.apply("[" + SHOP + "]"), "shop");
    UUID operation = UUID.randomUUID();
    Secret second = newSecret(operation, "shop", Duration.ofHours(24)).secret();
    assertThat(newSecret(operation, "shop", Duration.ofHours(24)).secret()).as("asked again").isEqualTo(second);
    assertThat(opens("shop", first)).isTrue();
    assertThat(opens("shop", second)).isTrue();
    OIDC.clock.pass(Duration.ofHours(24));
    assertThat(opens("shop", first)).isFalse();
    assertThat(opens("shop", second)).isTrue();

    Secret third = newSecret(UUID.randomUUID(), "shop", Duration.ofHours(1)).secret();
    Secret fourth = newSecret(UUID.randomUUID(), "shop", Duration.ZERO).secret();
    assertThat(List.of(opens("shop", second), opens("shop", third), opens("shop", fourth)))
        .as("without an overlap all others end, also those that were ending").containsExactly(false, false, true);
    answer(OIDC.registry.sweep());
    assertThat(OIDC.database.count("oidc.client_secret")).isEqualTo(1);

    Secret fifth = newSecret(UUID.randomUUID(), "shop", Duration.ofHours(1)).secret();
    newSecret(UUID.randomUUID(), "shop", Duration.ofHours(24));
    OIDC.clock.pass(Duration.ofHours(1));
    assertThat(List.of(opens("shop", fourth), opens("shop", fifth))).as("an end is never put off")
        .containsExactly(false, true);
    assertThat(newSecret(UUID.randomUUID(), "shop", Duration.ZERO).secret().revealText())
        .matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void onlyAClientWithSecretsGetsANewOne() {
    OIDC.apply("[" + APP + "]");
    assertThat(newSecret(UUID.randomUUID(), "app", Duration.ZERO))
        .isEqualTo(MakeClientSecret.Answer.of(MakeClientSecret.Outcome.NO_SECRETS));
    assertThat(newSecret(UUID.randomUUID(), "nobody", Duration.ZERO))
        .isEqualTo(MakeClientSecret.Answer.of(MakeClientSecret.Outcome.NO_CLIENT));
  }

  @Test
  void aRemovedClientIsGoneWithItsSecrets() {
    Secret secret = secret(OIDC.apply("[" + SHOP + "]"), "shop");
    RemoveClient question = new RemoveClient(UUID.randomUUID(), "shop");
    assertThat(answer(OIDC.registry.remove(question)).outcome()).isEqualTo(RemoveClient.Outcome.REMOVED);
    assertThat(answer(OIDC.registry.remove(question)).outcome()).as("again").isEqualTo(RemoveClient.Outcome.REMOVED);
    assertThat(answer(OIDC.registry.remove(new RemoveClient(UUID.randomUUID(), "shop"))).outcome())
        .isEqualTo(RemoveClient.Outcome.NO_CLIENT);
    assertThat(opens("shop", secret)).isFalse();
    OIDC.apply("[" + SHOP + "]");
    assertThat(opens("shop", secret)).as("of a new client of the same id").isFalse();
  }

  @Test
  void whatWasGrantedToARemovedClientIsNotThatOfALaterOneOfTheSameId() {
    OIDC.apply("[" + SHOP + "," + APP + "]");
    for (String id : List.of("shop", "app")) {
      OIDC.database.execute("INSERT INTO oidc.consent (account_id, client_id, scopes, given_at) VALUES ('"
          + UUID.randomUUID() + "', '" + id + "', '{}', now())");
    }
    answer(OIDC.registry.remove(new RemoveClient(UUID.randomUUID(), "shop")));
    assertThat(OIDC.database.count("oidc.consent WHERE client_id = 'shop'")).isZero();
    assertThat(OIDC.database.count("oidc.consent")).isEqualTo(1);
    OIDC.applyAlone("[]");
    assertThat(OIDC.database.count("oidc.consent")).isZero();
  }

  @Test
  void noTableHasASecretInClear() {
    Secret secret = secret(OIDC.apply("[" + SHOP + "]"), "shop");
    String hex = HexFormat.of().formatHex(secret.revealBytes());
    assertThat(OIDC.database.dump(Schema.OIDC)).contains("shop")
        .doesNotContain(secret.revealText().toLowerCase(Locale.ROOT), hex);
  }

  @Test
  void aSecretOfAnotherClientOpensNothingWhereverItsRowIsMoved() {
    String other = SHOP.replace("shop", "other");
    ApplyClients.Answer answer = OIDC.apply("[" + SHOP + ", " + other + "]");
    OIDC.database.execute("DELETE FROM oidc.client_secret WHERE client_id = 'shop'");
    OIDC.database.execute("UPDATE oidc.client_secret SET client_id = 'shop'");
    assertThat(opens("shop", secret(answer, "other"))).isFalse();
    OIDC.database.execute("UPDATE oidc.client_secret SET client_id = 'other'");
    assertThat(opens("other", secret(answer, "other"))).isTrue();
  }

  @Test
  void secretsOutliveANewSealingKey() {
    Secret secret = secret(OIDC.apply("[" + SHOP + "]"), "shop");
    String newLine = Keyring.generateLine(OIDC.random);
    Keyring both = Keyring.parse(List.of(newLine, OIDC.keyLine));
    OIDC.use(both);
    Resealing resealing = new Resealing(OIDC.pool, both,
        new SealedColumns(Schema.OIDC, List.of(ClientRegistry.SEALED)), OIDC.random);
    assertThat(answer(resealing.reseal(new Reseal(Reseal.START))).resealed()).isEqualTo(1);
    Keyring newer = Keyring.parse(List.of(newLine));
    assertThat(answer(OIDC.authentication(newer).authenticate(
        new ClientProof(ClientProof.Method.BASIC, "shop", secret, Secret.empty()))).client()).isPresent();
  }

  @Test
  void aClientIsShownAsItMayBeAppliedAgain() {
    OIDC.apply("[" + SHOP + "]");
    String shown = answer(OIDC.registry.find(new FindClient("shop"))).definition().orElseThrow();
    assertThat(changes(OIDC.apply("[" + shown + "]"))).containsExactly("UNCHANGED shop");
    assertThat(answer(OIDC.registry.find(new FindClient("nobody"))).definition()).isEmpty();
    assertThat(answer(OIDC.registry.find(new FindClient("a\u0000b"))).definition()).isEmpty();
  }

  @Test
  void aHostHasOneClient() {
    String wiki = "{\"id\": \"wiki\", \"type\": \"proxy\", \"hosts\": [\"wiki.example\", \"w.example:8443\"]}";
    String other = "{\"id\": \"other\", \"type\": \"proxy\",\n\"hosts\": [\"wiki.example\"]}";
    OIDC.apply("[" + wiki + "]");
    assertThat(answer(OIDC.clients.findByHost("w.example:8443")).map(Client::id)).contains("wiki");
    for (String foreign : List.of("w.example", "WIKI.example", "x.example", "", "wiki.example\u0000",
        "wiki.example:443")) {
      assertThat(answer(OIDC.clients.findByHost(foreign))).as(foreign).isEmpty();
    }
    assertThat(OIDC.apply("[" + other + "]").mistakes()).containsExactly(
        "line 2: client \"other\": hosts: \"wiki.example\" is a host of client \"wiki\", which the file does not name");
    assertThat(answer(OIDC.clients.findByHost("wiki.example")).map(Client::id)).contains("wiki");

    String without = wiki.replace("\"wiki.example\", ", "");
    assertThat(changes(OIDC.apply("[" + other + ", " + without + "]"))).containsExactly("CREATED other",
        "CHANGED wiki");
    assertThat(answer(OIDC.clients.findByHost("wiki.example")).map(Client::id)).contains("other");
    assertThat(changes(OIDC.applyAlone("[" + wiki + "]"))).containsExactly("CHANGED wiki", "REMOVED other");
    assertThat(answer(OIDC.clients.findByHost("wiki.example")).map(Client::id)).contains("wiki");
  }

  @Test
  void originsAreThoseOfBrowserClientsAlone() {
    OIDC.apply("[{\"id\": \"spa\", \"type\": \"browser\", \"redirect_uris\": [\"https://spa.example/cb\","
        + " \"https://spa.example/other\", \"http://localhost:3000/\"]}," + SHOP + "]");
    assertThat(answer(OIDC.clients.hasOrigin("https://spa.example"))).isTrue();
    assertThat(answer(OIDC.clients.hasOrigin("http://localhost:3000"))).isTrue();
    for (String foreign : List.of("https://shop.example", "http://spa.example", "https://spa.example:8443", "null", "",
        "https://spa.example/", "https://spa.example.evil.example", "https://spa.example\u0000")) {
      assertThat(answer(OIDC.clients.hasOrigin(foreign))).as(foreign).isFalse();
    }
    answer(OIDC.registry.remove(new RemoveClient(UUID.randomUUID(), "spa")));
    assertThat(answer(OIDC.clients.hasOrigin("https://spa.example"))).isFalse();
  }

  @Test
  void whatAnOlderVersionStoredHasTheDefaultsAndWhatALaterOneAddedIsIgnored() {
    OIDC.apply("[" + SHOP + "]");
    OIDC.database.execute("UPDATE oidc.client SET definition = '{\"id\":\"shop\",\"name\":\"Shop\",\"type\":\"web\","
        + "\"redirect_uris\":[\"https://shop.example/cb\"],\"auth_method\":\"client_secret_post\",\"later\":[1]}'");
    Client client = answer(OIDC.clients.find("shop")).orElseThrow();
    assertThat(client.pkce()).isEqualTo(Client.Pkce.REQUIRED);
    assertThat(client.authMethod()).isEqualTo(Client.AuthMethod.CLIENT_SECRET_POST);
  }

  @Test
  void tenThousandClientsAreAppliedAndListed() {
    List<String> ids = IntStream.range(0, 10_000).mapToObj(i -> String.format("client-%05d", i)).toList();
    String file = ids.stream().map(id -> SHOP.replace("shop\"", id + "\"").replace("}", ", \"name\": \"Laden\"}"))
        .collect(Collectors.joining(",\n", "[", "]"));
    ApplyClients.Answer answer = OIDC.applyAlone(file);
    assertThat(answer.mistakes()).isEmpty();
    assertThat(answer.applied()).hasSize(10_000).allMatch(applied -> applied.change() == Change.CREATED);
    assertThat(opens("client-07777", secret(answer, "client-07777"))).isTrue();
    assertThat(OIDC.apply(file).applied()).allMatch(applied -> applied.change() == Change.UNCHANGED);

    List<String> listed = new ArrayList<>();
    List<Listed> some = answer(OIDC.registry.list(ListClients.START)).clients();
    while (!some.isEmpty()) {
      some.forEach(client -> listed.add(client.clientId()));
      assertThat(some.get(0)).isEqualTo(
          new Listed(some.get(0).clientId(), "Laden", "web", "client_secret_basic", "as_account"));
      some = answer(OIDC.registry.list(ListClients.after(some))).clients();
    }
    assertThat(listed).isEqualTo(ids);
    assertThat(Optional.of(OIDC.applyAlone("[]").applied().size())).contains(10_000);
  }
}
