package dev.ally.oidc.logout;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.Heard;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.key.Signer;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications are told when a session ends that they were logged in to. */
class BackChannelTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static Receiver receiver;
  private static String client;
  private static Signer signer;
  private static BackChannel node;

  private final Person ada = OIDC.account.person().logIn();

  @BeforeAll
  static void register() throws IOException {
    receiver = new Receiver();
    client = OIDC.client(new JsonObject().put("backchannel_logout_uri", receiver.address()));
    signer = new Signer(OIDC.vertx(), OIDC.pool, OIDC.keyring, OIDC.clock, OidcFixture.RANDOM);
    node = node(true);
  }

  private static BackChannel node(boolean privateAllowed) {
    return new BackChannel(
        OIDC.pool, Bus.local(OIDC.bus), new Clients(OIDC.pool), signer, OidcFixture.ISSUER,
        new OutgoingHttp(OIDC.vertx(), privateAllowed, BackChannel.TIMEOUT), OIDC.clock);
  }

  @BeforeEach
  void begin() {
    receiver.status = 200;
    receiver.tokens.clear();
  }

  /** What one test leaves would go to the receiver of the next. */
  @AfterEach
  void end() {
    OIDC.database.execute("DELETE FROM oidc.logout_delivery");
  }

  @AfterAll
  static void close() {
    receiver.close();
  }

  private static List<Secret> sent() {
    answer(node.round());
    return List.copyOf(receiver.tokens);
  }

  private static boolean refreshes(String clientId, AskTokens.Answer tokens) {
    return OIDC.refresh(clientId, tokens.refreshToken()).error().isNone();
  }

  private static long waiting() {
    return OIDC.database.count("oidc.logout_delivery");
  }

  /** The statement is planned while the table is known to be empty, and goes on like that when it is not. */
  @Test
  void takingAFewReadsNoMoreThoughMuchWaits() {
    OIDC.database.countRows("oidc.logout_delivery");
    PgLogoutStore store = new PgLogoutStore(OIDC.database.pool(OIDC.vertx(), Schema.OIDC));
    Instant now = OIDC.clock.instant();
    assertThat(answer(store.take(now, Duration.ofSeconds(30)))).isEmpty();
    OIDC.database.execute("""
        INSERT INTO oidc.logout_delivery (id, client_id, account_id, sid, made_at, next_try_at)
        SELECT gen_random_uuid(), '%1$s', gen_random_uuid(), gen_random_uuid(), '%2$s', '%2$s'
        FROM generate_series(1, 1000)""".formatted(client, now));
    OIDC.database.forgetReads();
    assertThat(answer(store.take(now, Duration.ofSeconds(30)))).hasSize(5);
    assertThat(OIDC.database.indexesReadBeyond(500, Schema.OIDC))
        .as("indexes of which more was read than what was taken").isZero();
  }

  @Test
  void anEndedSessionIsToldToTheApplicationThatUsedIt() {
    OIDC.tokens(Demand.of(client), ada);
    OIDC.tokens(Demand.of(client), ada);
    UUID sid = ada.sid;
    ada.logOut();
    List<Secret> sent = sent();
    assertThat(sent).hasSize(1);
    assertThat(OidcFixture.header(sent.get(0)).getString("typ")).isEqualTo("logout+jwt");
    Map<String, Object> claims = answer(signer.verify(sent.get(0).revealText(), "logout+jwt")).orElseThrow();
    Instant now = OIDC.clock.instant();
    assertThat(claims).containsEntry("iss", OidcFixture.ISSUER).containsEntry("aud", client)
        .containsEntry("sub", ada.accountId.toString()).containsEntry("sid", sid.toString())
        .doesNotContainKey("nonce").containsKey("jti");
    assertThat(OidcFixture.claims(sent.get(0)).getLong("exp")).isEqualTo(now.getEpochSecond() + 120);
    assertThat(OidcFixture.claims(sent.get(0)).getJsonObject("events").fieldNames())
        .containsExactly("http://schemas.openid.net/event/backchannel-logout");
    assertThat(sent()).as("once").hasSize(1);
    assertThat(waiting()).isZero();
  }

  @Test
  void nobodyIsToldOfASessionThatGaveTheApplicationNothing() {
    OIDC.code(Demand.of(client), ada);
    OIDC.tokens(Demand.of(OIDC.client()), ada);
    Person eve = OIDC.account.person().logIn();
    OIDC.tokens(Demand.of(client), eve);
    ada.logOut();
    assertThat(sent()).isEmpty();
    assertThat(waiting()).isZero();
  }

  @Test
  void theEndOfASessionEndsWhatBelongsToIt() {
    String bound = OIDC.client(new JsonObject().put("refresh_ends", "session"));
    AskTokens.Answer offline = OIDC.offlineTokens(client, ada);
    AskTokens.Answer withSession = OIDC.offlineTokens(bound, ada);
    Secret code = OIDC.code(Demand.of(client), ada);
    ada.ended(Optional.of(ada.sid), Kind.SESSION);
    assertThat(sent()).hasSize(1);
    assertThat(refreshes(bound, withSession)).isFalse();
    assertThat(OIDC.redeem(client, code).error().isNone()).isFalse();
    assertThat(refreshes(client, offline)).isTrue();
  }

  @Test
  void aLockAndANewPasswordEndEverythingAndTellOfEverySession() {
    for (Kind kind : List.of(Kind.LOCKED, Kind.PASSWORD)) {
      begin();
      Person bob = OIDC.account.person().logIn();
      AskTokens.Answer first = OIDC.offlineTokens(client, bob);
      bob.logOut();
      assertThat(sent()).hasSize(1);
      bob.sid = UUID.randomUUID();
      bob.logIn();
      AskTokens.Answer second = OIDC.offlineTokens(client, bob);
      bob.ended(Optional.empty(), kind);
      assertThat(sent()).as("the first was told when it ended").hasSize(2);
      assertThat(OidcFixture.claims(receiver.tokens.get(1)).getString("sid")).isEqualTo(bob.sid.toString());
      assertThat(refreshes(client, first)).isFalse();
      assertThat(refreshes(client, second)).isFalse();
    }
  }

  @Test
  void nothingIsKeptOfAnAccountThatIsNoMore() {
    OIDC.offlineTokens(client, ada);
    OIDC.database.execute("INSERT INTO oidc.consent VALUES ('%s', '%s', '{openid}', now())"
        .formatted(ada.accountId, client));
    ada.ended(Optional.empty(), Kind.DELETED);
    assertThat(sent()).hasSize(1);
    for (String table : List.of("application_grant", "consent", "logout_delivery")) {
      assertThat(OIDC.database.count("oidc." + table + " WHERE account_id = '" + ada.accountId + "'"))
          .as(table).isZero();
    }
  }

  @Test
  void twoNodesTellOnce() {
    BackChannel other = node(true);
    for (int i = 0; i < 10; i++) {
      begin();
      Person bob = OIDC.account.person().logIn();
      OIDC.tokens(Demand.of(client), bob);
      bob.logOut();
      answer(Future.all(node.round(), other.round()));
      answer(Future.all(node.round(), other.round()));
      assertThat(receiver.tokens).hasSize(1);
    }
  }

  /** Both have found the grant before either has told of it. */
  @Test
  void twoNodesThatLearnOfAnEndingAtOnceTellOnce() {
    assertThat(sent()).as("nothing else is under way").isEmpty();
    OIDC.tokens(Demand.of(client), ada);
    PgLogoutStore store = new PgLogoutStore(OIDC.pool);
    long id = OIDC.database.count("generate_series(1, (SELECT last_id FROM oidc.ending_cursor))") + 1;
    ListEndings.Ending ending = new ListEndings.Ending(id, ada.accountId, Optional.of(ada.sid), Kind.SESSION);
    Future<?>[] both = {null};
    answer(OIDC.pool.withTransaction(connection -> connection
        .query("SELECT last_id FROM oidc.ending_cursor FOR UPDATE").execute()
        .compose(held -> {
          both[0] = Future.all(store.end(ending, OIDC.clock.instant()), store.end(ending, OIDC.clock.instant()));
          return waitFor(2);
        })));
    answer(both[0]);
    ada.ended(Optional.of(UUID.randomUUID()), Kind.SESSION);
    assertThat(sent()).hasSize(1);
  }

  /** Until so many statements wait for the row of the cursor, or for one that waits for it. */
  private static Future<Void> waitFor(int waiting) {
    return OIDC.vertx().executeBlocking(() -> {
      while (OIDC.database.count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
          + " AND query LIKE '%ending_cursor%'") < waiting) {
        Thread.onSpinWait();
      }
      return null;
    }, false);
  }

  @Test
  void whatIsNotAcceptedIsMadeAnewAndSentAgainForADay() {
    OIDC.tokens(Demand.of(client), ada);
    ada.logOut();
    receiver.status = 503;
    assertThat(sent()).hasSize(1);
    assertThat(sent()).as("not at once").hasSize(1);
    OIDC.clock.pass(Duration.ofSeconds(5));
    assertThat(sent()).hasSize(2);
    assertThat(receiver.tokens.stream().map(token -> OidcFixture.claims(token).getString("jti")).distinct())
        .as("each with an id of its own").hasSize(2);
    receiver.status = 204;
    OIDC.clock.pass(Duration.ofSeconds(15));
    assertThat(sent()).hasSize(3);
    assertThat(waiting()).isZero();
  }

  @Test
  void afterADayItIsGivenUp() {
    OIDC.tokens(Demand.of(client), ada);
    ada.logOut();
    receiver.status = 500;
    try (Heard heard = new Heard()) {
      answer(node.round());
      for (int hours = 0; hours < 26; hours++) {
        OIDC.clock.pass(Duration.ofHours(1));
        answer(node.round());
      }
      assertThat(heard.lines()).filteredOn(line -> line.startsWith("[WARN]")).singleElement().asString()
          .contains("Client " + client + " was not told of a logout for a day", "the answer was 500");
      assertThat(heard.lines()).filteredOn(line -> line.contains("is tried again")).as("the first time").hasSize(1);
    }
    assertThat(waiting()).isZero();
    assertThat(receiver.tokens).hasSizeBetween(23, 26);
  }

  @Test
  void noRedirectIsFollowed() {
    OIDC.tokens(Demand.of(client), ada);
    ada.logOut();
    receiver.status = 302;
    assertThat(sent()).hasSize(1);
    assertThat(waiting()).as("it counts as not accepted").isEqualTo(1);
  }

  @Test
  void oneApplicationThatDoesNotAnswerKeepsNoOtherWaiting() throws IOException {
    try (Receiver other = new Receiver()) {
      String silent = OIDC.client(new JsonObject().put("backchannel_logout_uri", other.address()));
      other.status = 500;
      for (int i = 0; i < 30; i++) {
        OIDC.tokens(Demand.of(silent), ada);
        ada.logOut();
        ada.sid = UUID.randomUUID();
        ada.logIn();
      }
      OIDC.tokens(Demand.of(client), ada);
      ada.logOut();
      assertThat(sent()).hasSize(1);
      assertThat(OIDC.database.count("oidc.logout_delivery WHERE tries = 1 AND client_id = '" + silent + "'"))
          .as("those that the fixture's own node tries are counted too").isEqualTo(30);
    }
  }

  @Test
  void whatEndsWhileOneApplicationDoesNotAnswerIsToldMeanwhile() throws IOException {
    try (Receiver other = new Receiver()) {
      String silent = OIDC.client(new JsonObject().put("backchannel_logout_uri", other.address()));
      OIDC.tokens(Demand.of(client), ada);
      AtomicBoolean over = new AtomicBoolean();
      other.status = 500;
      other.meanwhile = () -> {
        if (!over.getAndSet(true)) {
          ada.logOut();
        }
      };
      makeDue(silent, 30);
      assertThat(sent()).hasSize(1);
    }
  }

  /** So many logout tokens are due. */
  private static void makeDue(String clientId, int tokens) {
    OIDC.database.execute("""
        INSERT INTO oidc.logout_delivery (id, client_id, account_id, sid, made_at, next_try_at)
        SELECT gen_random_uuid(), '%s', gen_random_uuid(), gen_random_uuid(), '%s', '%s'
        FROM generate_series(1, %d)"""
        .formatted(clientId, OIDC.clock.instant(), OIDC.clock.instant().minusSeconds(60), tokens));
  }

  @Test
  void whatWaitsForOneApplicationKeepsNoOtherWaiting() {
    makeDue(OIDC.client(), 1500);
    OIDC.database.execute("""
        INSERT INTO oidc.logout_delivery (id, client_id, account_id, sid, made_at, next_try_at)
        VALUES (gen_random_uuid(), '%s', gen_random_uuid(), gen_random_uuid(), '%s', '%2$s')"""
        .formatted(client, OIDC.clock.instant()));
    assertThat(answer(new PgLogoutStore(OIDC.pool).take(OIDC.clock.instant(), Duration.ofHours(1))))
        .extracting(PgLogoutStore.Delivery::clientId).containsOnlyOnce(client).hasSize(6);
  }

  @Test
  void nothingGoesToAPrivateAddressUnlessTheOperatorAllowsIt() {
    BackChannel strict = node(false);
    OIDC.tokens(Demand.of(client), ada);
    ada.logOut();
    answer(strict.round());
    assertThat(receiver.tokens).isEmpty();
  }
}
