package dev.ally.web;

import static dev.ally.web.FakeOidc.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SelectOption;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.Person;
import dev.ally.harness.Chromium;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps of the help article in each language, on the smallest phone. */
class LanguagesInChromiumTest {
  private static final int WIDTH = 320;

  /** Longer than the screen is wide. */
  private static final String ADDRESS = Base64.getUrlEncoder().withoutPadding()
      .encodeToString(("a".repeat(60) + "@example.org").getBytes(StandardCharsets.US_ASCII));

  /** Boxes that drop the blank between a text and what stands beside it, such as an isolated name. */
  private static final String GLUED = """
      () => [...document.querySelectorAll('body *')]
          .filter(box => /flex|grid/.test(getComputedStyle(box).display) && box.firstElementChild)
          .filter(box => getComputedStyle(box).columnGap === 'normal')
          .filter(box => [...box.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
          .map(box => box.outerHTML)""";

  private static final String DIRECTIONS = "all => all.map(input => getComputedStyle(input).direction)";

  private static Site site;
  private static Chromium chromium;

  @BeforeAll
  static void open() {
    site = Site.forChromium();
    chromium = Chromium.open();
  }

  @AfterAll
  static void close() {
    chromium.close();
    site.close();
  }

  static Collection<String> tags() {
    return Languages.packaged().all().stream().map(Catalogue::tag).toList();
  }

  @ParameterizedTest
  @MethodSource("tags")
  void fitTheSmallestPhoneAtEachStep(String tag) {
    site.account.twoFactor = false;
    site.account.newEmail = Optional.of(new FindEmailChange.Waiting("new@example.net", FakeAccount.NOW));
    Page page = chromium.page(new NewContextOptions().setViewportSize(WIDTH, 640));
    String url = site.url.toString();
    page.context().addCookies(List.of(new Cookie("ally_language", tag).setUrl(url)));
    page.context().addCookies(List.of(new Cookie("ally_mailed", "SIGN_UP." + ADDRESS + ".").setUrl(url)));
    for (String path : List.of("/", "/login", "/signup", "/forgot", "/check-mail", "/nowhere", LOGIN)) {
      page.navigate(url + path);
      fits(page, tag);
    }
    page.context().addCookies(List.of(new Cookie("ally_session", site.account.session()).setUrl(url)));
    for (String path : List.of(
        "/", "/settings/profile", "/settings/profile/email", "/settings/sessions", "/settings/applications",
        "/settings/activity", "/settings/security")) {
      page.navigate(url + path);
      fits(page, tag);
    }
    Person ada = site.account.ada;
    site.account.ada = new Person(ada.accountId(), ada.email(), ada.name(), ada.picture(), ada.language(), true);
    page.context().addCookies(List.of(new Cookie("ally_session", site.account.session()).setUrl(url)));
    for (String path : List.of("/admin?search=g", "/admin/accounts/" + FakeDesk.GRACE)) {
      page.navigate(url + path);
      page.locator("details").evaluateAll("all => all.forEach(one => one.open = true)");
      fits(page, tag);
    }
    site.account.ada = ada;
    page.navigate(url + "/settings/security");
    page.locator("#password").fill(FakeAccount.PASSWORD);
    page.locator("#method").selectOption(new SelectOption().setValue("authenticator"));
    page.locator("form:has(#method) button[type=submit]").click();
    fits(page, tag);
    assertThat(page.locator("a[href^='otpauth:']").count()).as(tag).isEqualTo(1);
    page.close();
  }

  private static void fits(Page page, String tag) {
    assertThat(page.locator("html").getAttribute("lang")).as(page.url()).isEqualTo(tag);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).as("%s of %s", page.url(), tag).isEqualTo(WIDTH);
    assertThat((List<?>) page.evaluate(GLUED)).as("%s of %s", page.url(), tag).isEmpty();
    assertThat(page.locator("[type=email], [type=password], .code").evaluateAll(DIRECTIONS))
        .as("%s of %s", page.url(), tag).asInstanceOf(LIST).doesNotContain("rtl");
  }
}
