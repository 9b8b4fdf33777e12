package dev.ally.account.webhook;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.config.Limit;
import dev.ally.contract.account.AddWebhook;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.Ports;
import dev.ally.harness.Tools;
import dev.ally.metrics.Meters;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The receivers that the document shows take what Ally sends, and nothing else. */
class WebhookDocumentTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  @TempDir Path directory;

  @Test
  void theReceiverInNodeVerifiesByTheLibraryOfTheStandard() throws IOException {
    Path packages = Tools.needNodePackage("standardwebhooks");
    runs("js", packages.resolve("receiver.mjs"), "node");
  }

  @Test
  void theReceiverInPythonVerifiesByItself() throws IOException {
    Tools.need("python3");
    runs("python", directory.resolve("receiver.py"), "python3");
  }

  private static void runs(String language, Path script, String program) throws IOException {
    Matcher code = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("src/docs/webhooks.md")));
    assertThat(code.find()).isTrue();
    Files.writeString(script, code.group(1));
    ALLY.clock.set(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    WebhookKeys keys = new WebhookKeys(ALLY.keyring, AccountFixture.RANDOM);
    OutgoingHttp http = new OutgoingHttp(ALLY.vertx(), true, Limit.WEBHOOK_TIMEOUT.duration());
    int port = Ports.free();
    URI url = URI.create("http://127.0.0.1:" + port + "/");
    ALLY.database.execute("TRUNCATE account.webhook, account.webhook_key, account.webhook_delivery");
    Secret secret = answer(new WebhookService(pool, keys, http, true, ALLY.clock)
        .add(new AddWebhook(UUID.randomUUID(), url.toString()))).secret();
    ProcessBuilder builder =
        new ProcessBuilder(program, script.toString()).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(Map.of("WEBHOOK_SECRET", secret.revealText(), "PORT", Integer.toString(port)));
    Process process = builder.start();
    try {
      BufferedReader printed =
          new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertThat(line(printed)).isEqualTo("listening");
      UUID account = UUID.randomUUID();
      ALLY.database.execute("INSERT INTO account.event (at, what, account_id, reason) VALUES ('%s', 'ODD', '%s', '%s')"
          .formatted(ALLY.clock.instant(), account, "\u00fc\u202e\ud83e\udec8"));
      answer(new WebhookSender(pool, keys, http, ALLY.clock, Meters.NONE).round());
      assertThat(line(printed)).isEqualTo("ODD " + account);
      WebhookMessage forged = new WebhookMessage(UUID.randomUUID(), Buffer.buffer("{\"type\":\"ODD\",\"data\":{}}"));
      List<Secret> other = List.of(Secret.of("another key of thirty-two bytes."));
      assertThat(answer(http.post(url, forged.headers(Instant.now(), other), forged.body()))).isEqualTo(401);
      List<Secret> right = answer(new PgWebhookStore(pool, keys).keys(webhookId(pool), ALLY.clock.instant()));
      assertThat(answer(http.post(url, forged.headers(Instant.now().minusSeconds(600), right), forged.body())))
          .as("replayed").isEqualTo(401);
    } finally {
      process.destroy();
    }
  }

  private static String line(BufferedReader printed) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return printed.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static UUID webhookId(Pool pool) {
    return answer(pool.query("SELECT id FROM account.webhook").execute()).iterator().next().getUUID("id");
  }
}
