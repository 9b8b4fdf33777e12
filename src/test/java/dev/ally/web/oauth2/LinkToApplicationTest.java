package dev.ally.web.oauth2;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeOidc.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.SignUp;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mailed links that were requested while an application waits. */
class LinkToApplicationTest {
  private final Site site = Site.withSignUpConfirmedByMail();
  private final Browser ada = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  /** The address at which the login begins. */
  private String login() {
    return location(ada.get(LOGIN));
  }

  /** Its destination. */
  private String next() {
    String login = login();
    return login.substring(login.indexOf('?'));
  }

  /** An email that was requested while the application waits, and whose link is opened now. */
  private void openLink() {
    site.account.answer(FindMailedLink.OPERATION, new FindMailedLink.Answer(Optional.of(FakeAccount.EMAIL)));
    ada.with("ally_link", Secret.token(new SecureRandom()).revealText());
  }

  @Test
  void leadsOnAfterAANewPassword() {
    String next = next();
    site.account.answer(
        AskPasswordReset.OPERATION, AskPasswordReset.Answer.of(AskPasswordReset.Outcome.ASKED));
    site.account.answer(ResetPassword.OPERATION, ResetPassword.Answer.of(ResetPassword.Outcome.CHANGED));
    assertThat(location(ada.submitTo("/forgot" + next, "/forgot", "email", FakeAccount.EMAIL)))
        .isEqualTo("/check-mail");
    ada.submitTo("/check-mail", "/forgot");
    openLink();
    assertThat(location(ada.submit("/reset", "new_password", "a fine password"))).isEqualTo("/login" + next);
    assertThat(ada.cookies).doesNotContainKey("ally_waiting");
    openLink();
    assertThat(location(ada.submit("/reset", "new_password", "a fine password"))).as("once").isEqualTo("/login");
  }

  @Test
  void leadsOnAfterASignUp() {
    String next = next();
    site.account.answer(SignUp.OPERATION, SignUp.Answer.of(SignUp.Outcome.MAILED));
    site.account.answer(CompleteSignUp.OPERATION, CompleteSignUp.Answer.of(CompleteSignUp.Outcome.SIGNED_IN));
    ada.submitTo("/signup" + next, "/signup", "email", "bob@example.org", "name", "Bob");
    openLink();
    assertThat(location(ada.submit("/signup/confirm", "name", "Bob", "password", "a fine password")))
        .startsWith("/oauth2/authorize?request=");
  }

  @Test
  void leadsOnAfterABrowserIsLetIn() {
    HttpResponse<String> page = ada.get(login());
    site.account.answer(LogIn.OPERATION, LogIn.Answer.of(LogIn.Outcome.LINK_NEEDED));
    site.account.answer(AdmitBrowser.OPERATION, new AdmitBrowser.Answer(AdmitBrowser.Outcome.ADMITTED));
    ada.submitFrom(page, "/login", "email", FakeAccount.EMAIL, "password", "x");
    openLink();
    String on = location(ada.submit("/login/link"));
    assertThat(on).startsWith("/login?next=%2Foauth2%2Fauthorize%3Frequest%3D");
    assertThat(ada.get(on).body()).contains("You’ll continue to Grafana.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "application.", "application.x", "host.", "host.a/b", "x", "application.\u00e9"})
  void leadsNowhereByWhatIsNoLogin(String cookie) {
    site.account.answer(CompleteSignUp.OPERATION, CompleteSignUp.Answer.of(CompleteSignUp.Outcome.SIGNED_IN));
    ada.with("ally_waiting", cookie);
    openLink();
    assertThat(location(ada.submit("/signup/confirm", "name", "Bob", "password", "a fine password"))).isEqualTo("/");
  }

  @Test
  void leadsHomeOnceTheApplicationHasItsAnswer() {
    site.account.answer(CompleteSignUp.OPERATION, CompleteSignUp.Answer.of(CompleteSignUp.Outcome.SIGNED_IN));
    ada.with("ally_waiting", "application." + Secret.token(new SecureRandom()).revealText());
    openLink();
    assertThat(location(ada.submit("/signup/confirm", "name", "Bob", "password", "a fine password"))).isEqualTo("/");
  }

  @Test
  void leadsOnToAProtectedHost() {
    site.account.answer(CompleteSignUp.OPERATION, CompleteSignUp.Answer.of(CompleteSignUp.Outcome.SIGNED_IN));
    site.account.answer(FindHostLogin.OPERATION, new FindHostLogin.Answer("Wiki"));
    ada.with("ally_waiting", "host.sealed");
    openLink();
    assertThat(location(ada.submit("/signup/confirm", "name", "Bob", "password", "a fine password")))
        .isEqualTo("/forward-auth/login?destination=sealed");
  }
}
