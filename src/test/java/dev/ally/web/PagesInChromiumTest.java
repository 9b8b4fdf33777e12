package dev.ally.web;

import static dev.ally.web.EveryState.follow;
import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.microsoft.playwright.options.WaitUntilState;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.Person;
import dev.ally.harness.Chromium;
import dev.ally.harness.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
  private static final String OUT_OF_SHAPE = """
      targets => targets.filter(target => {
        const shape = getComputedStyle(target).borderRadius;
        target.focus();
        return !target.matches(':focus-visible') || getComputedStyle(target).borderRadius !== shape;
      }).map(target => target.outerHTML)""";
  private static Chromium chromium;

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
    EveryState.logIn(site, page);
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
    EveryState.logIn(site, page);
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
    EveryState.logIn(site, page);
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

  @ParameterizedTest
  @ValueSource(strings = {"/signup", "/login"})
  void sendAFormOnceForTwoClicks(String path) {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    List<Route> sent = heldForm(page, path);

    page.locator("main button[type=submit]").evaluate("""
        button => {
          [0, 0, 200].forEach((millis) => setTimeout(() => button.click(), millis));
          return new Promise((clicked) => setTimeout(clicked, 400));
        }""");
    page.waitForCondition(() -> !sent.isEmpty());

    assertThat(sent).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/signup", "/login"})
  void sendAFormAgainAfterItWasStopped(String path) {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    List<Route> sent = heldForm(page, path);
    String words = page.locator("main button[type=submit]").textContent();

    page.locator("main button[type=submit]").evaluate("""
        button => {
          button.click();
          return new Promise((stopped) => setTimeout(() => { window.stop(); stopped(); }, 200));
        }""");
    assertThat(page.locator("main button[type=submit]").textContent()).isEqualTo(words);
    page.locator("main button[type=submit]").evaluate("button => button.click()");

    page.waitForCondition(() -> sent.size() == 2);
  }

  /** The requests of a form, which never get an answer. */
  private List<Route> heldForm(Page page, String path) {
    List<Route> sent = new ArrayList<>();
    page.navigate(site.url + path);
    page.route("**" + path, sent::add);
    return sent;
  }

  @Test
  void keepWhatWasTypedWhenTheLanguageChanges() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    page.navigate(site.url + "/signup");
    page.fill("#email", "grace@example.org");
    page.fill("#name", "Grace");
    page.fill("#password", PASSWORD);
    page.selectOption("#language", "de");
    follow(page, ".languages button");

    assertThat(page.locator("html").getAttribute("lang")).isEqualTo("de");
    assertThat(page.inputValue("#email")).isEqualTo("grace@example.org");
    assertThat(page.inputValue("#name")).isEqualTo("Grace");
    assertThat(page.inputValue("#password")).isEmpty();
    assertThat(page.evaluate("sessionStorage.length")).as("is forgotten").isEqualTo(0);
  }

  @Test
  void printRecoveryCodesAndNothingToPress() {
    site.account.twoFactor = true;
    site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    page.context().addCookies(
        List.of(new Cookie("ally_session", site.account.session()).setUrl(site.url.toString())));
    page.navigate(site.url + "/settings/security/recovery");

    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

    assertThat(page.locator(".codes code:visible").count()).isEqualTo(10);
    assertThat(page.locator(".about").isVisible()).isTrue();
    assertThat(page.locator("button:visible, a:visible, input:visible, select:visible").count()).isZero();
  }

  @Test
  void countAWaitDown() {
    site.account.answer(LogIn.OPERATION, new LogIn.Answer(LogIn.Outcome.WAIT, Duration.ofSeconds(2)));
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    EveryState.logIn(site, page);

    page.getByText("You can try again now.").waitFor();
  }

  @Test
  void closeTheMenuWhenTheFocusHasLeftIt() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    EveryState.logIn(site, page);
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
  void logOutByTheMenu() {
    Page page = page(ColorScheme.LIGHT, 1280, 900);
    EveryState.logIn(site, page);

    page.click(".person");
    follow(page, ".menu button");

    assertThat(page.content()).contains("You’re logged out.");
    assertThat(site.account.sessions).isEmpty();
  }

  private Page linking(Page page) {
    EveryState.logIn(site, page);
    page.navigate(site.url + "/settings/security");
    page.fill("#password", PASSWORD);
    page.selectOption("#method", "authenticator");
    follow(page, "main button[type=submit]");
    return page;
  }

  private static Page page(ColorScheme scheme, int width, int height) {
    return page(new NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
  }

  private static Page page(NewContextOptions options) {
    return chromium.page(options);
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
