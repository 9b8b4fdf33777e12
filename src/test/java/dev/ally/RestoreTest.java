package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.OperationsDocument;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The statements that the document has operators run after a restore. */
class RestoreTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  private static final Pattern RECOVERY_CODE = Pattern.compile("(?:[A-Z0-9]{5}-){3}[A-Z0-9]{5}");

  @Test
  void nothingThatMayHaveBeenSpentOpensAfterThem() throws Exception {
    // The statements go by the database's clock; what is linked then is linked long before.
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
    assertThat(location(ada.code(ada.codeNow()))).as("the next code").doesNotContain("/login");
    assertThat(ada.isSignedIn()).isTrue();
    assertThat(ada.browser.get("/settings/security").body()).contains("0 of 10 are left.");
  }

  private static void at(Instant time) {
    ALLY.clock.pass(Duration.between(ALLY.clock.instant(), time));
  }

  private static String recoveryCode(SimulatedUser ada) {
    Matcher code = RECOVERY_CODE.matcher(ada.browser.get("/settings/security/recovery").body());
    assertThat(code.find()).isTrue();
    return code.group();
  }

  private static void afterRestore() throws Exception {
    List<String> statements = OperationsDocument.blocks("After a restore", "sql");
    assertThat(statements).hasSize(1);
    var owner = ALLY.database().superuser();
    String url = "jdbc:postgresql://" + owner.host() + ":" + owner.port() + "/" + owner.database();
    try (Connection connection = DriverManager.getConnection(url, owner.user(), owner.password().revealText());
        Statement statement = connection.createStatement()) {
      statement.execute(statements.get(0));
    }
  }
}
