package dev.ally.conformance;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.harness.ApplicationsDocument;
import dev.ally.harness.Chromium;
import dev.ally.harness.Heard;
import dev.ally.harness.Ports;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.SpringApplication;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An application with Spring Security's client, set up as {@code src/docs/applications.md} says, in Chromium. */
class SpringSecurityTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.inBrowsers();

  private static final String SECTION = "Spring Security";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path directory;

  private static Shop shop;
  private static Chromium chromium;

  private final Page page = chromium.page(new NewContextOptions());

  /** A client and its application. */
  private record Shop(String id, String url, SpringApplication application) {
    /** @param slip what the application's secret has at its end that the client's has not */
    static Shop open(String id, String slip) throws IOException, InterruptedException {
      int port = Ports.free();
      String url = "http://127.0.0.1:" + port;
      ApplyClients.Answer applied = answer(ApplyClients.OPERATION.ask(ALLY.bus(), new ApplyClients(
          UUID.randomUUID(), "[" + documented("json", id, url) + "]", false)));
      assertThat(applied.mistakes()).isEmpty();
      String settings = documented("yaml", id, url).replace(
          "client-secret: …", "client-secret: " + applied.applied().get(0).secret().revealText() + slip);
      Path folder = Files.createDirectory(directory.resolve(id));
      return new Shop(id, url, SpringApplication.start(folder, port, settings));
    }

    /** The block of the document in that language, for these addresses. */
    private static String documented(String language, String id, String url) throws IOException {
      return ApplicationsDocument.block(SECTION, language)
          .replace("\"id\": \"shop\"", "\"id\": \"" + id + "\"")
          .replace("client-id: shop", "client-id: " + id)
          .replace("https://shop.example.org", url)
          .replace("https://accounts.example.org", ALLY.publicUrl().toString());
    }
  }

  @BeforeAll
  static void open() throws Exception {
    keepTime();
    chromium = Chromium.open();
    shop = Shop.open("shop", "");
  }

  @AfterAll
  static void close() {
    if (shop != null) {
      shop.application().close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void leave() {
    page.context().close();
  }

  /** The shop's libraries know no clock but the machine's. */
  private static void keepTime() {
    ALLY.clock.set(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static SimulatedUser enrolled() {
    keepTime();
    ALLY.clock.pass(Duration.ofMinutes(-5));
    SimulatedUser ada = ALLY.user();
    ada.logIn();
    ada.enrol();
    keepTime();
    return ada;
  }

  private void logIn(Shop at, SimulatedUser person) {
    page.navigate(at.url());
    assertThat(page.locator("main").textContent()).contains("You’ll continue to Shop.");
    page.locator("#email").fill(person.email);
    page.locator("#password").fill(SimulatedUser.PASSWORD);
    page.locator("form:has(#email) button[type=submit]").click();
    if (person.app != null) {
      page.waitForURL("**/login/code*");
      page.locator("#totp").fill(person.codeNow());
    }
    page.waitForURL("**/oauth2/authorize*");
    page.locator("button[value=allow]").click();
  }

  private JsonObject claims() {
    page.waitForURL(shop.url() + "/**");
    return new JsonObject(page.locator("body").textContent());
  }

  /** @return whether the shop shows claims, without any login */
  private boolean isLoggedIn() {
    page.navigate(shop.url());
    return page.url().startsWith(shop.url());
  }

  @Test
  void logsPeopleInByBothFactorsAndOutOfBoth() {
    SimulatedUser ada = enrolled();
    logIn(shop, ada);
    JsonObject claims = claims();
    assertThat(claims.getString("sub")).matches("[0-9a-f-]{36}");
    assertThat(claims.getString("acr")).isEqualTo("https://refeds.org/profile/mfa");
    assertThat(claims.getJsonArray("amr")).containsExactlyInAnyOrder("pwd", "otp", "mfa");
    assertThat(claims.getString("email")).isEqualTo(ada.email);
    assertThat(claims.getString("name")).isEqualTo("Ada");
    assertThat(claims.getString("sid")).isNotEmpty();

    page.navigate(shop.url() + "/logout");
    page.locator("button[type=submit]").click();
    page.waitForURL(ALLY.publicUrl() + "/login?**");
    assertThat(page.locator("main").textContent()).as("back at the shop, which sent them here anew")
        .contains("You’ll continue to Shop.");
  }

  @Test
  void endsItsSessionAsAPersonLogsOutOfAlly() {
    keepTime();
    logIn(shop, ALLY.user());
    assertThat(claims().getString("acr")).isEqualTo("https://refeds.org/profile/sfa");
    assertThat(isLoggedIn()).isTrue();
    page.navigate(ALLY.publicUrl() + "/settings/security");
    page.locator("[popovertarget=menu]").click();
    page.locator("form[action='/logout'] button").click();
    page.waitForSelector("body.visitor");
    Instant end = Instant.now().plus(PATIENCE);
    while (isLoggedIn()) {
      assertThat(Instant.now()).isBefore(end);
      keepTime();
    }
  }

  @Test
  void aWrongSecretIsToldByTheLog() throws Exception {
    keepTime();
    Shop mistaken = Shop.open("mistaken", "x");
    try (Heard heard = new Heard()) {
      logIn(mistaken, ALLY.user());
      page.waitForURL(mistaken.url() + "/login?error");
      assertThat(heard.lines()).anyMatch(
          line -> line.contains("Client mistaken did not authenticate: its secret is wrong, or has ended"));
    } finally {
      mistaken.application().close();
    }
  }
}
