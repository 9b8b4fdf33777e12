package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import dev.ally.harness.Chromium;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Times as people read them, in a real browser: in their own zone, which is named; without a script in UTC. */
class TimesInChromiumTest {
  private static Chromium chromium;

  private final Site site = Site.forChromium();

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

  @AfterEach
  void close() {
    site.close();
  }

  private Page page(NewContextOptions options, String path) {
    Page page = chromium.page(options);
    page.context().addCookies(
        List.of(new Cookie("ally_session", site.account.session()).setUrl(site.url.toString())));
    page.navigate(site.url + path);
    return page;
  }

  @Test
  void standInTheReadersZoneWhichIsNamed() {
    Page page = page(new NewContextOptions().setTimezoneId("Asia/Kolkata"), "/settings/activity");

    assertThat(page.locator("time").first().textContent()).endsWith("14:56").startsWith("14 March");
    assertThat(page.locator("body").innerText()).contains("Times are in ").doesNotContain("UTC");
    assertThat(page.locator("[data-zone]").textContent()).matches("Times are in Asia/(Kolkata|Calcutta)\\.");
  }

  @Test
  void standInTheReadersZoneInsideASentenceToo() {
    site.account.twoFactor = true;
    Page page = page(new NewContextOptions().setTimezoneId("Asia/Kolkata"), "/settings/security");

    assertThat(page.locator(".status").textContent()).contains("14 March", "14:44").doesNotContain("UTC");
    assertThat(page.locator("[data-zone]").textContent()).startsWith("Times are in Asia/");
  }

  /** It was turned on at 10:00 UTC, when the next day begins there. */
  @Test
  void standOnTheReadersDayWhereTheDayAloneIsNamed() {
    site.account.twoFactor = true;
    Page page = page(new NewContextOptions().setTimezoneId("Pacific/Kiritimati"), "/settings/security");

    assertThat(page.locator(".status").textContent()).matches("On since 4.March( 2026)?, last used 14 March.*");
  }

  @Test
  void standAsAClockWhereThePhonesIsComparedWithTheServers() {
    Page page = chromium.page(new NewContextOptions().setTimezoneId("Asia/Kolkata"));
    page.context().addCookies(
        List.of(new Cookie("ally_session", site.account.linkingSession(2)).setUrl(site.url.toString())));
    page.navigate(site.url + "/settings/security/link");

    assertThat(page.locator("[data-clock]").textContent()).isEqualTo("The server’s time is 14:56:53.");
    assertThat(page.locator("[data-zone]").textContent()).startsWith("Times are in Asia/");
  }

  @Test
  void standInUtcWithoutAScript() {
    Page page = page(
        new NewContextOptions().setTimezoneId("Asia/Kolkata").setJavaScriptEnabled(false), "/settings/sessions");

    assertThat(page.locator("time").nth(1).textContent()).isEqualTo("today 09:26 UTC");
    assertThat(page.locator("[data-zone]").textContent()).isEqualTo("Times are in UTC.");
  }
}
