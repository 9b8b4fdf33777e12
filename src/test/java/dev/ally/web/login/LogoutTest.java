package dev.ally.web.login;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.LogOut;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogoutTest {
  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void endsTheSessionOnTheServerAndInTheBrowser() {
    Browser ada = site.signedIn();
    String session = ada.cookies.get("ally_session");

    HttpResponse<String> answer = ada.submitTo("/", "/logout");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/");
    assertThat(site.account.last(LogOut.class).session().revealText()).isEqualTo(session);
    assertThat(ada.cookies).doesNotContainKey("ally_session");
    assertThat(ada.get("/").body()).contains("You’re logged out.");
  }

  @Test
  void isNoLink() {
    HttpResponse<String> answer = site.signedIn().get("/logout");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void refusesAFormWithoutAToken() {
    assertThat(site.signedIn().post("/logout", "").statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
  }
}
