package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmedSignUpTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final String PASSWORD = "a password of one's own";
  private static final String ATTACKERS = "a password of an attacker";

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

  private static HttpResponse<String> signUp(Browser browser, String email, String name) {
    return browser.submit("/signup", "email", email, "name", name);
  }

  /** An attacker who does not own this address, at another browser. */
  private static void signUpAsAnAttacker(String email) {
    assertThat(ALLY.browser().submit("/signup", "email", email, "name", "Mallory", "password", ATTACKERS).statusCode())
        .isEqualTo(303);
  }

  /** The paths and the queries of the links in so many emails, the oldest first. */
  private List<String> links(int mails) {
    return MAIL.await(email, mails).stream().map(MailServer::pathOfLink).toList();
  }

  private static HttpResponse<String> complete(Browser at, String link, String name, String password) {
    HttpResponse<String> opened = at.get(link);
    return at.submitTo(location(opened), "/signup/confirm", "name", name, "password", password);
  }

  private static String logIn(String email, String password) {
    return location(ALLY.browser().submit("/login", "email", email, "password", password));
  }

  private long accounts() {
    return ALLY.database().count("account.account WHERE email_key = '" + email + "'");
  }

  @Test
  void isCompletedByTheLinkWherePasswordAndNameAreChosen() {
    assertThat(browser.get("/signup").body()).contains(">Email</label>", ">Name</label>").doesNotContain("name=\"password\"");
    assertThat(location(signUp(browser, email, "Ada"))).isEqualTo("/check-mail");
    assertThat(browser.get("/check-mail").body()).contains("We’ve sent an email to " + email + ".");
    String link = links(1).get(0);
    assertThat(MailServer.text(MAIL.to(email).get(0))).contains("IP address: 127.0.0.0/24", "Browser: ");
    assertThat(accounts()).isZero();
    String page = location(browser.get(link));
    assertThat(page).startsWith("/signup/confirm").doesNotContain("token");
    assertThat(browser.get(page).body()).contains("Complete your sign-up", email, "value=\"Ada\"");
    assertThat(accounts()).as("looking makes nothing").isZero();
    assertThat(location(complete(browser, link, "Ada Lovelace", PASSWORD))).isEqualTo("/");
    assertThat(browser.get("/").body()).contains("Hello, Ada Lovelace.");
    assertThat(logIn(email, PASSWORD)).isEqualTo("/");
    assertThat(complete(ALLY.browser(), link, "Ada", PASSWORD).statusCode()).isEqualTo(403);
    assertThat(accounts()).isEqualTo(1);
    assertThat(ALLY.database().count("account.account WHERE verified_email = email AND email_key = '" + email + "'"))
        .as("an account whose address is verified").isEqualTo(1);
  }

  @Test
  void leadsOnToTheApplicationThatWaits() {
    assertThat(answer(ApplyClients.OPERATION.ask(ALLY.bus(), new ApplyClients(UUID.randomUUID(), """
        [{"id": "notes", "consent": "none", "pkce": "optional", "redirect_uris": ["https://notes.example.org/"]}]""",
        false))).mistakes()).isEmpty();
    String login = location(browser.get("/oauth2/authorize?client_id=notes&response_type=code&scope=openid"
        + "&redirect_uri=https%3A%2F%2Fnotes.example.org%2F"));
    browser.submitTo("/signup" + login.substring(login.indexOf('?')), "/signup", "email", email, "name", "Ada");
    String on = location(complete(browser, links(1).get(0), "Ada", PASSWORD));
    assertThat(on).startsWith("/oauth2/authorize?request=");
    assertThat(browser.get(on).body()).contains("href=\"https://notes.example.org/?code=");
  }

  @Test
  void opensNothingByWhatAnAttackerTypedWhoAskedForIt() {
    signUpAsAnAttacker(email);
    String link = links(1).get(0);
    assertThat(browser.open(link).body())
        .as("the name is seen before it is taken").contains("value=\"Mallory\"").doesNotContain(ATTACKERS);
    assertThat(location(complete(browser, link, "Ada", PASSWORD))).isEqualTo("/");
    assertThat(browser.get("/").body()).contains("Hello, Ada.").doesNotContain("Mallory");
    assertThat(logIn(email, PASSWORD)).isEqualTo("/");
    assertThat(logIn(email, ATTACKERS)).isEmpty();
  }

  @Test
  void letsTheOwnerInHoweverOftenAttackersHaveAsked() {
    for (int i = 0; i < 6; i++) {
      signUpAsAnAttacker(email);
    }
    assertThat(location(signUp(browser, email, "Ada"))).isEqualTo("/check-mail");
    assertThat(browser.get("/check-mail").body()).contains("any of the links works");
    List<String> links = links(3);
    assertThat(ALLY.database().count("account.sign_up WHERE email = '" + email + "'"))
        .as("of seven, with a mail each").isEqualTo(3);
    for (String link : links) {
      assertThat(ALLY.browser().get(link).statusCode()).isEqualTo(303);
    }
    assertThat(location(complete(browser, links.get(0), "Ada", PASSWORD))).isEqualTo("/");
    assertThat(accounts()).isEqualTo(1);
  }

  @Test
  void completesWithEachLinkItsOwnAndMakesOneAccountOfTwo() {
    signUpAsAnAttacker(email);
    links(1);
    signUp(browser, email.toUpperCase(), "Ada");
    List<String> links = links(2);
    Browser other = ALLY.browser();
    String attackers = location(other.get(links.get(0)));
    String own = location(browser.get(links.get(1)));
    assertThat(other.get(attackers).body()).contains("value=\"Mallory\"");
    assertThat(browser.get(own).body()).contains("value=\"Ada\"");
    assertThat(location(complete(browser, links.get(1), "Ada", PASSWORD))).isEqualTo("/");
    HttpResponse<String> late = other.submitTo(attackers, "/signup/confirm", "name", "Eve", "password", ATTACKERS);
    assertThat(late.statusCode()).isEqualTo(410);
    assertThat(late.body()).contains("<a href=\"/login\">");
    assertThat(accounts()).isEqualTo(1);
    assertThat(logIn(email, ATTACKERS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Ada, short, password, The password must have at least 8 characters.",
    "Ada, '', password, Enter a password.",
    "Ada, password1, password, This is one of the most common passwords.",
    "' ', a password of one's own, name, Enter your name."
  })
  void isRefusedAtTheFieldAndTheLinkStaysGood(String name, String password, String field, String problem) {
    signUp(browser, email, "Ada");
    String link = links(1).get(0);
    HttpResponse<String> refused = complete(browser, link, name, password);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("<a href=\"#" + field + "\">" + problem, "value=\"" + name + "\"").doesNotContain("type=\"password\" value");
    assertThat(accounts()).isZero();
    assertThat(complete(browser, link, "Ada", email).statusCode()).as("the email itself").isEqualTo(422);
    assertThat(complete(browser, link, "Ada", "x ".repeat(129)).body())
        .contains("The password must have at most 256 characters.");
    assertThat(complete(browser, link, "x".repeat(101), PASSWORD).body()).contains("The name is too long.");
    assertThat(location(complete(browser, link, "Ada", PASSWORD))).isEqualTo("/");
  }

  @Test
  void isAskedForWithoutAPasswordAndWithWhateverPassword() {
    assertThat(browser.submit("/signup", "email", email, "name", "Ada", "password", "short").statusCode())
        .isEqualTo(303);
    assertThat(browser.submit("/signup", "email", "nonsense", "name", "Ada").statusCode()).isEqualTo(422);
    assertThat(browser.submit("/signup", "email", email, "name", "").statusCode()).isEqualTo(422);
  }

  @Test
  void saysTheSameForAnAddressThatIsTakenAndTellsItsOwnerByMail() {
    SimulatedUser ada = ALLY.user();
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> free = signUp(ALLY.browser(), email, "Ada");
      HttpResponse<String> taken = signUp(ALLY.browser(), ada.email, "Ada");
      assertThat(taken.statusCode()).isEqualTo(free.statusCode()).isEqualTo(303);
      assertThat(location(taken)).isEqualTo(location(free));
      assertThat(taken.headers().map().keySet()).isEqualTo(free.headers().map().keySet());
    }
    assertThat(MAIL.await(ada.email, 3)).allSatisfy(told -> {
      assertThat(MailServer.subject(told)).isEqualTo("Ally: You already have an account");
      assertThat(MailServer.text(told)).doesNotContain("token");
    });
    assertThat(links(3)).hasSize(3);
    assertThat(location(ada.logIn())).isEqualTo("/");
  }

  @Test
  void opensForADay() {
    signUp(browser, email, "Ada");
    String link = links(1).get(0);
    ALLY.clock.pass(Duration.ofHours(24));
    assertThat(browser.open(link).statusCode()).isEqualTo(410);
    assertThat(accounts()).isZero();
  }

  @Test
  void keepsNeitherThePasswordNorTheTokenInClear() {
    signUpAsAnAttacker(email);
    String token = links(1).get(0).replaceFirst(".*token=", "");
    assertThat(ALLY.database().dump(Schema.ACCOUNT)).doesNotContainIgnoringCase(token)
        .doesNotContainIgnoringCase(ATTACKERS).doesNotContain("$argon2");
  }

  /** What {@code web} of the version before asks: the password alone. */
  @Test
  void isCompletedByAnEarlierWebWithThePasswordThatIsTypedThere() {
    signUp(browser, email, "Ada");
    Secret link = Secret.of(links(1).get(0).replaceFirst(".*token=", ""));
    assertThat(complete(link, "short").outcome()).isEqualTo(CompleteSignUp.Outcome.WRONG_PASSWORD);
    assertThat(complete(link, PASSWORD).outcome()).isEqualTo(CompleteSignUp.Outcome.SIGNED_IN);
    assertThat(logIn(email, PASSWORD)).isEqualTo("/");
    assertThat(ALLY.database().count("account.account WHERE email = '" + email + "' AND name = 'Ada'")).isEqualTo(1);
  }

  private static RequestInfo requestInfo() {
    return new RequestInfo("192.0.2.1", "a browser", Secret.token(new SecureRandom()));
  }

  private static CompleteSignUp.Answer complete(Secret link, String password) {
    CompleteSignUp question = new CompleteSignUp(
        UUID.randomUUID(), link, Secret.of(password), Optional.empty(), requestInfo(),
        Secret.token(new SecureRandom()), Secret.empty());
    CompleteSignUp.Answer first = answer(CompleteSignUp.OPERATION.ask(ALLY.bus(), question));
    assertThat(answer(CompleteSignUp.OPERATION.ask(ALLY.bus(), question))).as("asked again").isEqualTo(first);
    return first;
  }

  @Test
  void makesOneAccountWhereTenCompleteItAtOnce() {
    signUp(browser, email, "Ada");
    Secret link = Secret.of(links(1).get(0).replaceFirst(".*token=", ""));
    List<Future<CompleteSignUp.Answer>> asked = Stream.generate(() -> new CompleteSignUp(
            UUID.randomUUID(), link, Secret.of(PASSWORD), Optional.of("Ada"),
            requestInfo(), Secret.token(new SecureRandom()), Secret.empty()))
        .limit(10).map(question -> CompleteSignUp.OPERATION.ask(ALLY.bus(), question)).toList();
    assertThat(asked.stream().map(one -> answer(one).outcome()).toList())
        .containsOnlyOnce(CompleteSignUp.Outcome.SIGNED_IN).hasSize(10);
    assertThat(accounts()).isEqualTo(1);
  }

  /** As the version before kept it, with the hash of a password that was typed at the sign-up. */
  @Test
  void isCompletedWhereAnEarlierVersionKeptIt() {
    SimulatedUser other = ALLY.user();
    ALLY.database().execute("""
        INSERT INTO account.sign_up (id, email, email_key, name, sealed_password_hash, sealing_key_id, made_at)
        SELECT '%1$s', '%2$s', '%2$s', 'Mallory', sealed_password_hash, sealing_key_id, '%3$s'
        FROM account.account WHERE email = '%4$s';
        INSERT INTO account.letter (kind, email_key, sign_up_id, address, made_at, due_at)
        VALUES ('SIGN_UP_ASKED', '%2$s', '%1$s', '%2$s', '%3$s', '%3$s')"""
        .formatted(UUID.randomUUID(), email, ALLY.clock.instant(), other.email));
    assertThat(location(complete(browser, links(1).get(0), "Ada", PASSWORD))).isEqualTo("/");
    assertThat(logIn(email, PASSWORD)).isEqualTo("/");
    assertThat(logIn(email, SimulatedUser.PASSWORD)).isEmpty();
  }

  /** The version before finds no null there, and takes no password for the one that was not chosen yet. */
  @Test
  void isKeptWithAHashThatAnEarlierVersionReadsAndNoPasswordOpens() {
    signUpAsAnAttacker(email);
    links(1);
    assertThat(ALLY.database().count("account.sign_up WHERE email = '" + email
        + "' AND octet_length(sealed_password_hash) > 60 AND sealing_key_id IS NOT NULL")).isEqualTo(1);
  }
}
