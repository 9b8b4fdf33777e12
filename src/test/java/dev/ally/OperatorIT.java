package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ally.config.LoginUri;
import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Browser;
import dev.ally.harness.Postmasters;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands of the finished jar, on the embedded database and on one of the operator's own. */
final class OperatorIT {
  private static final String PASSWORD = SimulatedUser.PASSWORD + "\n";
  /** With what Java answers it. */
  private static final int SIGTERM = 143;

  @TempDir Path directory;

  @Test
  void anAccountIsMadeWithoutAServerAndTheDatabaseStopsAfterwards() throws Exception {
    try (AllyProcess created = create(AllyProcess.unpackedIn(directory), "a@example.org", PASSWORD)) {
      assertThat(created.exit()).isZero();
      assertThat(created.out().lines()).containsExactly("The account of a@example.org was made.");
      assertThat(created.err()).isEmpty();
      assertThat(directory.resolve("ally-data/postgres/postmaster.pid")).doesNotExist();
    }
  }

  @Test
  void toldToStopWhileItStartsACommandLeavesNoDatabaseRunning() throws Exception {
    try (AllyProcess created = create(AllyProcess.unpackedIn(directory), "a@example.org", PASSWORD)) {
      created.await(() -> Postmasters.in(directory.resolve("ally-data")).isPresent());
      long postmaster = Postmasters.in(directory.resolve("ally-data")).orElseThrow();
      assertThat(created.terminate().exit()).isEqualTo(SIGTERM);
      assertThat(Postmasters.runs(postmaster)).isFalse();
      assertThat(created.err()).isEmpty();
    }
  }

