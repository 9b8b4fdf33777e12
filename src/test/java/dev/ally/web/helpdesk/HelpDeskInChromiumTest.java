package dev.ally.web.helpdesk;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.FindAccounts.Found;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount.Inspected;
import dev.ally.contract.account.InspectAccount.Noted;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.harness.Chromium;
import dev.ally.web.FakeAccount;
import dev.ally.web.FakeDesk;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The help desk on a small screen, without a script. */
class HelpDeskInChromiumTest {
  private static final String EMAIL = "x".repeat(64) + "@" + "y".repeat(63) + "." + "z".repeat(63) + ".example.org";
  private static final String NAME = "W".repeat(100);
  private static final String ACTOR = "o".repeat(64) + "@example.org";

  private final DeskSite desk = new DeskSite();
  private Chromium chromium;

  @BeforeEach
  void open() {
    chromium = Chromium.open();
  }

  @AfterEach
  void close() {
    chromium.close();
    desk.close();
  }

  /** People choose their addresses and names themselves, also to hide the account beside theirs. */
  @ParameterizedTest
  @CsvSource({"320, en", "320, ar", "1280, de"})
  void nothingThatIsLongMakesAPageWider(int width, String language) {
    desk.site.account.answer(FindAccounts.OPERATION, new FindAccounts.Answer(
        HelpDeskAccess.OPEN, Optional.of(desk.site.account.ada), Optional.empty(),
        List.of(new Found(FakeDesk.GRACE, EMAIL, NAME, FakeAccount.NOW, true)), Optional.empty()));
    Event locked = new Event(1, FakeAccount.NOW, ActivityKind.ACCOUNT_LOCKED, "2001:db8::17", FakeAccount.FIREFOX);
    desk.show(new Inspected(
        new Person(FakeDesk.GRACE, EMAIL, NAME), FakeAccount.NOW, false, Optional.empty(), 0, 0, Optional.empty(),
        Optional.empty(), Set.of("g".repeat(64)), true, true, List.of(new Noted(locked, ACTOR, "r".repeat(500))),
        false));
    Page page = chromium.page(new NewContextOptions().setViewportSize(width, 640).setJavaScriptEnabled(false));
    String url = desk.site.url.toString();
    page.context().addCookies(List.of(
        new Cookie("ally_language", language).setUrl(url),
        new Cookie("ally_session", desk.site.account.session()).setUrl(url)));
    for (String path : List.of(DeskSite.DESK + "?search=x", DeskSite.PAGE)) {
      page.navigate(url + path);
      page.locator("details").evaluateAll("all => all.forEach(one => one.open = true)");
      assertThat(page.content()).contains(EMAIL, NAME);
      assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
      assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).as(path).isEqualTo(width);
    }
  }
}
