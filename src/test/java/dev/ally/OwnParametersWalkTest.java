package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import dev.ally.harness.WholeServer;
import dev.ally.totp.AuthenticatorRows;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logs in over HTTP with an authenticator of eight digits, 60 s and SHA-512, whose codes oathtool shows. */
class OwnParametersWalkTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  /** "12345678901234567890" */
  private static final String KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final Duration PERIOD = Duration.ofSeconds(60);

  private final SimulatedUser ada = ALLY.enrolledUser();

  private void importAuthenticator() {
    UUID account = answer(ShowAccount.OPERATION.ask(ALLY.bus(), new ShowAccount(ada.email)))
        .status().orElseThrow().person().accountId();
    AuthenticatorRows.link(
        ALLY.database(), ALLY.totpKeys(), account, Secret.of("12345678901234567890"), "SHA512", 8,
        (int) PERIOD.toSeconds());
  }

  private void removeTheFirst() {
    ALLY.database().execute("DELETE FROM totp.authenticator a USING account.account p"
        + " WHERE p.id = a.account_id AND a.digits = 6 AND p.email = '" + ada.email + "'");
  }

  private static String codeNow() {
    return Tools.code(KEY, ALLY.clock.instant(), "SHA512", 8, (int) PERIOD.toSeconds());
  }

  @Test
  void anAuthenticatorOfEightDigitsLogsInAndIsTurnedOff() {
    importAuthenticator();
    removeTheFirst();
    SimulatedUser here = ada.elsewhere();
    here.logInWithPassword();
    assertThat(here.browser.get("/login/code").body()).contains(">Code from your app</label>")
        .doesNotContainIgnoringCase("six-digit", "six digits");
    assertThat(here.code(codeNow().substring(2)).body())
        .contains("The code must have as many digits as your app shows. You entered six.");
    assertThat(ALLY.charges(ada)).as("which costs nothing").isZero();
    String code = codeNow();
    assertThat(location(here.code(code.substring(0, 4) + " " + code.substring(4)))).isEqualTo("/");
    assertThat(here.isSignedIn()).isTrue();

    ALLY.clock.pass(PERIOD);
    assertThat(here.browser.get("/settings/security/deactivate").body()).contains(">Code from your app</label>");
    assertThat(here.deactivate(code).body()).contains("That code is spent.");
    assertThat(here.deactivate(codeNow()).statusCode()).isEqualTo(303);
    assertThat(ALLY.authenticators(ada)).isZero();
  }

  @Test
  void twoAuthenticatorsOfDifferentLengthsLogInEach() {
    importAuthenticator();
    SimulatedUser first = ada.elsewhere();
    first.logInWithPassword();
    assertThat(first.browser.get("/login/code").body()).contains(">Code from your app</label>");
    assertThat(location(first.code(first.codeNow()))).isEqualTo("/");
    SimulatedUser second = ada.elsewhere();
    second.logInWithPassword();
    assertThat(second.code("1234567").body()).contains("You entered seven.");
    assertThat(location(second.code(codeNow()))).isEqualTo("/");
    assertThat(ALLY.charges(ada)).isZero();
  }

  @Test
  void aCodeFromAJapaneseKeyboardLogsIn() {
    SimulatedUser here = ada.elsewhere();
    here.logInWithPassword();
    assertThat(here.browser.get("/login/code").body()).contains(">Six-digit code</label>");
    StringBuilder fullWidth = new StringBuilder();
    here.codeNow().chars().forEach(digit -> fullWidth.append((char) (digit - '0' + '\uff10')));
    assertThat(location(here.code(fullWidth.insert(3, '\u3000').toString()))).isEqualTo("/");
  }
}
