package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How much a browser loads for a page, with all that belongs to it, before compression. */
class PageWeightTest {
  private static final int MOST_BYTES = 40_000;
  private static final Pattern PART = Pattern.compile("<(?:link|script|img)[^>]* (?:src|href)=\"(/[^\"]*)\"");

  private final Map<String, Integer> parts = new HashMap<>();
  private final List<String> tooHeavy = new ArrayList<>();
  private int pages;

  @Test
  void isSmallInEachLanguage() {
    List<String> addresses = Addresses.all();
    try (Site site = Site.open()) {
      for (Catalogue language : Languages.packaged().all()) {
        site.account.twoFactor = false;
        weigh(site.browser(), language.tag(), addresses);
        weigh(site.browser().with("ally_session", site.account.linkingSession(2)), language.tag(), addresses);
        site.account.twoFactor = true;
        weigh(site.signedIn(), language.tag(), addresses);
        site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
        weigh(site.signedIn(), language.tag(), List.of("/settings/security/recovery"));
        site.account.shownCodes = Optional.empty();
      }
    }

    assertThat(pages).isGreaterThan(500);
    assertThat(tooHeavy).isEmpty();
  }

  private void weigh(Browser browser, String language, List<String> addresses) {
    browser.with("ally_language", language);
    for (String address : addresses) {
      HttpResponse<String> page = browser.get(address);
      if (page.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
        pages++;
        int bytes = size(page) + ofParts(browser, page.body());
        if (bytes > MOST_BYTES) {
          tooHeavy.add("%s in %s: %d bytes".formatted(address, language, bytes));
        }
      }
    }
  }

  private int ofParts(Browser browser, String page) {
    return PART.matcher(page).results().map(part -> part.group(1)).distinct()
        .mapToInt(address -> parts.computeIfAbsent(address, asked -> size(browser.get(asked)))).sum();
  }

  private static int size(HttpResponse<String> answer) {
    return (int) answer.headers().firstValueAsLong("Content-Length").orElseThrow();
  }
}
