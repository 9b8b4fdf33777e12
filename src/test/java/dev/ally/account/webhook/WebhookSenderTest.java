package dev.ally.account.webhook;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.event.SecurityEvent;
import dev.ally.account.webhook.EventReceiver.Received;
import dev.ally.config.Limit;
import dev.ally.contract.account.AddWebhook;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.ListWebhooks;
import dev.ally.contract.account.ListWebhooks.Listed;
import dev.ally.contract.account.ListWebhooks.State;
import dev.ally.contract.account.MakeWebhookKey;
import dev.ally.contract.account.RemoveWebhook;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.RecordedMeters;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Receivers get every event, signed, in order, once or more. */
class WebhookSenderTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static Pool pool;
  private static OutgoingHttp http;
  private static WebhookKeys keys;
  private static WebhookService service;

  private final RecordedMeters meters = new RecordedMeters();
  private final WebhookSender node = node();
  private final EventReceiver receiver = new EventReceiver();

  @BeforeAll
  static void connect() {
    pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    http = new OutgoingHttp(ALLY.vertx(), true, Limit.WEBHOOK_TIMEOUT.duration());
    keys = new WebhookKeys(ALLY.keyring, AccountFixture.RANDOM);
    service = new WebhookService(pool, keys, http, true, ALLY.clock);
  }

  private WebhookSender node() {
    return new WebhookSender(pool, keys, http, ALLY.clock, meters);
  }

  /** The library of the standard compares the time of an attempt with that of the machine. */
  @BeforeEach
  void now() {
    ALLY.clock.set(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  @AfterEach
  void clear() {
    receiver.close();
    ALLY.database.execute("TRUNCATE account.webhook, account.webhook_key, account.webhook_delivery");
  }

  private record Added(UUID id, Secret secret) {}

  private Added add() {
    return add(receiver.url());
  }

  private static Added add(String url) {
    UUID id = UUID.randomUUID();
    AddWebhook.Answer answer = answer(service.add(new AddWebhook(id, url)));
    assertThat(answer.outcome()).as(answer.problem()).isEqualTo(AddWebhook.Outcome.ADDED);
    return new Added(id, answer.secret());
  }

  private static Listed listed(Added webhook) {
    return answer(service.list(ListWebhooks.START)).webhooks().stream()
        .filter(each -> each.webhookId().equals(webhook.id())).findFirst().orElseThrow();
  }

  private static long waiting() {
    return ALLY.database.count("account.webhook_delivery");
  }

  /** Writes events of an account, or of none. */
  private static void happen(UUID accountId, String... what) {
    for (String each : what) {
      ALLY.database.execute("INSERT INTO account.event (at, what, account_id) VALUES ('%s', '%s', %s)".formatted(
          ALLY.clock.instant(), each, accountId == null ? "NULL" : "'" + accountId + "'"));
    }
  }

  private static void later(Duration time) {
    ALLY.clock.pass(time);
  }

  @Test
  void anEventArrivesSignedAsTheAuditLogTellsIt() {
    String email = ALLY.account();
    Added webhook = add();
    ALLY.logIn(email, AccountFixture.PASSWORD, AccountFixture.at("192.0.2.7"));
    answer(node.round());
    assertThat(receiver.received).extracting(Received::type).containsExactly("LOGIN_PASSWORD");
    assertThat(receiver.received).allMatch(each -> each.isSignedWith(webhook.secret()))
        .noneMatch(each -> each.isSignedWith(Secret.of("whsec_bm90IHRoZSBrZXkgb2YgdGhpcyB3ZWJob29r")));
    Received login = receiver.received.get(0);
    List<SecurityEvent> stored = new ArrayList<>();
    answer(pool.query("SELECT * FROM account.event ORDER BY nr DESC LIMIT 1").execute())
        .forEach(row -> stored.add(SecurityEvent.of(row)));
    assertThat(login.data()).isEqualTo(stored.get(0).toJson());
    assertThat(login.data().fieldNames()).containsExactly(
        "time", "event", "account", "actor", "address", "outcome", "request", "reason");
    assertThat(login.event().fieldNames()).containsExactly("type", "timestamp", "data");
    assertThat(login.event().getString("timestamp")).isEqualTo(login.data().getString("time"));
    assertThat(login.data().getString("address")).isEqualTo("192.0.2.7");
    assertThat(login.header("webhook-id")).isEqualTo(stored.get(0).id().toString());
    assertThat(login.header("content-type")).isEqualTo("application/json");
    assertThat(webhook.secret().revealText()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(meters.times("WEBHOOKS_SENT")).isEqualTo(1);
    answer(node.round());
    assertThat(receiver.received).as("once").hasSize(1);
    assertThat(waiting()).isZero();
  }

  @Test
  void everyReceiverGetsItUnderTheSameIdWithItsOwnKey() {
    try (EventReceiver other = new EventReceiver()) {
      Added first = add();
      Added second = add(other.url());
      happen(null, "LOGIN_UNKNOWN");
      answer(node.round());
      Received here = receiver.only("LOGIN_UNKNOWN");
      Received there = other.only("LOGIN_UNKNOWN");
      assertThat(here.header("webhook-id")).isEqualTo(there.header("webhook-id"));
      assertThat(here.isSignedWith(first.secret())).isTrue();
      assertThat(there.isSignedWith(second.secret())).isTrue();
      assertThat(there.isSignedWith(first.secret())).isFalse();
    }
  }

  @Test
  void whatIsNotTakenIsSentAgainUnderTheSameIdAndANewTime() {
    add();
    for (int status : List.of(500, 404, 302, 301, 307)) {
      receiver.received.clear();
      happen(UUID.randomUUID(), "LOGGED_OUT");
      receiver.answers = event -> status;
      answer(node.round());
      answer(node.round());
      assertThat(receiver.received).as("not at once").hasSize(1);
      later(Duration.ofSeconds(4));
      answer(node.round());
      assertThat(receiver.received).as("first retry").hasSize(2);
      later(Duration.ofSeconds(25));
      receiver.answers = event -> 204;
      answer(node.round());
      assertThat(receiver.received).as("second retry").hasSize(3);
      assertThat(receiver.received).extracting(each -> each.header("webhook-id")).containsOnly(
          receiver.received.get(0).header("webhook-id"));
      assertThat(receiver.received).extracting(Received::body).containsOnly(receiver.received.get(0).body());
      assertThat(receiver.received).extracting(each -> each.header("webhook-timestamp")).doesNotHaveDuplicates();
      assertThat(receiver.received).extracting(Received::path).as("no redirect is followed").containsOnly("/hook");
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void eventsOfAnAccountArriveInOrderWhateverFails() {
    add();
    AtomicInteger requests = new AtomicInteger();
    receiver.answers = event -> requests.incrementAndGet() % 3 == 0 ? 204 : 503;
    List<UUID> accounts = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    for (int i = 0; i < 10; i++) {
      for (UUID account : accounts) {
        happen(account, "EVENT_" + i);
      }
    }
    WebhookSender other = node();
    for (int minutes = 0; waiting() > 0 && minutes < 24 * 60; minutes++) {
      answer(Future.all(node.round(), other.round()));
      later(Duration.ofMinutes(1));
    }
    assertThat(waiting()).isZero();
    Map<String, List<String>> order = receiver.taken().stream().collect(Collectors.groupingBy(
        each -> String.valueOf(each.data().getString("account")),
        Collectors.mapping(Received::type, Collectors.toList())));
    assertThat(order).hasSize(3);
    assertThat(order.values()).allSatisfy(types ->
        assertThat(types).isSorted().containsExactlyElementsOf(new TreeSet<>(types)).hasSize(10));
  }

  /** One that a receiver does not take, such as a login with an unknown address, keeps none of the others waiting. */
  @Test
  void eventsWithoutAnAccountDoNotWaitForEachOther() {
    add();
    receiver.answers = event -> event.getString("type").equals("ODD") ? 500 : 204;
    happen(null, "ODD", "LOGIN_UNKNOWN", "LOGIN_UNKNOWN", "LOGIN_UNKNOWN");
    answer(node.round());
    assertThat(receiver.taken()).extracting(Received::type).containsExactly(
        "LOGIN_UNKNOWN", "LOGIN_UNKNOWN", "LOGIN_UNKNOWN");
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void whatAReceiverCannotReadKeepsOnlyItsOwnAccountWaiting() {
    add();
    UUID ada = UUID.randomUUID();
    UUID bob = UUID.randomUUID();
    receiver.answers = event -> event.getString("type").equals("ODD") ? 400 : 204;
    happen(ada, "ODD", "LOGGED_OUT");
    happen(bob, "LOGGED_OUT");
    answer(node.round());
    assertThat(receiver.taken()).extracting(each -> each.data().getString("account")).containsExactly(bob.toString());
    assertThat(waiting()).isEqualTo(2);
  }

  /** Its machine takes no connection. A round begins each second, here every five. */
  @Test
  void aReceiverThatIsDownForAnHourGetsEverythingInOrderTenMinutesLater() {
    Added webhook = add();
    receiver.close();
    List<UUID> accounts = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    for (int minute = 0; minute < 60; minute++) {
      happen(accounts.get(minute % 4), "EVENT_" + (100 + minute));
      happen(null, "LOGIN_UNKNOWN");
      rounds(Duration.ofMinutes(1));
    }
    assertThat(meters.times("WEBHOOKS_FAILED")).isGreaterThan(60);
    assertThat(listed(webhook).state()).isEqualTo(State.FAILING);
    assertThat(listed(webhook).problem()).isEqualTo("it cannot be connected to");
    assertThat(listed(webhook).waiting()).isEqualTo(120);
    try (EventReceiver back = new EventReceiver(receiver.port())) {
      rounds(Duration.ofSeconds(30));
      assertThat(back.taken()).as("soon").isNotEmpty();
      rounds(Duration.ofMinutes(10));
      assertThat(back.taken()).hasSize(120).extracting(each -> each.header("webhook-id")).doesNotHaveDuplicates();
      for (UUID account : accounts) {
        assertThat(back.taken()).filteredOn(each -> account.toString().equals(each.data().getString("account")))
            .extracting(Received::type).isSorted().hasSize(15);
      }
    }
    assertThat(listed(webhook).state()).isEqualTo(State.ACTIVE);
    assertThat(listed(webhook).problem()).isEmpty();
    assertThat(listed(webhook).givenUp()).isZero();
  }

  private void rounds(Duration time) {
    for (long second = 0; second < time.toSeconds(); second += 5) {
      answer(node.round());
      answer(node.sweep());
      later(Duration.ofSeconds(5));
    }
  }

  @Test
  void aReceiverThatIsDownIsAskedSeldomAndIsFailing() {
    Added webhook = add();
    receiver.answers = event -> 503;
    for (int i = 0; i < 100; i++) {
      happen(UUID.randomUUID(), "LOGGED_OUT");
    }
    for (int second = 0; second < 60; second++) {
      answer(node.round());
      later(Duration.ofSeconds(1));
    }
    assertThat(receiver.received).hasSizeBetween(10, 50);
    assertThat(listed(webhook).state()).as("no event was tried three times").isEqualTo(State.FAILING);
    receiver.answers = event -> 204;
    later(Duration.ofMinutes(1));
    answer(node.round());
    assertThat(receiver.taken()).hasSize(100);
    assertThat(listed(webhook).state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void aReceiverThatDoesNotAnswerKeepsNoOtherWaiting() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      add("http://127.0.0.1:" + silent.getLocalPort() + "/");
      add();
      for (int i = 0; i < 30; i++) {
        happen(UUID.randomUUID(), "LOGGED_OUT");
      }
      Future<Void> round = node.round();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (receiver.taken().size() < 30 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(receiver.taken()).hasSize(30);
      assertThat(round.isComplete()).as("the other is still waited for").isFalse();
      happen(UUID.randomUUID(), "LOGGED_OUT");
      answer(node.round());
      assertThat(receiver.taken()).as("in a round of its own").hasSize(31);
    }
  }

  @Test
  void aReceiverThatIsGoneIsSentNothingMore() {
    try (EventReceiver other = new EventReceiver()) {
      add(other.url());
      Added gone = add();
      receiver.answers = event -> 410;
      UUID ada = UUID.randomUUID();
      happen(ada, "LOGGED_OUT", "LOGGED_OUT", "LOGGED_OUT");
      answer(node.round());
      later(Duration.ofDays(1));
      happen(ada, "LOGGED_OUT");
      answer(node.round());
      assertThat(receiver.received).hasSize(1);
      assertThat(listed(gone).state()).isEqualTo(State.OFF);
      assertThat(listed(gone).waiting()).isZero();
      assertThat(listed(gone).givenUp()).isEqualTo(3);
      assertThat(meters.times("WEBHOOKS_GIVEN_UP")).isEqualTo(3);
      assertThat(other.taken()).extracting(Received::type).filteredOn("WEBHOOK_OFF"::equals).hasSize(1);
    }
  }

  @Test
  void afterADayAnEventIsGivenUp() {
    Added webhook = add();
    receiver.answers = event -> 500;
    happen(UUID.randomUUID(), "LOGGED_OUT", "LOGGED_OUT");
    answer(node.round());
    later(Duration.ofHours(23));
    answer(node.sweep());
    assertThat(waiting()).isEqualTo(2);
    for (int tries = 0; tries < 3; tries++) {
      answer(node.round());
      later(Duration.ofMinutes(30));
    }
    answer(node.sweep());
    assertThat(waiting()).isZero();
    assertThat(listed(webhook).state()).isEqualTo(State.FAILING);
    assertThat(listed(webhook).givenUp()).isEqualTo(2);
    receiver.answers = event -> 204;
    happen(UUID.randomUUID(), "LOGGED_OUT");
    answer(node.round());
    assertThat(listed(webhook).state()).isEqualTo(State.ACTIVE);
  }

  /** A server that was stopped for two days has tried nothing. */
  @Test
  void whatWasNeverTriedIsNotGivenUp() {
    add();
    happen(UUID.randomUUID(), "LOGGED_OUT", "LOGGED_OUT");
    later(Duration.ofDays(2));
    answer(node.sweep());
    answer(node.round());
    assertThat(receiver.taken()).hasSize(2);
  }

  @Test
  void twoNodesSendOnce() {
    add();
    WebhookSender other = node();
    for (int i = 0; i < 10; i++) {
      UUID ada = UUID.randomUUID();
      for (int j = 0; j < 5; j++) {
        happen(UUID.randomUUID(), "LOGGED_OUT");
        happen(ada, "LOGGED_OUT");
      }
      answer(Future.all(node.round(), other.round()));
    }
    answer(node.round());
    assertThat(receiver.received).hasSize(100);
    assertThat(receiver.received).extracting(each -> each.header("webhook-id")).doesNotHaveDuplicates();
  }

  /** The statement is planned while the tables are known to be empty, and goes on like that when they are not. */
  @Test
  void takingAFewReadsNoMoreThoughMuchWaits() {
    ALLY.database.execute("DELETE FROM account.event");
    ALLY.database.countRows("account.webhook_delivery", "account.event");
    PgDeliveryStore store = new PgDeliveryStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT));
    UUID webhook = add().id();
    Instant now = ALLY.clock.instant();
    assertThat(answer(store.take(webhook, now, now.plus(WebhookSender.LEASE), 8))).isEmpty();
    ALLY.database.execute("""
        INSERT INTO account.event (at, what, account_id) SELECT '%s', 'LOGGED_OUT', gen_random_uuid()
        FROM generate_series(1, 1000)""".formatted(now));
    ALLY.database.forgetReads();
    assertThat(answer(store.take(webhook, now, now.plus(WebhookSender.LEASE), 8))).hasSize(8);
    assertThat(ALLY.database.indexesReadBeyond(3000, Schema.ACCOUNT))
        .as("indexes that were read more than thrice from end to end").isZero();
  }

  @Test
  void whatANodeTookThatWasKilledIsSentByAnother() {
    Added webhook = add();
    UUID ada = UUID.randomUUID();
    happen(ada, "FIRST", "SECOND");
    Instant now = ALLY.clock.instant();
    var taken = answer(new PgDeliveryStore(pool).take(webhook.id(), now, now.plus(WebhookSender.LEASE), 8));
    assertThat(taken).as("the oldest alone").singleElement().satisfies(
        each -> assertThat(each.event().what()).isEqualTo("FIRST"));
    answer(node.round());
    assertThat(receiver.received).as("the lease holds, and the next waits for it").isEmpty();
    later(WebhookSender.LEASE);
    answer(node.round());
    assertThat(receiver.taken()).extracting(Received::type).containsExactly("FIRST", "SECOND");
    assertThat(answer(new PgDeliveryStore(pool).done(taken.get(0), now))).as("the killed node was only slow").isFalse();
  }

  @Test
  void aNodeThatWasSlowDoesNotHurryWhatAnotherHasTaken() {
    Added webhook = add();
    happen(UUID.randomUUID(), "LOGGED_OUT");
    PgDeliveryStore store = new PgDeliveryStore(pool);
    Instant began = ALLY.clock.instant();
    var slow = answer(store.take(webhook.id(), began, began.plus(WebhookSender.LEASE), 8)).get(0);
    later(WebhookSender.LEASE);
    Instant now = ALLY.clock.instant();
    assertThat(answer(store.take(webhook.id(), now, now.plus(WebhookSender.LEASE), 8))).hasSize(1);
    answer(store.again(slow, now, "there was no answer in time"));
    answer(node.round());
    assertThat(receiver.received).isEmpty();
  }

  @Test
  void aNodeThatIsStoppedTakesNothingMore() {
    add();
    happen(UUID.randomUUID(), "LOGGED_OUT");
    node.stop();
    answer(node.round());
    assertThat(receiver.received).isEmpty();
    answer(node().round());
    assertThat(receiver.taken()).hasSize(1);
  }

  /** Otherwise it could not be sent: the event itself is deleted then. */
  @Test
  void whatWasNeverTriedIsGivenUpBeforeItsEventIsDeleted() {
    Added webhook = add();
    happen(UUID.randomUUID(), "LOGGED_OUT");
    later(Duration.ofDays(6));
    answer(node.sweep());
    assertThat(waiting()).isZero();
    assertThat(listed(webhook).givenUp()).isEqualTo(1);
    assertThat(listed(webhook).state()).as("the operator sees it").isEqualTo(State.FAILING);
    assertThat(listed(webhook).since()).isEqualTo(ALLY.clock.instant());
  }

  @Test
  void aKeyThatEndsIsNotGivenMoreTimeByTheNextReplacement() {
    Added webhook = add();
    for (int hours = 1; hours <= 2; hours++) {
      answer(service.makeKey(new MakeWebhookKey(UUID.randomUUID(), webhook.id(), Duration.ofHours(hours))));
    }
    later(Duration.ofHours(1));
    happen(UUID.randomUUID(), "LOGGED_OUT");
    answer(node.round());
    assertThat(receiver.received.get(0).header("webhook-signature").split(" ")).hasSize(2);
  }

  @Test
  void whileAKeyIsReplacedBothSign() {
    Added webhook = add();
    UUID operation = UUID.randomUUID();
    Duration overlap = Duration.ofHours(1);
    Secret second = answer(service.makeKey(new MakeWebhookKey(operation, webhook.id(), overlap))).secret();
    assertThat(answer(service.makeKey(new MakeWebhookKey(operation, webhook.id(), overlap))).secret())
        .as("asked again").isEqualTo(second);
    happen(UUID.randomUUID(), "LOGGED_OUT");
    answer(node.round());
    Received both = receiver.received.get(receiver.received.size() - 1);
    assertThat(both.header("webhook-signature").split(" ")).hasSize(2);
    assertThat(both.isSignedWith(webhook.secret())).isTrue();
    assertThat(both.isSignedWith(second)).isTrue();
    later(Duration.ofHours(1));
    happen(UUID.randomUUID(), "LOGGED_OUT");
    answer(node.round());
    Received after = receiver.received.get(receiver.received.size() - 1);
    assertThat(after.header("webhook-signature").split(" ")).hasSize(1);
    Secret third = answer(service.makeKey(new MakeWebhookKey(UUID.randomUUID(), webhook.id(), Duration.ZERO))).secret();
    now();
    happen(UUID.randomUUID(), "LOGGED_OUT");
    answer(node.round());
    Received last = receiver.received.get(receiver.received.size() - 1);
    assertThat(last.isSignedWith(third)).isTrue();
    later(Duration.ofHours(2));
    answer(node.sweep());
    assertThat(ALLY.database.count("account.webhook_key")).isEqualTo(1);
  }

  @Test
  void eventsOfAnAccountThatIsDeletedStillArrive() {
    String email = ALLY.account();
    add();
    ALLY.session(email);
    assertThat(ALLY.ask(DeleteAccount.OPERATION, new DeleteAccount(UUID.randomUUID(), email)).outcome())
        .isEqualTo(DeleteAccount.Outcome.DELETED);
    answer(node.round());
    assertThat(receiver.taken()).extracting(Received::type).contains("LOGIN_PASSWORD");
    assertThat(waiting()).isZero();
  }

  @Test
  void aWebhookThatIsRemovedIsSentNothingMore() {
    Added webhook = add();
    happen(UUID.randomUUID(), "LOGGED_OUT");
    assertThat(answer(service.remove(new RemoveWebhook(webhook.id()))).outcome())
        .isEqualTo(RemoveWebhook.Outcome.REMOVED);
    happen(UUID.randomUUID(), "LOGGED_OUT");
    answer(node.round());
    assertThat(receiver.received).isEmpty();
    assertThat(waiting()).isZero();
    assertThat(ALLY.database.count("account.webhook_key")).isZero();
  }

  @Test
  void aKeyThatDoesNotOpenSendsNothingUnsigned() {
    Added webhook = add();
    ALLY.database.execute("UPDATE account.webhook_key SET sealed_key = '\\x00'");
    happen(UUID.randomUUID(), "LOGGED_OUT");
    answer(node.round());
    assertThat(receiver.received).isEmpty();
    assertThat(listed(webhook).problem()).isEqualTo("its key does not open");
    assertThat(waiting()).isEqualTo(1);
  }
}
