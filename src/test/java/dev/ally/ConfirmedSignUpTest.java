package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.database.Schema;
import dev.ally.harness.MailServer;
import dev.ally.harness.WholeServer;
import dev.ally.harness.WholeServer.Somebody;
import dev.ally.web.Browser;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfirmedSignUpTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final String PASSWORD = "a password of one's own";

  private final String email = UUID.randomUUID() + "@example.org";
  private final Browser browser = ALLY.browser();

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @BeforeEach
  void beginAnotherHour() {
    ALLY.clock.pass(Duration.ofHours(2));
  }

  private static HttpResponse<String> signUp(Browser browser, String email, String password) {
    return browser.submit("/signup", "email", email, "name", "Ada", "password", password);
  }

  /** The path and the query of the link in the newest of so many mails. */
  private String link(int mails) {
    List<MimeMessage> all = MAIL.await(email, mails);
    URI link = URI.create(MailServer.link(all.get(all.size() - 1)));
    return link.getPath() + "?" + link.getQuery();
  }

  private HttpResponse<String> complete(Browser at, String link, String password) {
    at.get(link);
    return at.submit("/signup/confirm", "password", password);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private long accounts() {
    return ALLY.database().count("account.account WHERE email = '" + email + "'");
  }

  @Test
  void isCompletedByTheLinkAndThePasswordThatWasChosen() {
    assertThat(location(signUp(browser, email, PASSWORD))).isEqualTo("/login");
    assertThat(browser.get("/login").body()).contains("We have sent you a mail.");
    String link = link(1);
    assertThat(accounts()).isZero();
    assertThat(location(browser.get(link))).isEqualTo("/signup/confirm");
    assertThat(browser.get("/signup/confirm").body()).contains("Complete your sign-up", email);
    assertThat(accounts()).as("looking makes nothing").isZero();
    assertThat(location(complete(browser, link, PASSWORD))).isEqualTo("/");
    assertThat(browser.get("/").body()).contains("Hello, Ada.");
    assertThat(complete(ALLY.browser(), link, PASSWORD).statusCode()).isIn(403, 410);
    assertThat(accounts()).isEqualTo(1);
  }

  @Test
  void isNotCompletedWithoutThatPassword() {
    signUp(browser, email, "a password of a stranger");
    String link = link(1);
    assertThat(complete(browser, link, PASSWORD).statusCode()).isEqualTo(422);
    for (int i = 0; i < 9; i++) {
      assertThat(complete(browser, link, "not that one either").statusCode()).isEqualTo(422);
    }
    assertThat(complete(browser, link, "a password of a stranger").statusCode()).isEqualTo(429);
    assertThat(accounts()).isZero();
  }

  @Test
  void saysTheSameForAnAddressThatIsTakenAndTellsItsOwnerByMail() {
    Somebody ada = ALLY.somebody();
    HttpResponse<String> free = signUp(ALLY.browser(), email, PASSWORD);
    HttpResponse<String> taken = signUp(ALLY.browser(), ada.email, PASSWORD);
    assertThat(taken.statusCode()).isEqualTo(free.statusCode()).isEqualTo(303);
    assertThat(location(taken)).isEqualTo(location(free));
    assertThat(taken.headers().map().keySet()).isEqualTo(free.headers().map().keySet());
    MimeMessage told = MAIL.await(ada.email, 1).get(0);
    assertThat(MailServer.subject(told)).isEqualTo("You have an account already: Ally");
    assertThat(MailServer.text(told)).doesNotContain("token");
    assertThat(location(ada.logIn())).isEqualTo("/");
  }

  @Test
  void opensForADay() {
    signUp(browser, email, PASSWORD);
    String link = link(1);
    ALLY.clock.pass(Duration.ofHours(24));
    assertThat(complete(browser, link, PASSWORD).statusCode()).isIn(403, 410);
    assertThat(accounts()).isZero();
  }

  @Test
  void makesOneAccountOfTwoForTheSameAddress() {
    signUp(browser, email, PASSWORD);
    String first = link(1);
    signUp(browser, email.toUpperCase(), "another password");
    MAIL.await(email.toUpperCase(), 2);
    String second = link(2);
    assertThat(location(complete(ALLY.browser(), second, "another password"))).isEqualTo("/");
    assertThat(complete(ALLY.browser(), first, PASSWORD).statusCode()).isEqualTo(410);
    assertThat(ALLY.database().count("account.account WHERE email_key = '" + email + "'")).isEqualTo(1);
  }

  @Test
  void boundsMailsToOneAddress() {
    for (int i = 0; i < 3; i++) {
      assertThat(signUp(browser, email, PASSWORD).statusCode()).isEqualTo(303);
    }
    assertThat(signUp(browser, email, PASSWORD).statusCode()).isEqualTo(429);
  }

  @Test
  void keepsNeitherThePasswordNorTheTokenInClear() {
    signUp(browser, email, PASSWORD);
    String token = link(1).replaceFirst(".*token=", "");
    assertThat(ALLY.database().dump(Schema.ACCOUNT)).doesNotContainIgnoringCase(token)
        .doesNotContainIgnoringCase(PASSWORD).doesNotContain("$argon2");
  }
}
