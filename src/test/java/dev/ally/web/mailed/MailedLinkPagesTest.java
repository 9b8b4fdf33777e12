package dev.ally.web.mailed;

import static dev.ally.web.FakeAccount.EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.FindLink;
import dev.ally.crypto.Secret;
import dev.ally.web.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailedLinkPagesTest {
  private final Site site = Site.open();

  @BeforeEach
  void letEveryLinkOpen() {
    site.account.answer(FindLink.OPERATION, new FindLink.Answer(Optional.of(EMAIL)));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Browser opened() {
    return site.visitor().with("ally_link", Secret.token(new SecureRandom()).revealText());
  }

  @ParameterizedTest
  @CsvSource({
    "/email, go", "/login/link, go", "/undo, password", "/reset, new_password", "/signup/confirm, password"
  })
  void sayAtTheFieldOrTheButtonThatTheFormIsTooOld(String page, String field) {
    HttpResponse<String> answer = opened().post(page, "csrf=" + opened().token(page));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains("<a href=\"#" + field + "\">This page had been open for too long.")
        .contains("<p class=\"problem\" id=\"" + field + "-problem\">This page had been open for too long.")
        .containsPattern("<(input|button) id=\"" + field + "\" [^>]*aria-describedby=\"[^\"]*" + field + "-problem\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "a%0d%0aX", "%01%7f%0b", "x%3B%20Path=/;%20Domain=ally.example", "%22%22", "%C4%8D"})
  void makeNoCookieOfWhatIsNoToken(String token) {
    for (String page : List.of("/email", "/login/link", "/undo", "/reset", "/signup/confirm")) {
      HttpResponse<String> answer = site.visitor().get(page + "?token=" + token);
      assertThat(answer.statusCode()).as(page).isEqualTo(410);
      assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.matches("ally_link=[^;].*"));
      assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"/email, go", "/login/link, go"})
  void describeTheButtonByNothingWhileNothingIsWrong(String page, String button) {
    assertThat(opened().get(page).body())
        .contains("<button id=\"" + button + "\" type=\"submit\">").doesNotContain("problem");
  }
}
