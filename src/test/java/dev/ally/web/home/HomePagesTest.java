package dev.ally.web.home;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.Person;
import dev.ally.web.Site;
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
        .contains("Account Settings</a>", "action=\"/logout\"", ">Log out</button>");
  }

  @Test
  void showsTheProfile() {
    assertThat(site.signedIn().get("/settings/profile").body())
        .contains("aria-current=\"page\">Profile</a>", "Ada Lovelace", "ada@example.org", "<bdi>AL</bdi>");
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
