package dev.ally.account.webhook;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.webhook.EventReceiver.Received;
import dev.ally.contract.account.AddWebhook;
import dev.ally.contract.account.ListWebhooks;
import dev.ally.contract.account.MakeWebhookKey;
import dev.ally.contract.account.RemoveWebhook;
import dev.ally.contract.account.TestWebhook;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator does with webhooks. */
class WebhookServiceTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final String PUBLIC = "https://8.8.8.8/hook?key=value";

  private static WebhookService strict;
  private static WebhookService open;

  @BeforeAll
  static void connect() {
    strict = service(false);
    open = service(true);
  }

  private static WebhookService service(boolean privateAllowed) {
    Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    return new WebhookService(
        pool, new WebhookKeys(ALLY.keyring, AccountFixture.RANDOM),
        new OutgoingHttp(ALLY.vertx(), privateAllowed, Duration.ofSeconds(3)), privateAllowed, ALLY.clock);
  }

  @BeforeEach
  void now() {
    ALLY.clock.set(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  @AfterEach
  void clear() {
    ALLY.database.execute("TRUNCATE account.webhook, account.webhook_key, account.webhook_delivery, account.event");
  }

  private static AddWebhook.Answer add(String url) {
    return answer(strict.add(new AddWebhook(UUID.randomUUID(), url)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "http://example.org/hook | it is not https",
    "ftp://example.org/hook | https://",
    "example.org/hook | https://",
    "https://user:password@example.org/ | password",
    "https://user@example.org/ | user name",
    "https://example.org/#part | fragment",
    "https:///hook | no host",
    "https://example.org:99999/ | port",
    "https://b\u00fccher.example/ | xn--",
    "https://example.org/\u202ekooh | character",
    "https://example.org/a b | character",
    "https://exa_mple.org/ | no host",
    "https://example.org/% | no address",
    "https://127.0.0.1/ | private address",
    "https://localhost/ | private address",
    "https://[::1]/ | private address",
    "https://10.1.2.3:8443/hook | private address",
    "https://169.254.169.254/latest | private address",
    "https://[::ffff:192.168.0.1]/ | private address"
  })
  void refusesAnAddressThatEventsMayNotGoTo(String url, String why) {
    AddWebhook.Answer answer = add(url);
    assertThat(answer.outcome()).isEqualTo(AddWebhook.Outcome.REFUSED);
    assertThat(answer.problem()).contains(why);
    assertThat(answer.secret()).isEqualTo(Secret.empty());
    assertThat(ALLY.database.count("account.webhook")).isZero();
  }

  @Test
  void refusesAnAddressThatIsTooLong() {
    assertThat(add("https://example.org/" + "a".repeat(70_000)).problem()).contains("longer than");
  }

  @Test
  void isAddedOnceAndItsKeyIsSealed() {
    UUID id = UUID.randomUUID();
    Secret secret = answer(strict.add(new AddWebhook(id, PUBLIC))).secret();
    assertThat(answer(strict.add(new AddWebhook(id, PUBLIC))).secret()).as("asked again").isEqualTo(secret);
    assertThat(answer(strict.list(ListWebhooks.START)).webhooks()).singleElement()
        .satisfies(listed -> assertThat(listed.url()).isEqualTo(PUBLIC));
    String key = secret.revealText().substring("whsec_".length());
    String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(key));
    assertThat(ALLY.database.dump(Schema.ACCOUNT)).doesNotContain(hex, key);
  }

  @Test
  void thereAreAtMostTwenty() {
    for (int i = 0; i < 20; i++) {
      assertThat(add(PUBLIC).outcome()).isEqualTo(AddWebhook.Outcome.ADDED);
    }
    assertThat(add(PUBLIC).outcome()).isEqualTo(AddWebhook.Outcome.TOO_MANY);
  }

  @Test
  void whatTheOperatorDoesIsAnEventThatTheOthersGet() {
    try (EventReceiver receiver = new EventReceiver()) {
      answer(open.add(new AddWebhook(UUID.randomUUID(), receiver.url())));
      UUID id = UUID.randomUUID();
      answer(open.add(new AddWebhook(id, receiver.url())));
      answer(open.makeKey(new MakeWebhookKey(UUID.randomUUID(), id, Duration.ZERO)));
      answer(open.remove(new RemoveWebhook(id)));
    }
    assertThat(ALLY.database.count("account.event WHERE actor = 'operator' AND what LIKE 'WEBHOOK_%'")).isEqualTo(4);
    assertThat(ALLY.database.count("account.webhook_delivery")).as("not of its own beginning").isEqualTo(3);
  }

  @Test
  void aTestSaysWhatCameBack() {
    try (EventReceiver receiver = new EventReceiver()) {
      UUID id = UUID.randomUUID();
      Secret secret = answer(open.add(new AddWebhook(id, receiver.url()))).secret();
      assertThat(answer(open.test(new TestWebhook(UUID.randomUUID(), id))))
          .isEqualTo(new TestWebhook.Answer(TestWebhook.Outcome.TAKEN, 204, ""));
      Received event = receiver.received.get(0);
      assertThat(event.isSignedWith(secret)).isTrue();
      assertThat(event.type()).isEqualTo("WEBHOOK_TEST").isEqualTo(event.data().getString("event"));
      receiver.answers = any -> 302;
      assertThat(answer(open.test(new TestWebhook(UUID.randomUUID(), id))))
          .isEqualTo(new TestWebhook.Answer(TestWebhook.Outcome.NOT_TAKEN, 302, ""));
      ALLY.database.execute("UPDATE account.webhook SET url = 'http://127.0.0.1:1/'");
      assertThat(answer(open.test(new TestWebhook(UUID.randomUUID(), id))).problem())
          .isEqualTo("it cannot be connected to");
    }
    assertThat(answer(strict.test(new TestWebhook(UUID.randomUUID(), UUID.randomUUID()))).outcome())
        .isEqualTo(TestWebhook.Outcome.NO_WEBHOOK);
  }

  @Test
  void whatIsNotThereIsSaidToBeNone() {
    UUID id = UUID.randomUUID();
    assertThat(answer(strict.remove(new RemoveWebhook(id))).outcome()).isEqualTo(RemoveWebhook.Outcome.NO_WEBHOOK);
    assertThat(answer(strict.makeKey(new MakeWebhookKey(UUID.randomUUID(), id, Duration.ZERO))).outcome())
        .isEqualTo(MakeWebhookKey.Outcome.NO_WEBHOOK);
    assertThat(ALLY.database.count("account.event WHERE what LIKE 'WEBHOOK_%'")).isZero();
  }
}
