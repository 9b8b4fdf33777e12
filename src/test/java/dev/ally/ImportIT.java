package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.AllyProcess;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.ServiceFile;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts with hashes and authenticators are imported beside a running server, and one of the two is killed. */
class ImportIT {
  private static final int PEOPLE = 3_000;
  private static final String PASSWORD = "correct horse b\u00e4ttery";
  private static final List<String> HASHES = List.of(
      "$2b$05$.y1eiteV..tE67EBJkmCKeAwt1GUzvLGhc2MmI4bAN6aWSyAk0soy",
      "$argon2id$v=19$m=4096,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$n/0huG0/IRXDvFSgC59RPkK7U0rqiirZMQeic56s47s",
      "$pbkdf2-sha256$1000$11oLgRCCMOYcI4Rwbm3N2Q$/Ohr7I7EV8e4qYWczg.XvSCQdxF2hIdlnjJLxPVe.V8");
  private static final Pattern RESULT = Pattern.compile(
      "([0-9]+) accounts were made, ([0-9]+) addresses had one already, 0 lines were skipped\\.\n");
  private static final String PROGRESS = "[0-9]+ of " + PEOPLE + " lines, [0-9]+ lines/s(, [0-9]+ s remaining)?";

  @TempDir Path directory;
  private Path file;
  private Path auditLog;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(directory.resolve("people.jsonl"), IntStream.range(0, PEOPLE).mapToObj(ImportIT::line).toList());
    auditLog = directory.resolve("audit.log");
  }

  private static String line(int number) {
    return new JsonObject().put("email", email(number)).put("password_hash", HASHES.get(number % HASHES.size()))
        .put("groups", new JsonArray().add("staff"))
        .put("authenticators", new JsonArray().add("otpauth://totp/Old?secret=" + key(number))).encode();
  }

  private static String email(int number) {
    return "person" + number + "@example.org";
  }

  /** In base32, another one for each person. */
  private static String key(int number) {
    return "GEZDGNBVGY3TQOJQGEZDGNBV".concat(Integer.toString(number + 8 * 8 * 8 * 8 * 8 * 8 * 8, 8)
        .replace('0', 'A').replace('1', 'B'));
  }

  @Test
  void aCommandThatIsKilledIsRunAgainAndMakesTheRest() throws Exception {
    try (AllyProcess ally = settings().start().awaitReady()) {
      try (AllyProcess killed = startImport(); Connection holding = holdInTheMiddle(ally)) {
        killed.kill();
        holding.rollback();
      }
      importTheRest();
      everybodyIsThereOnce(ally);
      // The server tells what the killed command has not.
      ally.await(() -> told().size() == PEOPLE);
      assertThat(ally.complaints()).isEmpty();
    }
  }

  @Test
  void whereTheServerIsKilledTheCommandIsRunAgainAndMakesTheRest() throws Exception {
    AllyProcess first = settings().start().awaitReady();
    try (AllyProcess cutOff = startImport(); Connection holding = holdInTheMiddle(first)) {
      first.kill();
      assertThat(holding.isValid(5)).as("the database outlives a killed server").isTrue();
      try (AllyProcess ally = settings().start().awaitReady()) {
        assertThat(cutOff.exit()).isEqualTo(1);
        assertThat(cutOff.err().lines().filter(line -> !line.matches(PROGRESS + "|\\S+ WARN  Outage - .*")))
            .singleElement().asString().startsWith("It cannot be done");
        importTheRest();
        everybodyIsThereOnce(ally);
        assertThat(ally.complaints()).isEmpty();
      }
    } finally {
      first.close();
    }
  }

  private AllyProcess.Builder settings() throws IOException {
    return AllyProcess.unpackedIn(directory).with("ALLY_AUDIT_LOG", auditLog.toString());
  }

  private AllyProcess startImport() throws IOException {
    return settings().start("account", "import", file.toString());
  }

  private Connection connect() throws IOException, SQLException {
    return ServiceFile.connect(directory.resolve("ally-data"));
  }

  private static int count(Statement statement, String from) {
    try (ResultSet counted = statement.executeQuery("SELECT count(*) FROM " + from)) {
      counted.next();
      return counted.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Some accounts are made, and the next ones have their authenticators and wait for a lock that this holds. */
  private Connection holdInTheMiddle(AllyProcess ally) throws Exception {
    Connection connection = connect();
    Statement statement = connection.createStatement();
    ally.await(() -> count(statement, "account.account") > 0);
    connection.setAutoCommit(false);
    statement.execute("LOCK TABLE account.activity");
    ally.await(() -> count(statement, "totp.authenticator") > count(statement, "account.account"));
    assertThat(count(statement, "account.account")).isLessThan(PEOPLE);
    return connection;
  }

  private void importTheRest() throws Exception {
    try (AllyProcess again = startImport()) {
      assertThat(again.exit()).as(again.err()).isZero();
      MatchResult result = RESULT.matcher(again.out()).results().findFirst().orElseThrow();
      assertThat(Integer.parseInt(result.group(1))).as(again.out()).isPositive();
      assertThat(Integer.parseInt(result.group(2))).as(again.out()).isPositive();
      assertThat(Integer.parseInt(result.group(1)) + Integer.parseInt(result.group(2))).isEqualTo(PEOPLE);
    }
  }

  private void everybodyIsThereOnce(AllyProcess ally) throws Exception {
    try (Connection connection = connect(); Statement statement = connection.createStatement()) {
      assertThat(count(statement, "account.account WHERE two_factor")).isEqualTo(PEOPLE);
      assertThat(count(statement, "account.account_group WHERE name = 'staff'")).isEqualTo(PEOPLE);
      assertThat(count(statement, "account.activity WHERE what = 'ACCOUNT_IMPORTED'")).isEqualTo(PEOPLE);
      assertThat(count(statement, "totp.authenticator")).isEqualTo(PEOPLE);
      assertThat(count(statement, "account.account a WHERE NOT EXISTS"
          + " (SELECT FROM totp.authenticator t WHERE t.account_id = a.id)")).isZero();
    }
    for (int number : List.of(0, 1, PEOPLE / 2, PEOPLE - 1)) {
      SimulatedUser person = new SimulatedUser(email(number), ally.browser(), Clock.systemUTC());
      person.app = new AuthenticatorApp(key(number));
      assertThat(location(person.logIn(PASSWORD))).isEqualTo("/login/code");
      assertThat(location(person.code(person.codeNow()))).isEqualTo("/");
    }
  }

  /** The accounts of whose import the audit log tells. */
  private Set<String> told() {
    try {
      Set<String> accounts = new HashSet<>();
      for (String line : Files.readAllLines(auditLog)) {
        JsonObject event = new JsonObject(line);
        if (event.getString("event").equals("ACCOUNT_IMPORTED")) {
          accounts.add(event.getString("account"));
        }
      }
      return accounts;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
