package dev.ally.web.site;

import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteFilesTest {
  private static final Pattern STATIC = Pattern.compile("\"(/static/[^\"]+)\"");

  @TempDir
  Path dataDir;

  @Test
  void areKeptForGoodAtTheAddressWithTheirHash() {
    try (Site site = Site.open()) {
      var found = STATIC.matcher(site.browser().get("/").body());
      while (found.find()) {
        HttpResponse<String> answer = site.browser().get(found.group(1));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(found.group(1)).matches("/static/[a-z]+\\.[0-9a-f]{12}\\.(css|js|svg)");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
      }
    }
  }

  @Test
  void areAskedForAgainAtThePlainAddress() {
    try (Site site = Site.open()) {
      HttpResponse<String> answer = site.browser().get("/static/theme.css");

      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/css; charset=utf-8");
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
    }
  }

  @Test
  void giveWayToTheOperatorsOwn() throws Exception {
    Path own = Files.createDirectories(dataDir.resolve("site"));
    Files.writeString(own.resolve("theme.css"), ":root { --bg: hotpink; }");
    Files.writeString(own.resolve("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    Files.writeString(own.resolve("help.txt"), "Call <Zoë>, room 5.\n");
    Files.writeString(own.resolve("ally.css"), "not this one");
    try (Site site = Site.withDataDirectory(dataDir)) {
      Browser browser = site.browser();
      site.account.twoFactor = true;
      browser.submit("/login", "email", EMAIL, "password", PASSWORD);

      assertThat(browser.get("/static/site.css").body()).contains("hotpink");
      assertThat(browser.get("/static/logo.svg").body()).isEqualTo("<svg xmlns='http://www.w3.org/2000/svg'/>");
      assertThat(browser.get("/static/ally.css").body()).doesNotContain("not this one");
      assertThat(browser.get("/login/code").body()).contains("<p class=\"help\">Call &lt;Zoë&gt;, room 5.</p>");
      assertThat(site.signedIn().with("ally_flash", "ACTIVATED").get("/settings/security").body())
          .contains("Call &lt;Zoë&gt;, room 5.");
    }
  }
}
