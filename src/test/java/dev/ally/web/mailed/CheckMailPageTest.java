package dev.ally.web.mailed;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.SignUp;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckMailPageTest {
  private static final String PAGE = "/check-mail";

  private final Site site = Site.withSignUpConfirmedByMail();
  private final Browser browser = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  private void signUp(String email) {
    site.account.answer(SignUp.OPERATION, SignUp.Answer.of(SignUp.Outcome.MAILED));
    assertThat(location(browser.submit("/signup", "email", email, "name", "Zoë 🦊"))).isEqualTo(PAGE);
  }

  @Test
  void saysWhereTheEmailOfASignUpWentAndRequestsItAgain() {
    signUp("zoe@example.org");
    assertThat(browser.get(PAGE).body())
        .contains("<h1>Check your email</h1>", "We’ve sent an email to zoe@example.org.", ">Send again</button>")
        .doesNotContain("Requested again");

    assertThat(location(browser.submitTo(PAGE, "/signup"))).isEqualTo(PAGE);

    SignUp again = site.account.last(SignUp.class);
    assertThat(again.account().email()).isEqualTo("zoe@example.org");
    assertThat(browser.get(PAGE).body()).contains("Requested again. Give it a few minutes.");
    assertThat(browser.get(PAGE).body()).as("once").doesNotContain("Requested again");
  }

  @Test
  void leadsBackToTheFormWithWhatWasTyped() {
    signUp("zoe@example.org");
    assertThat(browser.get(PAGE).body()).contains("<a href=\"/signup\">Wrong address? Change it</a>");
    assertThat(browser.get("/signup").body())
        .contains("value=\"zoe@example.org\"", "value=\"Zoë 🦊\"");

    signUp("zoë@example.net");

    assertThat(browser.get(PAGE).body()).contains("zoë@example.net").doesNotContain("Requested again");
    assertThat(site.browser().get("/signup").body()).as("another browser").doesNotContain("example.net");
  }

  @Test
  void offersNoOtherLinkWhereThatTakesThePassword() {
    site.account.answer(LogIn.OPERATION, LogIn.Answer.of(LogIn.Outcome.LINK_NEEDED));
    assertThat(location(browser.submit("/login", "email", "ada@example.org", "password", "p"))).isEqualTo(PAGE);
    assertThat(browser.get(PAGE).body())
        .contains("Too many wrong passwords were entered for ada@example.org.", "<a href=\"/login\">")
        .doesNotContain("Send again", "Wrong address");
    assertThat(browser.get("/login").body()).contains("value=\"ada@example.org\"");
  }

  @Test
  void isForgottenWithTheSession() {
    signUp("zoe@example.org");
    browser.with("ally_session", site.account.session()).submitTo("/", "/logout");
    assertThat(browser.cookies).doesNotContainKey("ally_mailed");
    assertThat(location(browser.get(PAGE))).isEqualTo("/login");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "RESET", "RESET.YQ", "RESET.a.", "RESET.AA.", "NONE.YQ.", "RESET.YQ..", "reset.YQ."})
  void leadsToTheLoginWhereTheCookieIsNone(String cookie) {
    assertThat(location(browser.with("ally_mailed", cookie).get(PAGE))).isEqualTo("/login");
    assertThat(browser.get("/login").body()).contains("autocapitalize=\"none\" value=\"\"");
  }

  @Test
  void readsNoMarkupInTheCookie() {
    String address = Base64.getUrlEncoder().withoutPadding()
        .encodeToString("\"><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8));
    assertThat(browser.with("ally_mailed", "RESET." + address + ".").get(PAGE).body())
        .contains("&lt;script&gt;").doesNotContain("<script>alert");
  }
}
