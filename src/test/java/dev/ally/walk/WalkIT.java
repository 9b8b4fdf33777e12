package dev.ally.walk;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Chromium;
import dev.ally.harness.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Turns two-factor on, logs in with it and turns it off again, as a person does. */
class WalkIT {
  private static final String PASSWORD = "correct horse battery";
  private static final Pattern KEY = Pattern.compile("secret=([A-Z2-7]+)&");

  private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
  /** RFC 5322 §3.3. */
  private static final Pattern MAIL_DATE = Pattern.compile(
      "(?m)^Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}\\b");

  @TempDir static Path directory;
  private static AllyProcess shared;
  private static Chromium chromium;

  private final List<String> complaints = new ArrayList<>();
  private final String email = "ada+" + UUID.randomUUID() + "@example.org";
  private AllyProcess ally;
  private String url;
  private Page page;
  private String key;
  private String spent;

  @BeforeAll
  static void open() throws IOException {
    chromium = Chromium.open();
    shared = AllyProcess.unpackedIn(directory).start().awaitReady();
  }

  @AfterAll
  static void close() {
    if (shared != null) {
      shared.close();
      chromium.close();
    }
  }

  @ParameterizedTest(name = "{0} px, touch {2}, JavaScript {3}, {4}")
  @CsvSource({
    "1280, 900, false, true, LIGHT", "1280, 900, false, false, DARK",
    "360, 740, true, true, DARK", "360, 740, true, false, LIGHT"
  })
  void aPersonTurnsItOnLogsInWithItAndTurnsItOff(
      int width, int height, boolean touch, boolean javaScript, ColorScheme colours) {
    at(shared);
    page = chromium.page(new NewContextOptions()
        .setViewportSize(width, height).setHasTouch(touch).setIsMobile(touch)
        .setJavaScriptEnabled(javaScript).setColorScheme(colours));
    walk();
  }

  /** Digits of their own in the first three, another i in the last. */
  @ParameterizedTest(name = "{0}, {3}, {4}")
  @CsvSource({
    "bn, BD, '', Asia/Dhaka, C", "fa, IR, '', Asia/Tehran, C.UTF-8", "ar, EG, u-nu-arab, Africa/Cairo, C",
    "tr, TR, '', Europe/Istanbul, C.UTF-8"
  })
  void aPersonDoesTheSameWhateverTheLocaleOfTheServer(
      String language, String country, String extensions, String zone, String terminal, @TempDir Path own)
      throws IOException {
    Path outbox = own.resolve("ally-data/outbox");
    try (AllyProcess other = AllyProcess.unpackedIn(own)
        .java("-Duser.language=" + language, "-Duser.country=" + country, "-Duser.extensions=" + extensions,
            "-Duser.timezone=" + zone)
        .with("LC_ALL", terminal)
        .start().awaitReady()) {
      at(other);
      page = chromium.page(new NewContextOptions().setJavaScriptEnabled(false));
      walk();
      other.await(() -> Files.isDirectory(outbox));
      assertThat(mailsIn(outbox)).isNotEmpty()
          .allSatisfy(mail -> assertThat(mail).containsPattern(MAIL_DATE).matches(ASCII));
      assertThat(other.out()).matches(ASCII).doesNotContain(" ERROR ");
      assertThat(other.err()).isEmpty();
    }
  }

  private void at(AllyProcess process) {
    ally = process;
    url = process.url();
  }

  private static List<String> mailsIn(Path outbox) throws IOException {
    try (Stream<Path> files = Files.list(outbox)) {
      List<String> mails = new ArrayList<>();
      for (Path file : files.toList()) {
        mails.add(Files.readString(file));
      }
      return mails;
    }
  }

  private void walk() {
    listen();

    signUp();
    goToSecurity();
    linkAnApp();
    List<String> recoveryCodes = saveRecoveryCodes();
    logOut();
    logInWithACode();
    logOut();
    logInWithARecoveryCode(recoveryCodes.get(4));
    replaceThePhone();
    turnItOff();
    logOut();
    logInWithoutACode();

    assertThat(complaints).isEmpty();
    page.context().close();
  }

  private void listen() {
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().contains("422")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.onRequest(request -> {
      if (!request.url().startsWith(url + "/")) {
        complaints.add("left the site: " + request.url());
      }
    });
  }

  private void signUp() {
    page.navigate(url);
    link("Create an account").click();
    page.getByLabel("Email").fill(email);
    page.getByLabel("Name").fill("Ada O'Lovelace");
    password("Password").fill(PASSWORD);
    button("Create account").click();
    assertThat(page.getByRole(AriaRole.BANNER)).containsText("Ada O'Lovelace");
  }

