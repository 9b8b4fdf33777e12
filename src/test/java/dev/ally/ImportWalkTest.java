package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.cli.transfer.ImportSource;
import dev.ally.cli.transfer.ImportSource.From;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.ImportAccounts.Line;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import dev.ally.harness.WholeServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People of a realm that Keycloak 26 has exported log in over HTTP with their old passwords and codes. */
class ImportWalkTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  private static final Path REALM = Path.of("src/test/resources/imports/keycloak.json");

  @BeforeAll
  static void importTheRealm() throws Exception {
    List<Line> lines = new ArrayList<>();
    ImportSource.of(REALM, Optional.empty(), Optional.of(From.keycloak)).read(new ImportSource.Sink() {
      @Override
      public void line(int number, String text) {
        lines.add(new Line(number, Secret.of(text)));
      }

      @Override
      public void bad(int number, String reason) {
        assertThat(reason).contains("dora");
      }
    });
    assertThat(take(lines)).isEqualTo(new ImportAccounts.Answer(3, 0, List.of(), false));
    assertThat(take(lines)).as("run again").isEqualTo(new ImportAccounts.Answer(0, 3, List.of(), false));
  }

  private static ImportAccounts.Answer take(List<Line> lines) {
    return answer(ImportAccounts.OPERATION.ask(ALLY.bus(), new ImportAccounts(UUID.randomUUID(), lines)));
  }

  private static SimulatedUser person(String email) {
    return new SimulatedUser(email, ALLY.browser(), ALLY.clock);
  }

  @Test
  void adaLogsInWithHerOldPasswordAndTheCodeOfHerPhone() {
    SimulatedUser ada = person("ada@example.org");
    assertThat(ada.logIn("wrong password").statusCode()).isNotEqualTo(303);
    assertThat(location(ada.logIn("correct horse b\u00e4ttery"))).isEqualTo("/login/code");
    assertThat(ada.isSignedIn()).isFalse();
    // The key is the text dSdmuHLQhkm54oIm0A0S itself.
    String code = Tools.code("MRJWI3LVJBGFC2DLNU2TI32JNUYECMCT", ALLY.clock.instant(), "SHA1", 6, 30);
    assertThat(location(ada.code(code))).isEqualTo("/");
    assertThat(ada.isSignedIn()).isTrue();
    assertThat(answer(ShowAccount.OPERATION.ask(ALLY.bus(), new ShowAccount(ada.email))).status().orElseThrow().groups())
        .isEqualTo(Set.of("staff.admins"));
  }

  @Test
  void benLogsInWithEightDigitsOfAMinute() {
    SimulatedUser ben = person("ben@example.org");
    assertThat(location(ben.logIn("staple the other horse"))).isEqualTo("/login/code");
    String code = Tools.code(
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====", ALLY.clock.instant(), "SHA256", 8, 60);
    assertThat(location(ben.code(code))).isEqualTo("/");
  }

  @Test
  void carlaWhoWasDisabledIsLocked() {
    SimulatedUser carla = person("carla@example.org");
    assertThat(carla.logIn("correct horse b\u00e4ttery").statusCode()).isNotEqualTo(303);
    assertThat(answer(ShowAccount.OPERATION.ask(ALLY.bus(), new ShowAccount(carla.email))).status().orElseThrow()
        .lockedSince()).isPresent();
  }
}
