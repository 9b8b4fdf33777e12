package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Lighthouse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What Lighthouse says of pages on a phone with a slow line, of those of a session too. Own pages may be indexed as far
 * as Lighthouse sees: a crawler has no session, and is sent to the login.
 */
class LighthouseTest {
  /** The page, two sheets of styles, the script, the picture of the site, and the person's own. */
  private static final int MOST_REQUESTS = 7;
  /** The performance of a page that scores 100 on a machine of its own. */
  private static final int BESIDE_OTHER_TESTS = 90;

  @Test
  void findsNothingToMend() throws IOException {
    try (Site site = Site.forChromium()) {
      List<String> visitors = List.of(site.url + "/login", site.url + "/");
      List<String> own = List.of(site.url + "/settings/security");

      assertFine(visitors, Lighthouse.judge("", visitors));
      assertFine(own, Lighthouse.judge("ally_session=" + site.account.session(), own));
    }
  }

  private static void assertFine(List<String> addresses, List<JsonObject> said) {
    assertThat(said).extracting(page -> page.getString("address")).isEqualTo(addresses);
    assertThat(said).allSatisfy(page -> {
      assertThat(page.getJsonObject("scores").getMap())
          .containsEntry("accessibility", 100).containsEntry("best-practices", 100).containsEntry("seo", 100);
      assertThat(page.getJsonObject("scores").getInteger("performance")).isGreaterThanOrEqualTo(BESIDE_OTHER_TESTS);
      assertThat(page.getDouble("shift")).isZero();
      assertThat(page.getInteger("requests")).isLessThanOrEqualTo(MOST_REQUESTS);
      assertThat(page.getJsonArray("failed")).isEqualTo(new JsonArray());
    });
  }
}
