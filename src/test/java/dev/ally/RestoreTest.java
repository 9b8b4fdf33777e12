package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.database.Schema;
import dev.ally.database.backup.AfterRestore;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code after-restore} does. */
class RestoreTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  /** What people have and did, what was counted and decided, the names of keys, and migrations. */
  private static final Set<String> KEPT = Set.of(
      "account.account", "account.account_group", "account.application_note", "account.ending",
      "account.ending_counter", "account.event", "account.picture", "account.activity", "account.intent",
      "account.deletion", "account.group_requirement", "account.webhook", "account.webhook_key",
      "account.help_desk_act",
      // Receivers are told at least once, and know a message again by its id.
      "account.webhook_delivery",
      "account.password_budget", "account.sign_up_budget", "account.budget_key", "account.sealing_key",
      "totp.authenticator", "totp.void_recovery_codes", "totp.operation", "totp.guess_budget", "totp.recovery_budget",
      "totp.sealing_key",
      "oidc.client", "oidc.client_host", "oidc.client_origin", "oidc.client_secret", "oidc.registry_operation",
      "oidc.used_assertion", "oidc.signing_key", "oidc.token_key", "oidc.sealing_key",
      "oidc.ending_cursor", "oidc.logout_delivery",
      "account.flyway_schema_history", "totp.flyway_schema_history", "oidc.flyway_schema_history");

  private static final Pattern RECOVERY_CODE = Pattern.compile("(?:[A-Z0-9]{5}-){3}[A-Z0-9]{5}");

  @Test
  void nothingThatMayHaveBeenSpentOpensAfterIt() throws Exception {
    // The command goes by the database's clock; what is linked then is linked long before.
    at(Instant.now().minus(Duration.ofMinutes(10)));
    SimulatedUser ada = ALLY.enrolledUser();
    String recoveryCode = recoveryCode(ada);
    SimulatedUser waiting = ada.elsewhere();
    waiting.logIn();
    assertThat(ada.isSignedIn()).isTrue();
    assertThat(ALLY.pendingLogins(ada)).isOne();
    at(Instant.now());

    afterRestore();

    assertThat(ada.isSignedIn()).isFalse();
    assertThat(ALLY.sessions(ada) + ALLY.pendingLogins(ada)).isZero();
    ada.logIn();
    assertThat(ada.browser.submit("/login/code", "recovery_code", recoveryCode).statusCode())
        .as("a recovery code of before").isEqualTo(422);
    assertThat(ada.code(ada.codeNow()).statusCode()).as("a code of now").isEqualTo(422);
    ALLY.clock.pass(Duration.ofSeconds(60));
    assertThat(location(ada.code(ada.codeNow()))).as("the next code").startsWith("/settings/security/recovery");
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void peopleGetNewRecoveryCodesAtTheirNextLoginAndOnlyThen() throws Exception {
    SimulatedUser ada = ALLY.enrolledUser();
    String old = recoveryCode(ada);
    SimulatedUser bob = ALLY.enrolledUser();
    afterRestore();
    ALLY.clock.pass(Duration.ofSeconds(60));

    ada.browser.submitTo(
        "/login?next=%2Fsettings%2Factivity", "/login", "email", ada.email, "password", SimulatedUser.PASSWORD);
    HttpResponse<String> answer = ada.browser.submitTo(
        "/login/code?next=%2Fsettings%2Factivity", "/login/code", "totp", ada.spendCode());
    assertThat(location(answer)).isEqualTo("/settings/security/recovery?next=%2Fsettings%2Factivity");
    String page = ada.browser.get(location(answer)).body();
    assertThat(page).contains("restored from a backup", "href=\"/settings/activity\"").doesNotContain(old);
    assertThat(RECOVERY_CODE.matcher(page).results().count()).isEqualTo(10);
    assertThat(ada.browser.get("/settings/activity").body()).contains("Recovery codes replaced");

    String fresh = recoveryCode(ada);
    SimulatedUser elsewhere = ada.elsewhere();
    elsewhere.logIn();
    assertThat(elsewhere.browser.submit("/login/code", "recovery_code", old).statusCode()).isEqualTo(422);
    assertThat(location(elsewhere.browser.submit("/login/code", "recovery_code", fresh)))
        .as("a new one").startsWith("/settings/security");
    ALLY.clock.pass(Duration.ofSeconds(60));
    SimulatedUser later = ada.elsewhere();
    later.logIn();
    assertThat(location(later.code(later.codeNow()))).as("the login after that").isEqualTo("/");

    ALLY.clock.pass(Duration.ofSeconds(60));
    bob.logIn();
    assertThat(location(bob.code(bob.codeNow()))).as("another account").startsWith("/settings/security/recovery");
  }

  @Test
  void nobodyIsGivenCodesWithoutALoginByCode() throws Exception {
    SimulatedUser ada = ALLY.enrolledUser();
    afterRestore();
    assertThat(rows("totp.void_recovery_codes")).isPositive();
    ada.logIn();
    assertThat(ada.browser.get("/settings/security/recovery").statusCode()).isEqualTo(303);
    afterRestore();
    assertThat(rows("totp.recovery_code")).isZero();
  }

  /** Whatever is added to the database is either emptied or kept on purpose. */
  @Test
  void itEmptiesEveryTableButThoseThatAreKept() throws Exception {
    assertThat(tables()).containsAll(KEPT).filteredOn(table -> !KEPT.contains(table))
        .containsExactlyInAnyOrderElementsOf(AfterRestore.emptied());
  }

  private static void at(Instant time) {
    ALLY.clock.pass(Duration.between(ALLY.clock.instant(), time));
  }

  private static String recoveryCode(SimulatedUser ada) {
    Matcher code = RECOVERY_CODE.matcher(ada.browser.get("/settings/security/recovery").body());
    assertThat(code.find()).isTrue();
    return code.group();
  }

  private static long rows(String table) throws SQLException {
    try (Connection connection = connect(); Statement statement = connection.createStatement()) {
      ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table);
      row.next();
      return row.getLong(1);
    }
  }

  private static void afterRestore() {
    AfterRestore.run(schema -> ALLY.database().login(schema), List.of(Schema.values()));
  }

  private static Set<String> tables() throws SQLException {
    try (Connection connection = connect(); Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery(
          "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('account', 'totp', 'oidc')");
      Set<String> names = new TreeSet<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  private static Connection connect() throws SQLException {
    var owner = ALLY.database().superuser();
    String url = "jdbc:postgresql://" + owner.host() + ":" + owner.port() + "/" + owner.database();
    return DriverManager.getConnection(url, owner.user(), owner.password().revealText());
  }
}
