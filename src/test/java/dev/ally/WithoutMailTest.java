package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.MakeResetLink;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.URI;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A forgotten password where no email leaves. */
class WithoutMailTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  private static final String CHOSEN = "a new and fine password";

  @Test
  void whoForgotThePasswordIsToldToAskTheOperator() {
    Browser browser = ALLY.browser();
    assertThat(browser.get("/login").body()).contains("<a href=\"/forgot\">");
    assertThat(browser.get("/forgot").body())
        .contains("Ask its administrator for a link to choose a new password.").doesNotContain("name=\"email\"");
    String token = "csrf=" + browser.token("/login");
    assertThat(location(browser.post("/forgot", token + "&email=ada%40example.org"))).isEqualTo("/forgot");
    assertThat(ALLY.database().count("account.letter WHERE kind = 'RESET_ASKED'")).isZero();
  }

  @Test
  void theOperatorsLinkLeadsToANewPassword() {
    SimulatedUser ada = ALLY.enrolledUser();
    MakeResetLink.Answer made = answer(MakeResetLink.OPERATION.ask(
        ALLY.bus(), new MakeResetLink(ada.email, Secret.token(new SecureRandom()))));
    URI link = URI.create(made.link().revealText());
    Browser browser = ALLY.browser();
    assertThat(location(browser.get(link.getPath() + "?" + link.getQuery()))).startsWith("/reset?link=");
    assertThat(location(browser.submit("/reset", "new_password", CHOSEN))).isEqualTo("/login");
    assertThat(browser.get("/reset").statusCode()).isEqualTo(410);
    SimulatedUser anew = ada.elsewhere();
    assertThat(location(anew.logIn(CHOSEN))).isEqualTo("/login/code");
    assertThat(location(anew.code(anew.codeNow()))).isEqualTo("/");
    assertThat(anew.browser.get("/settings/activity").body())
        .contains("Link to choose a new password, made by an administrator")
        .contains("Password changed, by a link from an administrator");
  }
}
