package dev.ally.web.home;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowHome;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HomePagesTest {
  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void offersVisitorsToLogInAndToSignUp() {
    assertThat(site.browser().get("/").body())
        .containsPattern("<a [^>]*href=\"/login\">Log in</a>")
        .containsPattern("<a [^>]*href=\"/signup\">Create an account</a>")
        .doesNotContain("popover");
  }

  @Test
  void greetsWhoIsSignedInAndHasTheAccountMenu() {
    assertThat(site.signedIn().get("/").body())
        .contains("Hello, Ada Lovelace.", "data-initials=\"AL\"", "popovertarget=\"menu\"")
        .contains("aria-label=\"Ada Lovelace, account menu\"")
        .contains("Account Settings</a>", "action=\"/logout\"", ">Log out</button>");
  }

  @Test
  void saysHowSafeTheAccountIsAndLeadsToEachPartOfIt() {
    assertThat(site.signedIn().get("/").body())
        .contains("Off. Your password alone opens your account.", "<p>2</p>")
        .contains("<time datetime=\"2026-03-13T22:26:53Z\">yesterday 22:26 UTC</time>, Firefox on Windows")
        .contains("href=\"/settings/security\"", "href=\"/settings/sessions\"", "href=\"/settings/activity\"")
        .contains("aria-label=\"Turn on two-factor authentication\"")
        .contains("aria-label=\"Review the browsers you’re logged in with\"")
        .doesNotContain("of 10 are left");
    site.account.twoFactor = true;
    assertThat(site.signedIn().get("/").body()).contains("aria-label=\"Manage two-factor authentication\"");
    assertThat(site.signedIn().get("/").body()).contains("On. Logging in takes", "10 of 10 are left.")
        .doesNotContain("confirmed that you saved");
    site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
    assertThat(site.signedIn().get("/").body()).contains("You haven’t confirmed that you saved them.");
  }

  @Test
  void greetsWhereAPartOfTheAccountDoesNotAnswer() {
    site.account.fail(ShowHome.OPERATION, new Unavailable("totp is away", Duration.ofSeconds(1)));
    assertThat(site.signedIn().get("/").body()).contains("Hello, Ada Lovelace.").doesNotContain("Last login");
  }

  @Test
  void showsTheProfile() {
    assertThat(site.signedIn().get("/settings/profile").body())
        .contains("aria-current=\"page\">Profile</a>", "Ada Lovelace", "ada@example.org", "data-initials=\"AL\"");
  }

  @Test
  void leadsFromSettingsToTheProfile() {
    assertThat(location(site.signedIn().get("/settings"))).isEqualTo("/settings/profile");
  }

  @Test
  void asksUnauthenticatedClientsToLogInFirst() {
    assertThat(location(site.browser().get("/settings/profile"))).isEqualTo("/login?next=%2Fsettings%2Fprofile");
  }

  @Test
  void escapesANameThatIsMarkup() {
    site.account.ada = new Person(UUID.randomUUID(), "e@example.org", "<script>\"'&");

    assertThat(site.signedIn().get("/").body()).contains("&lt;script&gt;&quot;&#39;&amp;").doesNotContain("<script>\"");
  }
}
