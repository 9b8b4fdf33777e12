package dev.ally.web;

import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.PASSWORD;
import static dev.ally.web.FakeOidc.LOGIN;
import static dev.ally.web.FakeOidc.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.microsoft.playwright.options.WaitUntilState;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.Person;
import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.harness.Browser;
import dev.ally.harness.Chromium;
import dev.ally.harness.HtmlValidate;
import dev.ally.harness.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as people see and use them, in a real browser. */
class PagesInChromiumTest {
  private static final String TARGETS = "a:visible, button:visible, input:visible:not(.unseen), select, summary";
  private static final String TOO_SMALL = """
      targets => targets.filter(target => !(target.getBoundingClientRect().height >= 44))
          .map(target => target.outerHTML)""";
  private static final String OUT_OF_SHAPE = """
      targets => targets.filter(target => {
        const shape = getComputedStyle(target).borderRadius;
        target.focus();
        return !target.matches(':focus-visible') || getComputedStyle(target).borderRadius !== shape;
      }).map(target => target.outerHTML)""";
  private static Chromium chromium;

  private final List<String> complaints = new ArrayList<>();
  private Site site;

  @TempDir
  Path pictures;

  @BeforeAll
  static void start() {
    chromium = Chromium.open();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    site = Site.forChromium();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, NONE, 1280, 900", "DARK, NONE, 360, 740", "LIGHT, ACTIVE, 360, 740", "DARK, ACTIVE, 1280, 900"})
  void passTheRulesOfAxe(ColorScheme scheme, ForcedColors forced, int width, int height) {
    NewContextOptions options =
        new NewContextOptions().setColorScheme(scheme).setForcedColors(forced).setViewportSize(width, height);
    walk(page(options), page -> assertThat(violations(page, forced)).as(page.url()).isEmpty());

    assertThat(complaints).isEmpty();
  }

  @Test
  void areValidHtmlAsServed() {
    HtmlValidate validator = HtmlValidate.keeping(Path.of("target/html"));
    Page page = page(new NewContextOptions().setJavaScriptEnabled(false));
    validator.follow(page);
    walk(page, shown -> validator.keep());
    Browser ada = site.signedIn();
    validator.keep("leaving", ada.send(ada.request(LOGIN).header("Sec-Fetch-Site", "same-origin").GET()).body());
    site.oidc.mode = Mode.FORM_POST;
    validator.keep("posting", ada.get(LOGIN).body());

    assertThat(validator.pages()).isGreaterThan(50);
    assertThat(validator.errors()).isEmpty();
  }

  @Test
  void doNotScrollSidewaysOnTheSmallestScreen() {
    walk(page(ColorScheme.LIGHT, 320, 600), page -> assertThat(
        (Integer) page.evaluate("document.documentElement.scrollWidth")).as(page.url()).isLessThanOrEqualTo(320));
  }

  @Test
  void haveTargetsThatAThumbCanHit() {
    walk(page(ColorScheme.LIGHT, 360, 740), page -> assertThat(
        (List<?>) page.locator(TARGETS).evaluateAll(TOO_SMALL)).as(page.url()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 1280, 900", "DARK, 1280, 900", "LIGHT, 360, 740", "DARK, 360, 740"})
  void showAQrCodeThatAPhoneReads(ColorScheme scheme, int width, int height) throws Exception {
    Page page = linking(page(scheme, width, height));

    String link = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open Authenticator App"))
        .getAttribute("href");

    assertThat(link).startsWith("otpauth://totp/Ally:ada%40example.org?secret=");
    assertThat(readQr(page)).isEqualTo(link);
  }

  @Test
  void showButtonPictureAndKeyInTheFirstWindowOfADesktop() {
    Page page = linking(page(ColorScheme.LIGHT, 1280, 900));

    assertThat(bottom(page.locator(".app a"))).isLessThanOrEqualTo(900);
    assertThat(bottom(page.locator("img.qr"))).isLessThanOrEqualTo(900);
    assertThat(bottom(page.locator(".slip code"))).isLessThanOrEqualTo(900);
    assertThat(bottom(page.getByText("Confirm 2FA"))).isLessThanOrEqualTo(900);
  }

  @Test
  void showTheButtonInTheFirstScreenOfAPhone() {
    Page page = linking(page(new NewContextOptions().setViewportSize(360, 740).setHasTouch(true).setIsMobile(true)));

    assertThat(bottom(page.locator(".app a"))).isLessThanOrEqualTo(740);
  }

  @Test
  void putAProblemInFocus() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    page.navigate(site.url + "/login");
    follow(page, "main button[type=submit]");

    assertThat(page.evaluate("document.activeElement.getAttribute('role')")).isEqualTo("alert");
    page.click("[role=alert] a");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("password");
  }

  @Test
  void keepTheShapeOfWhatIsInFocus() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    logIn(page);
    page.navigate(site.url + "/settings/security/password");
    assertInShape(page);
    page.navigate(site.url + "/settings/security");
    assertInShape(page);
  }

  /** What is in focus is seen, after a key and after a script has moved it. */
  private static void assertInShape(Page page) {
    page.keyboard().press("Tab");
    assertThat((List<?>) page.locator("button:visible, .button:visible, select, input:visible:not(.unseen)")
        .evaluateAll(OUT_OF_SHAPE)).isEmpty();
  }

  @Test
  void standTheOtherWayRoundInALanguageThatDoes() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    logIn(page);
    String padding = "([person]) => [getComputedStyle(person).paddingLeft, getComputedStyle(person).paddingRight]";

    assertThat(page.locator(".person").evaluateAll(padding)).isEqualTo(List.of("6px", "12px"));
    page.evaluate("document.documentElement.dir = 'rtl'");
    assertThat(page.locator(".person").evaluateAll(padding)).isEqualTo(List.of("12px", "6px"));
  }

  @Test
  void copyTheKeyAndShowThePasswordByScript() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    linking(page);

    page.getByText("Copy", new Page.GetByTextOptions().setExact(true)).click();

    page.getByText("Copied").waitFor();
    assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(FakeAccount.KEY);
    page.navigate(site.url + "/settings/security");
    page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("#password").getAttribute("type")).isEqualTo("text");
  }

  @Test
  void leaveTheFocusWhereItIsWhenTheScriptComes() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    List<Route> held = new ArrayList<>();
    page.route("**/ally.*.js", held::add);
    page.navigate(site.url + "/login", new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    page.locator("#password").pressSequentially("correct");
    assertThat(held).hasSize(1);

    held.get(0).resume();
    page.locator(".show").waitFor();
    page.keyboard().type(" horse");

    assertThat(page.inputValue("#password")).isEqualTo("correct horse");
  }

  @Test
  void sendACodeWithItsLastDigitUntilTheFirstError() {
    site.account.twoFactor = true;
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    logIn(page);
    assertThat(page.locator("#totp-sends").textContent()).isEqualTo("The sixth digit sends it.");
    assertThat(page.locator("#totp").getAttribute("aria-describedby")).isEqualTo("totp-sends");

    page.locator("#totp").pressSequentially("99 99 99");
    page.locator("[role=alert]").waitFor();
    assertThat(page.locator("#totp-sends").count()).isZero();
    page.locator("#totp").pressSequentially(CODE);
    follow(page, "main button[type=submit]");

    assertThat(page.url()).isEqualTo(site.url + "/");
    assertThat(site.account.asked.stream().filter(LogInWithCode.class::isInstance)).hasSize(2);
  }

  @Test
  void countAWaitDown() {
    site.account.answer(LogIn.OPERATION, new LogIn.Answer(LogIn.Outcome.WAIT, Duration.ofSeconds(2)));
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    logIn(page);

    page.getByText("You can try again now.").waitFor();
  }

  @Test
  void closeTheMenuWhenTheFocusHasLeftIt() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    logIn(page);
    page.click(".person");
    page.locator(".menu button").focus();
    assertThat(page.locator(".menu").isVisible()).isTrue();

    page.locator(".site").focus();

    page.locator(".menu").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 1280})
  void holdALongAddressAndWholeRecoveryCodes(int width) {
    site.account.ada = new Person(UUID.randomUUID(), "x".repeat(243) + "@example.org", "Ada Lovelace");
    Page page = page(ColorScheme.LIGHT, width, 900);
    linking(page);
    page.click(".type summary");
    assertThat((Boolean) page.evaluate("document.querySelector('main').scrollWidth <= " + width)).isTrue();
    assertThat((Boolean) page.locator(".type").evaluate("type => type.scrollWidth <= type.clientWidth")).isTrue();

    site.account.twoFactor = true;
    site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
    page.navigate(site.url + "/settings/security/recovery");
    assertThat(page.locator(".codes bdi").evaluateAll("all => all.map(code => code.getClientRects().length)"))
        .isEqualTo(Collections.nCopies(10, 1));
    assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
  }

  @Test
  void workWithoutScript() {
    Page page = page(new NewContextOptions().setJavaScriptEnabled(false));

    walk(page, shown -> assertThat(shown.title()).endsWith("– Ally"));
  }

  @Test
  void logOutByTheMenu() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    logIn(page);

    page.click(".person");
    follow(page, ".menu button");

    assertThat(page.content()).contains("You’re logged out.");
    assertThat(site.account.sessions).isEmpty();
  }

  /** Through every page, as a user would go who makes most of the mistakes on the way. */
  private void walk(Page page, Consumer<Page> look) {
    site.account.twoFactor = false;
    for (String path : List.of("/", "/nowhere", "/signup")) {
      page.navigate(site.url + path);
      look.accept(page);
    }
    send(page, look);
    mail(page, look);
    page.navigate(site.url + "/login");
    look.accept(page);
    send(page, look);
    logIn(page);
    look.accept(page);
    page.click(".person");
    look.accept(page);
    settings(page, look);
    applications(page, look);
    turnOn(page, look);
    turnOff(page, look);
  }

  /** What is requested by email, and what the links in emails open. */
  private void mail(Page page, Consumer<Page> look) {
    page.navigate(site.url + "/forgot");
    look.accept(page);
    page.fill("#email", EMAIL);
    send(page, look);
    assertThat(page.locator("h1").textContent()).isEqualTo("Check your email");
    send(page, look);
    site.account.answer(FindMailedLink.OPERATION, new FindMailedLink.Answer(
        Optional.of(EMAIL), "Ada", Optional.empty(), Optional.of(6)));
    for (MailedLinkKind kind : EnumSet.complementOf(EnumSet.of(MailedLinkKind.UNKNOWN))) {
      page.navigate(site.url + kind.path() + "?token=" + "A".repeat(43));
      look.accept(page);
    }
    site.account.answer(FindMailedLink.OPERATION, new FindMailedLink.Answer(Optional.empty()));
    page.navigate(site.url + "/reset?token=" + "B".repeat(43));
    look.accept(page);
  }

  private void settings(Page page, Consumer<Page> look) {
    site.account.newEmail = Optional.of(new FindEmailChange.Waiting("new@example.net", FakeAccount.NOW));
    for (String path : List.of(
        "profile", "sessions", "applications", "activity", "activity/not-me", "profile/picture")) {
      page.navigate(site.url + "/settings/" + path);
      look.accept(page);
    }
    for (String path : List.of("profile/email", "profile/data", "profile/delete", "security/password")) {
      page.navigate(site.url + "/settings/" + path);
      look.accept(page);
      send(page, look);
    }
    site.account.newEmail = Optional.empty();
  }

  /** What stands between an application and its answer. */
  private void applications(Page page, Consumer<Page> look) {
    for (Outcome outcome : List.of(Outcome.CONSENT, Outcome.NOT_IN_GROUP, Outcome.EXPIRED)) {
      site.account.answer(ContinueAuthorization.OPERATION, step(outcome));
      page.navigate(site.url + LOGIN);
      look.accept(page);
    }
    site.account.answerAsBefore(ContinueAuthorization.OPERATION);
    for (String path : List.of("/oauth2/authorize?client_id=unknown", "/oauth2/logout")) {
      page.navigate(site.url + path);
      look.accept(page);
    }
  }

  private void turnOn(Page page, Consumer<Page> look) {
    page.navigate(site.url + "/settings/security");
    look.accept(page);
    page.selectOption("#method", "authenticator");
    send(page, look);
    page.fill("#password", PASSWORD);
    send(page, look);
    for (String code : List.of("12345", "999999", "999999", CODE)) {
      page.fill("#totp", code);
      send(page, look);
    }
    assertThat(page.content()).contains("Two-factor authentication is activated.");
    waysBack(page, look);
  }

  private void waysBack(Page page, Consumer<Page> look) {
    site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
    page.navigate(site.url + "/settings/security/recovery");
    look.accept(page);
    follow(page, "form[action$=saved] button");
    look.accept(page);
    site.account.shownCodes = Optional.empty();
    for (String path : List.of("recovery", "authenticators/add", "authenticators/replace")) {
      page.navigate(site.url + "/settings/security/" + path);
      look.accept(page);
      page.fill("#totp", "999999");
      send(page, look);
    }
    page.navigate(site.url + "/settings/security/authenticators/add");
    page.fill("#name", "x".repeat(61));
    send(page, look);
    site.account.recovered = true;
    page.navigate(site.url + "/settings/security/authenticators/replace");
    look.accept(page);
    site.account.recovered = false;
    site.account.addAnother();
    for (String name : List.of("Rename", "Remove")) {
      page.navigate(site.url + "/settings/security");
      look.accept(page);
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name + " “Another”").setExact(true)).click();
      look.accept(page);
    }
  }

  private void turnOff(Page page, Consumer<Page> look) {
    page.context().clearCookies();
    logIn(page);
    look.accept(page);
    page.click("summary");
    page.fill("#totp", "99999");
    send(page, look);
    page.fill("#totp", CODE);
    send(page, look);
    page.navigate(site.url + "/settings/security/deactivate");
    look.accept(page);
    page.fill("#totp", CODE);
    send(page, look);
    assertThat(page.content()).contains("Two-factor authentication is deactivated.");
  }

  private void logIn(Page page) {
    page.navigate(site.url + "/login");
    page.fill("#email", EMAIL);
    page.fill("#password", PASSWORD);
    follow(page, "main button[type=submit]");
  }

  private Page linking(Page page) {
    logIn(page);
    page.navigate(site.url + "/settings/security");
    page.fill("#password", PASSWORD);
    page.selectOption("#method", "authenticator");
    follow(page, "main button[type=submit]");
    return page;
  }

  private static void send(Page page, Consumer<Page> look) {
    follow(page, "main button[type=submit]");
    look.accept(page);
  }

  /** Clicks, and returns once the page to which that leads stands there as a whole. */
  private static void follow(Page page, String button) {
    page.evaluate("document.documentElement.dataset.left = 'yes'");
    page.locator(button).first().click();
    page.locator("html:not([data-left])").waitFor(
        new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    page.waitForLoadState();
  }

  private Page page(ColorScheme scheme, int width, int height) {
    return page(new NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
  }

  /** A page whose complaints are kept. That a form was refused is none, though the browser says it like one. */
  private Page page(NewContextOptions options) {
    Page page = chromium.page(options);
    page.onConsoleMessage(message -> {
      if (!message.text().matches(".*status of (400|403|404|410|422|429) .*")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.onRequest(request -> {
      if (!request.url().startsWith(site.url.toString())) {
        complaints.add("a request left the site: " + request.url());
      }
    });
    return page;
  }

  /**
   * Where colours are forced they are the system's, and axe reads the page's own beside them. In the page itself: what
   * axe takes a second page for, the frames within it, our policy forbids.
   */
  private static List<String> violations(Page page, ForcedColors forced) {
    AxeBuilder all = new AxeBuilder(page).setLegacyMode(true);
    AxeBuilder rules = forced == ForcedColors.ACTIVE ? all.disableRules(List.of("color-contrast")) : all;
    return rules.analyze().getViolations().stream()
        .map(PagesInChromiumTest::describe)
        .toList();
  }

  private static String describe(Rule rule) {
    return rule.getId() + ": " + rule.getNodes().stream().map(node -> node.getHtml()).toList();
  }

  private static double bottom(Locator element) {
    BoundingBox box = element.boundingBox();
    return box.y + box.height;
  }

  private String readQr(Page page) {
    Path picture = pictures.resolve("page.png");
    page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(picture));
    return Tools.readQr(picture);
  }
}
