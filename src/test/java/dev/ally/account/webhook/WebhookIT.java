package dev.ally.account.webhook;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.webhook.EventReceiver.Received;
import dev.ally.crypto.Secret;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Scraped;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver gets from the finished jar, when either of the two is away for a while. */
class WebhookIT {
  @TempDir Path directory;

  /** The server is killed while the receiver reads an event, and comes back while the receiver is down. */
  @Test
  void aReceiverGetsEverythingInOrderWhenItWasDownAndTheServerWasKilled() throws Exception {
    EventReceiver first = new EventReceiver();
    int port = first.port();
    String id;
    Secret secret;
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (first; AllyProcess ally = server(AllyProcess.unpackedIn(directory))) {
      try (AllyProcess added = command("webhook", "add", first.url())) {
        assertThat(added.exit()).as(added.err()).isZero();
        String[] printed = added.out().strip().split("\t");
        id = printed[0];
        secret = Secret.of(printed[1]);
      }
      SimulatedUser ada = user("ada", ally);
      assertThat(location(ada.signUp())).isEqualTo("/");
      assertThat(location(user("bob", ally).signUp())).isEqualTo("/");
      ally.await(() -> first.taken().size() == 2);
      first.answers = event -> {
        reading.countDown();
        await(released);
        return 204;
      };
      ada.logOut();
      await(reading);
      ally.kill();
      released.countDown();
      ally.await(() -> first.taken().size() == 3);
    }
    try (AllyProcess ally = server(AllyProcess.in(directory))) {
      for (String name : List.of("ada", "bob")) {
        SimulatedUser user = user(name, ally);
        user.logIn("not the password");
        assertThat(location(user.logIn())).isEqualTo("/");
        user.browser.submit("/settings/profile", "name", "Another");
        user.logOut();
      }
      ally.await(() -> scraped(ally).sum("ally_webhooks_failed_total") > 0);
      try (EventReceiver second = new EventReceiver(port)) {
        ally.await(() -> scraped(ally).sum("ally_webhooks_sent_total") == 9);
        JsonObject listed = listed(id);
        assertThat(listed.getLong("waiting")).isZero();
        assertThat(listed.getLong("given_up")).isZero();
        assertThat(listed.getString("state")).isEqualTo("active");
        List<Received> all = new ArrayList<>(first.taken());
        all.addAll(second.taken());
        assertThat(all).as("the one that was read twice").hasSize(12);
        assertThat(all).allSatisfy(each -> assertThat(each.isSignedWith(secret)).isTrue());
        Map<String, JsonObject> once = new LinkedHashMap<>();
        all.forEach(each -> once.putIfAbsent(each.header("webhook-id"), each.data()));
        assertThat(once).hasSize(11);
        List<JsonObject> told = audited();
        for (String account : List.of(told.get(0).getString("account"), told.get(1).getString("account"))) {
          assertThat(once.values()).filteredOn(data -> account.equals(data.getString("account")))
              .containsExactlyElementsOf(
                  told.stream().filter(line -> account.equals(line.getString("account"))).toList());
        }
      }
    }
  }

  private AllyProcess server(AllyProcess.Builder builder) throws IOException {
    return builder.with("ALLY_OUTGOING_PRIVATE", "true").with("ALLY_AUDIT_LOG", "audit.log").start().awaitReady();
  }

  private AllyProcess command(String... arguments) throws IOException {
    return AllyProcess.in(directory).with("ALLY_OUTGOING_PRIVATE", "true").start(arguments);
  }

  private static SimulatedUser user(String name, AllyProcess ally) {
    return new SimulatedUser(name + "@example.org", ally.browser(), Clock.systemUTC());
  }

  private static Scraped scraped(AllyProcess ally) {
    try {
      return Scraped.of(ally.getManagement("/metrics").body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonObject listed(String id) throws IOException, InterruptedException {
    try (AllyProcess listed = command("webhook", "list", "--format", "json")) {
      assertThat(listed.exit()).as(listed.err()).isZero();
      JsonObject webhook = new JsonObject(listed.out());
      assertThat(webhook.getString("id")).isEqualTo(id);
      return webhook;
    }
  }

  /** What happened to accounts. A server that is killed may tell a line twice. */
  private List<JsonObject> audited() throws IOException {
    return Files.readAllLines(directory.resolve("audit.log")).stream().distinct().map(JsonObject::new)
        .filter(line -> line.getString("account") != null).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