  private void goToSecurity() {
    page.getByRole(AriaRole.BANNER).getByRole(AriaRole.BUTTON).first().click();
    link("Account Settings").click();
    page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Account settings"))
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Security")).click();
    assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName("Two-Factor Authentication")))
        .isVisible();
  }

  private void linkAnApp() {
    pick("Authenticator", "not the password");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is a problem");
    assertThat(page.getByLabel("Two-factor method")).hasValue("authenticator");
    pick("Authenticator", PASSWORD);
    assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1)))
        .hasText("Link your authenticator app");

    String href = link("Open Authenticator App").getAttribute("href");
    assertThat(Tools.readQr(screenshot())).isEqualTo(href);
    assertThat(href).startsWith("otpauth://totp/Ally:" + email.replace("+", "%2B").replace("@", "%40") + "?");
    Matcher secret = KEY.matcher(href);
    assertThat(secret.find()).isTrue();
    key = secret.group(1);

    code("12345", "Confirm 2FA");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("The code must be six digits. You entered five.");
    assertThat(link("Open Authenticator App")).hasAttribute("href", href);
    code(Tools.code(key, "now"), "Confirm 2FA");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Two-factor authentication is activated.");
  }

  private List<String> saveRecoveryCodes() {
    assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1))).hasText("Recovery codes");
    List<String> codes = page.locator(".codes code").allInnerTexts();
    assertThat(codes).hasSize(10).doesNotHaveDuplicates()
        .allSatisfy(code -> assertThat(code).matches("([A-Z0-9]{5}-){3}[A-Z0-9]{5}"));
    page.reload();
    assertThat(page.locator(".codes code").allInnerTexts()).as("until they are saved").isEqualTo(codes);
    Locator field = page.getByLabel("Recovery code number");
    int asked = Integer.parseInt(page.locator("label[for=recovery_code]").innerText().replaceAll("[^0-9]", ""));
    field.fill(codes.get(asked % 10));
    button("I have saved these").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("That’s not the code we asked for.");
    field.fill(codes.get(asked - 1).toLowerCase(Locale.ROOT).replace("-", " "));
    button("I have saved these").click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Your recovery codes are saved.");
    link("Replace codes").click();
    assertThat(page.locator("body")).containsText("10 of 10 are left.");
    assertThat(page.locator("body")).not().containsText(codes.get(0));
    return codes;
  }

  private void logInWithARecoveryCode(String recoveryCode) {
    page.navigate(url + "/login");
    logIn();
    page.getByText("Can’t get a code?").click();
    page.getByLabel("Recovery code").fill(recoveryCode);
    button("Use a recovery code").click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("You logged in with a recovery code.");
    assertThat(page.locator("body")).containsText("9 of 10 are left.");
  }

  /** The old one is lost, and the recovery code of the login is enough. Until the new one is confirmed, nothing changes. */
  private void replaceThePhone() {
    link("I have a new phone: replace my authenticator").click();
    page.getByLabel("Name").fill("Second phone");
    button("Continue").click();
    Matcher secret = KEY.matcher(link("Open Authenticator App").getAttribute("href"));
    assertThat(secret.find()).isTrue();
    assertThat(secret.group(1)).isNotEqualTo(key);
    key = secret.group(1);
    spent = Tools.code(key, "now");
    code(spent, "Confirm 2FA");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Your authenticator is replaced.");
    assertThat(page.locator("body")).containsText("Second phone");
    assertThat(page.locator("body")).containsText("9 of 10 are left.");
  }

  private void logOut() {
    page.getByRole(AriaRole.BANNER).getByRole(AriaRole.BUTTON).first().click();
    button("Log out").click();
  }

  private void logInWithACode() {
    page.navigate(url + "/settings/security");
    logIn();
    assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1))).hasText("Enter your code");
    for (String closed : List.of("/settings/security", "/settings/profile", "/settings/security/deactivate")) {
      assertThat(page.context().request().get(url + closed).url()).contains("/login");
    }
    code(Tools.code(key, "now + 30 seconds"), "Continue");
    assertThat(page).hasURL(url + "/settings/security");
  }

  private void turnItOff() {
    page.getByLabel("Two-factor method").selectOption("None");
    button("Update Two-Factor Method").click();
    assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1)))
        .hasText("Turn off two-factor authentication");
    assertThat(page.locator("body")).not().containsText("deactivated");
    code(spent, "Confirm");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("That code is spent. Wait for the next one.");
    code(Tools.code(key, "now + 30 seconds"), "Confirm");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Two-factor authentication is deactivated.");
  }

  private void logInWithoutACode() {
    page.navigate(url + "/login");
    logIn();
    assertThat(page).hasURL(url + "/");
    assertThat(page.getByRole(AriaRole.BANNER)).containsText("Ada O'Lovelace");
  }

  private void logIn() {
    page.getByLabel("Email").fill(email);
    password("Password").fill(PASSWORD);
    button("Log in").click();
  }

  private void pick(String method, String password) {
    password("Current password").fill(password);
    page.getByLabel("Two-factor method").selectOption(method);
    button("Update Two-Factor Method").click();
  }

  /** With script the last digit sends the code, where the page says so. */
  private void code(String code, String button) {
    page.getByLabel("Six-digit code").waitFor();
    page.waitForLoadState();
    boolean sends = page.locator("[data-sends]").isVisible();
    page.getByLabel("Six-digit code").fill(code);
    if (!sends) {
      button(button).click();
    }
  }

  private Path screenshot() {
    try {
      Path picture = Files.createTempFile(directory, "link", ".png");
      page.screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
      return picture;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Locator password(String label) {
    return page.getByLabel(label, new GetByLabelOptions().setExact(true));
  }

  private Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name));
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }
}
