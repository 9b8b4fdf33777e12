package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A second factor that the setting requires of every account. */
class RequiredForEveryoneTest {
  private static final String SECURITY = "/settings/security";

  @RegisterExtension static final WholeServer ALLY =
      WholeServer.plain().with("ALLY_SECOND_FACTOR", "required-by:2026-01-01");

  @Test
  void aNewAccountIsHeldAtOnce() {
    SimulatedUser ada = new SimulatedUser(UUID.randomUUID() + "@example.org", ALLY.browser(), ALLY.clock);
    ada.signUp();
    assertThat(location(ada.browser.get("/"))).isEqualTo(SECURITY);
    assertThat(location(ada.browser.get("/settings/profile"))).isEqualTo(SECURITY);
    ada.enrol();
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void aLoginLeadsToEnrolmentAndThenToACode() {
    SimulatedUser ada = ALLY.user();
    assertThat(location(ada.logIn())).isEqualTo(SECURITY);
    ada.enrol();
    ada.browser.forgetLogin();
    assertThat(location(ada.logIn())).isEqualTo("/login/code");
  }
}
