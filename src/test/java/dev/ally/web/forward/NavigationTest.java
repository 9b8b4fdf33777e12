package dev.ally.web.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NavigationTest {
  private static final String CHROMIUM =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

  private static MultiMap headers(String... pairs) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int index = 0; index < pairs.length; index += 2) {
      headers.add(pairs[index], pairs[index + 1]);
    }
    return headers;
  }

  @Test
  void isWhatABrowserSaysItIs() {
    assertThat(Navigation.is("GET", headers("Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"))).isTrue();
    assertThat(Navigation.is("POST", headers("Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"))).isTrue();
    assertThat(Navigation.is("GET", headers("Sec-Fetch-Mode", "navigate"))).isTrue();
    assertThat(Navigation.is("GET", headers("Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Accept", CHROMIUM)))
        .isFalse();
    assertThat(Navigation.is("GET", headers("Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"))).isFalse();
    assertThat(Navigation.is("GET", headers("Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"))).isFalse();
    assertThat(Navigation.is("GET", headers("Sec-Fetch-Dest", "script", "Accept", CHROMIUM))).isFalse();
    assertThat(Navigation.is("GET", headers("Sec-Fetch-Mode", "navigate", "Sec-Fetch-Mode", "navigate"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      CHROMIUM, "text/html", "TEXT/HTML; q=0.5", "application/json, text/html", "application/xhtml+xml"})
  void isAPageByWhatIsAcceptedOtherwise(String accepted) {
    assertThat(Navigation.is("GET", headers("Accept", accepted))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/*", "application/json", "", "text/htmlx", "x-text/html", "a/text/html"})
  void isNoPageWhereHtmlIsNotNamed(String accepted) {
    assertThat(Navigation.is("GET", headers("Accept", accepted))).isFalse();
  }

  @Test
  void isNothingElse() {
    assertThat(Navigation.is("GET", headers())).isFalse();
    for (String method : new String[] {"PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "get"}) {
      assertThat(Navigation.is(method, headers("Sec-Fetch-Mode", "navigate", "Accept", CHROMIUM))).isFalse();
    }
  }
}
