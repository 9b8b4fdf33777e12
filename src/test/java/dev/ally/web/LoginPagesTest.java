package dev.ally.web;

import static dev.ally.web.Browser.location;
import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.LogIn;
import dev.ally.contract.LogInWithCode;
import dev.ally.contract.LogOut;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginPagesTest {
  private final Site site = Site.open();
  private final Browser browser = site.visitor();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void logsInAndGoesHome() {
    HttpResponse<String> answer = browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/");
    assertThat(browser.get("/").body()).contains("Hello, Ada Lovelace.");
  }
}