  @Test
  void besideARunningServerItsDatabaseIsUsed() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady();
        AllyProcess created = create(AllyProcess.in(directory), "a@example.org", PASSWORD)) {
      assertThat(created.exit()).isZero();
      try (AllyProcess reset = AllyProcess.in(directory).start("account", "reset-2fa", "--email", "a@example.org")) {
        assertThat(reset.exit()).isZero();
        assertThat(reset.out().lines()).containsExactly("Two-factor was off already for a@example.org.");
        assertThat(reset.err()).isEmpty();
      }
      assertThat(ally.isReady()).isTrue();
    }
  }

  @Test
  void whatACommandWarnsOfIsJsonWhereTheLogIs() throws Exception {
    Path full = Path.of("/dev/full");
    Tools.need(full);
    try (AllyProcess created = create(AllyProcess.unpackedIn(directory).with("ALLY_LOG_FORMAT", "json")
        .with("ALLY_AUDIT_LOG", full.toString()), "a@example.org", PASSWORD)) {
      assertThat(created.exit()).isZero();
      assertThat(created.out().lines()).containsExactly("The account of a@example.org was made.");
      assertThat(created.err().lines()).isNotEmpty().allSatisfy(line ->
          assertThat(new JsonObject(line).getString("level")).isEqualTo("WARN"));
    }
  }

  @Test
  void aRefusedAccountIsOneLineOnStandardError() throws Exception {
    try (AllyProcess created = create(AllyProcess.unpackedIn(directory), "a@example.org", "short\n")) {
      assertThat(created.exit()).isEqualTo(1);
      assertThat(created.out()).isEmpty();
      assertThat(created.err().lines()).containsExactly("No account was made: the password is too short");
    }
    try (AllyProcess reset = AllyProcess.in(directory).start("account", "reset-2fa", "--email", "a@example.org")) {
      assertThat(reset.exit()).isEqualTo(1);
      assertThat(reset.err().lines()).containsExactly("There is no account of a@example.org");
    }
  }

  /** The finished jar holds those parts of ICU alone that are needed. */
  @Test
  void addressesAndNamesOutsideAsciiAreReadByTheFinishedJar() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady();
        AllyProcess created = create(AllyProcess.in(directory), "a@xn--bcher-kva.example", PASSWORD)) {
      assertThat(created.exit()).as(created.err()).isZero();
      Browser browser = ally.browser();
      assertThat(location(browser.submit(
          "/login", "email", "a@b\u00fccher.example", "password", SimulatedUser.PASSWORD))).isEqualTo("/");
      assertThat(location(browser.submit("/settings/profile", "name", "\u05d3\u05d5\u05d3 \u200f\ud83e\udec8")))
          .isEqualTo("/settings/profile");
      try (AllyProcess listed =
          AllyProcess.in(directory).start("account", "list", "--same-address", "--format", "csv")) {
        assertThat(listed.exit()).as(listed.err()).isZero();
        assertThat(listed.out().lines()).containsExactly("email,name,since,address,id");
      }
    }
  }

  @Test
  void anAccountIsShownLockedUnlockedAndDeletedBesideARunningServer() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady();
        AllyProcess created = create(AllyProcess.in(directory), "a@example.org", PASSWORD)) {
      assertThat(created.exit()).isZero();
      Browser browser = ally.browser();
      assertThat(logIn(browser)).isEqualTo("/");
      assertThat(run("show")).contains("A <a@example.org>", "Two-factor:    off", "Sessions:      1", "Locked:        no");
      assertThat(run("end-sessions")).containsExactly("All sessions of a@example.org have ended.");
      assertThat(location(browser.get("/settings/profile"))).startsWith("/login");
      assertThat(logIn(browser)).isEqualTo("/");
      assertThat(run("lock")).containsExactly("The account of a@example.org is locked.");
      assertThat(location(browser.get("/settings/profile"))).startsWith("/login");
      assertThat(logIn(browser)).isEmpty();
      assertThat(browser.answers.get(browser.answers.size() - 1).body())
          .contains("The email or password is not right.");
      assertThat(run("unlock")).containsExactly("The account of a@example.org is unlocked.");
      assertThat(logIn(browser)).isEqualTo("/");
      try (AllyProcess asked = account("delete")) {
        assertThat(asked.exit()).isEqualTo(1);
        assertThat(asked.err()).contains("sessions (1)", "Nothing was deleted. Add --yes");
      }
      assertThat(browser.get("/settings/profile").statusCode()).isEqualTo(200);
      assertThat(run("delete", "--yes")).containsExactly("The account of a@example.org was deleted.");
      assertThat(location(browser.get("/settings/profile"))).startsWith("/login");
      try (AllyProcess gone = account("show")) {
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err().lines()).containsExactly("There is no account of a@example.org");
      }
      assertThat(ally.isReady()).isTrue();
    }
  }

  @Test
  void aWebhookThatIsAddedBesideARunningServerIsToldOfWhatHappensThere() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", exchange -> {
      events.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
    receiver.start();
    try (AllyProcess ally =
            AllyProcess.unpackedIn(directory).with("ALLY_OUTGOING_PRIVATE", "true").start().awaitReady();
        AllyProcess added = AllyProcess.in(directory).with("ALLY_OUTGOING_PRIVATE", "true")
            .start("webhook", "add", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/")) {
      assertThat(added.exit()).as(added.err()).isZero();
      assertThat(added.out()).matches("[0-9a-f-]{36}\twhsec_[A-Za-z0-9+/]{43}=\n");
      assertThat(location(ally.browser().submit(
          "/signup", "email", "a@example.org", "name", "A", "password", SimulatedUser.PASSWORD))).isEqualTo("/");
      assertThat(events.poll(20, TimeUnit.SECONDS)).startsWith("{\"type\":\"SIGN_UP\",");
      try (AllyProcess listed = AllyProcess.in(directory).start("webhook", "list", "--format", "json")) {
        assertThat(listed.exit()).as(listed.err()).isZero();
        assertThat(new JsonObject(listed.out()).getString("id")).isEqualTo(added.out().split("\t")[0]);
      }
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void aLinkToANewPasswordIsPrintedAndOpensWhereNoMailLeaves() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady();
        AllyProcess created = create(AllyProcess.in(directory), "a@example.org", PASSWORD)) {
      assertThat(created.exit()).isZero();
      List<String> printed = run("reset-password");
      assertThat(printed).singleElement().asString().matches("http://localhost:[0-9]+/reset\\?token=[A-Za-z0-9_-]{43}");
      URI link = URI.create(printed.get(0));
      Browser browser = ally.browser();
      assertThat(location(browser.get(link.getPath() + "?" + link.getQuery()))).startsWith("/reset?link=");
      assertThat(location(browser.submit("/reset", "new_password", "a new and fine password"))).isEqualTo("/login");
      assertThat(logIn(browser)).isEmpty();
      assertThat(location(browser.submit("/login", "email", "a@example.org", "password", "a new and fine password")))
          .isEqualTo("/");
      assertThat(browser.get("/reset?" + link.getQuery()).statusCode()).isEqualTo(303);
      assertThat(browser.get("/reset").statusCode()).isEqualTo(410);
      assertThat(run("lock")).hasSize(1);
      try (AllyProcess locked = account("reset-password")) {
        assertThat(locked.exit()).isEqualTo(1);
        assertThat(locked.out()).isEmpty();
        assertThat(locked.err().lines()).containsExactly("The account of a@example.org is locked: unlock it first");
      }
    }
  }

  /** Where the login leads to; nothing when it was refused. */
  private static String logIn(Browser browser) {
    return location(browser.submit("/login", "email", "a@example.org", "password", SimulatedUser.PASSWORD));
  }

  private List<String> run(String command, String... options) throws Exception {
    try (AllyProcess done = account(command, options)) {
      assertThat(done.exit()).as(done.err()).isZero();
      assertThat(done.err()).isEmpty();
      return done.out().lines().toList();
    }
  }

  private AllyProcess account(String command, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("account", command, "--email", "a@example.org"));
    all.addAll(List.of(options));
    return AllyProcess.in(directory).start(all.toArray(String[]::new));
  }

  @Test
  void anEmptyDatabaseIsMigratedOnceAndThenServedByLeastPrivilege() throws Exception {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      String account = LoginUri.of(login(database, "it_account")).toString();
      String totp = LoginUri.of(login(database, "it totp")).toString();
      try (AllyProcess early = leastPrivilege(account, totp).start("serve")) {
        assertThat(early.exit()).isEqualTo(1);
        assertThat(early.err().lines()).hasSize(1);
      }
      for (int time = 1; time <= 2; time++) {
        try (AllyProcess migrated = leastPrivilege(account, totp)
            .with("ALLY_DATABASE_URI", database.superuserUri().toString()).start("migrate")) {
          assertThat(migrated.exit()).as(migrated.err()).isZero();
          assertThat(migrated.err()).isEmpty();
        }
      }
      try (AllyProcess ally = leastPrivilege(account, totp).start("serve").awaitReady()) {
        assertThat(ally.get("/login").statusCode()).isEqualTo(200);
        assertThat(ally.out().lines().filter(line -> line.contains("oidc"))).as("of the verticle that has no login")
            .singleElement().asString().contains("INFO", "is left out", "ALLY_OIDC_DATABASE_URI is not set");
        assertThat(ally.getManagement("/health/ready").body()).doesNotContain("oidc");
        assertThat(directory.resolve("ally-data/postgres")).doesNotExist();
        try (AllyProcess created = create(leastPrivilege(account, totp), "a@example.org", PASSWORD)) {
          assertThat(created.exit()).as(created.err()).isZero();
        }
        assertThat(ally.terminate().exit()).isZero();
      }
    }
  }

  @Test
  void aThirdLoginBringsOidc() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      AllyProcess.Builder three = leastPrivilege(database.accountUri().toString(), database.totpUri().toString())
          .with("ALLY_OIDC_DATABASE_URI", database.oidcUri().toString());
      try (AllyProcess ally = three.start("serve").awaitReady()) {
        assertThat(ally.out()).doesNotContain("left out");
        assertThat(ally.getManagement("/health/ready").body()).contains("oidc");
        assertThat(directory.resolve("ally-data/oidc.key")).exists();
        assertThat(database.count("oidc.sealing_key")).isEqualTo(1);
      }
    }
  }

  @Test
  void oidcIsLeftOutOfOneProcessByName() throws Exception {
    try (AllyProcess ally =
        AllyProcess.unpackedIn(directory).start("serve", "--verticles", "web,account,totp").awaitReady()) {
      assertThat(ally.get("/login").statusCode()).isEqualTo(200);
      assertThat(ally.out()).doesNotContain("oidc");
      assertThat(ally.getManagement("/health/ready").body()).doesNotContain("oidc");
      assertThat(directory.resolve("ally-data/oidc.key")).doesNotExist();
    }
  }

  @Test
  void anOlderSchemaIsNamedWithTheCommandThatMendsIt() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("DELETE FROM totp.flyway_schema_history");
      try (AllyProcess ally =
          leastPrivilege(database.accountUri().toString(), database.totpUri().toString()).start("serve")) {
        assertThat(ally.exit()).isEqualTo(1);
        assertThat(ally.err().lines()).singleElement().asString()
            .contains("schema totp is older").contains("ally.jar migrate");
      }
    }
  }

  @Test
  void oneLoginForEverythingMigratesByItselfAndSaysSo() throws Exception {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      Path uri = Files.writeString(directory.resolve("uri"), database.superuserUri() + "\n");
      Path config = Files.writeString(directory.resolve("ally.conf"), "ALLY_DATABASE_URI_FILE=" + uri + "\n");
      try (AllyProcess ally =
          AllyProcess.in(directory).start("serve", "--config", config.toString()).awaitReady()) {
        assertThat(ally.out()).contains("ALLY_DATABASE_URI is the login for everything");
        assertThat(ally.isReady()).isTrue();
      }
    }
  }

  @Test
  void aCommandWithOneLoginForEverythingSaysNothingOfIt() throws Exception {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      String owner = database.superuserUri().toString();
      try (AllyProcess created = create(
          AllyProcess.in(directory).with("ALLY_DATABASE_URI", owner), "a@example.org", PASSWORD)) {
        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(created.err()).isEmpty();
      }
      try (AllyProcess rotated = AllyProcess.in(directory).with("ALLY_DATABASE_URI", owner).start("keys", "rotate")) {
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotated.err()).isEmpty();
      }
    }
  }

  @Test
  void migrateWithoutADatabaseOfOnesOwnIsRefused() throws Exception {
    try (AllyProcess migrated = AllyProcess.in(directory).start("migrate")) {
      assertThat(migrated.exit()).isEqualTo(1);
      assertThat(migrated.err().lines()).singleElement().asString().startsWith("ALLY_DATABASE_URI: ");
    }
  }

  @Test
  void whereThereIsNoDatabaseNoneIsMadeForACommandThatNeedsOne() throws Exception {
    for (List<String> command : List.of(
        List.of("account", "show", "--email", "a@example.org"),
        List.of("account", "reset-2fa", "--email", "a@example.org"), List.of("keys", "rotate"))) {
      try (AllyProcess lost = AllyProcess.in(directory).start(command.toArray(String[]::new))) {
        assertThat(lost.exit()).isEqualTo(1);
        assertThat(lost.err().lines()).singleElement().asString()
            .matches("There is no database in .*ally-data: ALLY_DATA_DIR must name the data directory of the server");
      }
    }
    assertThat(directory.resolve("ally-data")).doesNotExist();
  }

  @Test
  void aCommandThatCannotBeUnderstoodExitsWithTwo() throws Exception {
    try (AllyProcess odd = AllyProcess.in(directory).start("account", "create", "--email", "a")) {
      assertThat(odd.exit()).isEqualTo(2);
    }
  }

  private AllyProcess.Builder leastPrivilege(String account, String totp) throws IOException {
    return AllyProcess.in(directory)
        .with("ALLY_ACCOUNT_DATABASE_URI", account).with("ALLY_TOTP_DATABASE_URI", totp);
  }

  private static PostgresLogin login(TestDatabase database, String user) {
    return database.superuser().as(user, Secret.of("pass: wörd/%"));
  }

  private static AllyProcess create(AllyProcess.Builder builder, String email, String typed) throws IOException {
    return builder.typing(typed).start("account", "create", "--email", email, "--name", "A", "--password-stdin");
  }
}
