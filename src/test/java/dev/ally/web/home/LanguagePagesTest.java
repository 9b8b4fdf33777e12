package dev.ally.web.home;

import static dev.ally.harness.Browser.location;
import static dev.ally.harness.PseudoLanguage.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChooseLanguage;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.SignUp;
import dev.ally.harness.Browser;
import dev.ally.harness.PseudoLanguage;
import dev.ally.web.Site;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages in another language than English, which reads from right to left. */
class LanguagePagesTest {
  private static final String RIGHT_TO_LEFT = "<html lang=\"fa\" dir=\"rtl\">";
  private static final String LOG_IN = said("Log in");

  @TempDir
  private static Path dataDir;

  private static Site site;

  @BeforeAll
  static void open() throws IOException {
    site = Site.withDataDirectory(PseudoLanguage.addTo(dataDir));
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @BeforeEach
  void forget() {
    site.account.ada = new Person(UUID.randomUUID(), "ada@example.org", "Ada Lovelace");
    site.account.asked.clear();
  }

  private static HttpResponse<String> get(Browser browser, String path, String accepted) {
    return browser.send(browser.request(path).header("Accept-Language", accepted).GET());
  }

  private static HttpResponse<String> choose(Browser browser, String page, String language, String... referer) {
    String form = Browser.encode(Browser.pairs("csrf", browser.token(page), "language", language));
    String[] headers = referer.length == 0 ? referer : new String[] {
        "Origin", site.publicUrl.toString(), "Referer", referer[0]};
    return browser.post("/language", form, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/signup", "/forgot", "/nowhere"})
  void areInTheLanguageThatTheBrowserAsksFor(String path) {
    HttpResponse<String> page = get(site.browser(), path, "fa-IR,fa;q=0.9,en;q=0.8");

    assertThat(page.body()).contains(RIGHT_TO_LEFT).doesNotContain("Log in", "Home", "Email");
    assertThat(page.headers().firstValue("Content-Language")).contains("fa");
    assertThat(page.headers().firstValue("Vary")).contains("Accept-Language, Cookie");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(site.browser().get(path).body()).contains("<html lang=\"en\" dir=\"ltr\">");
  }

  @Test
  void keepTheChosenLanguageWhateverTheBrowserAsksFor() {
    Browser browser = site.browser();

    HttpResponse<String> chosen = choose(browser, "/login", "fa");

    assertThat(chosen.statusCode()).isEqualTo(303);
    assertThat(get(browser, "/login", "en").body()).contains(RIGHT_TO_LEFT, "<h1>" + LOG_IN + "</h1>");
    assertThat(site.account.asked).as("of a visitor").noneMatch(ChooseLanguage.class::isInstance);
    choose(browser, "/login", "en");
    assertThat(get(browser, "/login", "fa").body()).contains("<h1>Log in</h1>");
  }

  @Test
  void followTheAccountThatIsSignedIn() {
    Browser ada = site.signedIn();
    choose(ada, "/", "fa");
    assertThat(site.account.ada.language()).isEqualTo("fa");

    assertThat(get(site.signedIn(), "/settings/security", "en").body()).contains(RIGHT_TO_LEFT);
    assertThat(get(site.browser(), "/", "en").body()).contains("<html lang=\"en\"");
  }

  @Test
  void goBackToThePageWhereItWasChosen() {
    Browser browser = site.browser();

    assertThat(location(choose(browser, "/login", "fa", site.publicUrl + "/login?next=%2Fsettings")))
        .isEqualTo("/login?next=%2Fsettings");
    for (String elsewhere : new String[] {
        "https://evil.example/login", site.publicUrl + ".evil.example/", site.publicUrl + "//evil.example", "nonsense"}) {
      assertThat(location(choose(browser, "/login", "fa", elsewhere))).as(elsewhere).isEqualTo("/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/signup"})
  void goBackToARefusedFormWithItsDestination(String path) {
    Browser browser = site.browser();
    String next = "/oauth2/authorize?request=x";
    String refused = browser.submit(path, "email", "", "name", "", "password", "", "next", next).body();
    assertThat(refused).containsPattern("class=\"languages\"[^$]*name=\"next\" value=\"/oauth2/authorize\\?request=x\"");

    HttpResponse<String> chosen = browser.post("/language",
        Browser.encode(Browser.pairs("csrf", browser.token(path), "language", "fa", "next", next)),
        "Origin", site.publicUrl.toString(), "Referer", site.publicUrl + path);

    assertThat(location(chosen)).isEqualTo(path + "?next=%2Foauth2%2Fauthorize%3Frequest%3Dx");
    assertThat(browser.get(location(chosen)).body()).contains("name=\"next\" value=\"/oauth2/authorize?request=x\"");
  }

  @Test
  void takeNoLanguageThatThereIsNotAndNoFormOfAnotherBrowser() {
    Browser browser = site.browser();
    assertThat(choose(browser, "/login", "xx").statusCode()).isEqualTo(400);
    assertThat(choose(browser, "/login", "").statusCode()).isEqualTo(400);

    String foreign = Browser.encode(Browser.pairs("csrf", site.browser().token("/login"), "language", "fa"));
    assertThat(browser.post("/language", foreign).statusCode()).isEqualTo(403);
    assertThat(browser.post("/language", "language=fa").statusCode()).isEqualTo(403);
    assertThat(browser.cookies).doesNotContainKey("ally_language");
  }

  @Test
  void offerEachLanguageInItsOwnName() {
    assertThat(site.browser().get("/login").body()).contains(
        "<option value=\"en\" lang=\"en\" dir=\"ltr\" selected>English</option>",
        "<option value=\"fa\" lang=\"fa\" dir=\"rtl\">" + said("pseudo") + "</option>");
  }

  @Test
  void isolateWhatPeopleType() {
    String home = get(site.signedIn(), "/", "fa").body();

    assertThat(home).contains("<bdi>Ada Lovelace</bdi>");
    assertThat(get(site.signedIn(), "/settings/sessions", "fa").body()).doesNotContainPattern("=\"[^\"<>]*&lt;bdi|=\"[^\"]*<bdi");
  }

  @Test
  void tellTheAccountInWhichLanguageItIsAskedFor() {
    Browser browser = site.browser();
    browser.send(browser.request("/signup").header("Accept-Language", "fa").GET());
    browser.cookies.put("ally_language", "fa");

    browser.submit("/signup", "email", "new@example.org", "name", "Ada", "password", "correct horse battery");

    assertThat(site.account.asked).filteredOn(SignUp.class::isInstance).singleElement()
        .satisfies(asked -> assertThat(((SignUp) asked).requestInfo().language()).isEqualTo("fa"));
  }
}
