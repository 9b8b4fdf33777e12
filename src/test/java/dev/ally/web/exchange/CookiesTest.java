package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.web.Site;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CookiesTest {
  private static final String TOKEN = "AZaz09-_".repeat(5) + "abc";
  private static final Cookies COOKIES = new Cookies(Site.settings());

  @Test
  void aTokenIsFortyThreeCharactersOfBase64url() {
    assertThat(COOKIES.read(List.of("ally_session=" + TOKEN, "ally_flash=ACTIVATED")))
        .isEqualTo(Map.of(Cookie.SESSION, TOKEN, Cookie.FLASH, "ACTIVATED"));
  }

  static List<String> malformed() {
    String token = TOKEN.substring(1);
    return List.of(
        "", token, TOKEN + "a", token + "=", token + "+", token + "\u00e9", token + " a", TOKEN.repeat(1000));
  }

  /** It counts as absent, and goes no further. */
  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsNoTokenIsNone(String value) {
    for (String name : List.of("ally_session", "ally_pending", "ally_visitor", "ally_browser")) {
      assertThat(COOKIES.read(List.of(name + "=" + value))).as(name).isEmpty();
    }
  }

  @Test
  void oneWithTwoValuesIsTrustedInNeither() {
    String session = "ally_session=" + TOKEN;
    String other = "ally_session=" + "b" + TOKEN.substring(1);
    String requestInfo = "ally_visitor=" + TOKEN;
    Map<Cookie, String> visitorAlone = Map.of(Cookie.VISITOR, TOKEN);
    assertThat(COOKIES.read(List.of(session + "; " + requestInfo + "; " + other))).isEqualTo(visitorAlone);
    assertThat(COOKIES.read(List.of(session, requestInfo, other))).isEqualTo(visitorAlone);
    assertThat(COOKIES.read(List.of(session + ";ally_session=; " + requestInfo))).isEqualTo(visitorAlone);
    assertThat(COOKIES.read(List.of(other + "; " + session + "; " + other + ";" + requestInfo))).isEqualTo(visitorAlone);
  }

  @Test
  void oneThatStandsTwiceIsThatOne() {
    String session = "ally_session=" + TOKEN;
    assertThat(COOKIES.read(List.of(session + ";" + session, session))).isEqualTo(Map.of(Cookie.SESSION, TOKEN));
  }

  @Test
  void othersCookiesAreNoneOfItsBusiness() {
    assertThat(COOKIES.read(List.of(
        "", ";;", "=", "=" + TOKEN, "ally_session", "ally_session =" + TOKEN, "Ally_Session=" + TOKEN,
        "__Host-ally_session=" + TOKEN, "other=ally_session=" + TOKEN))).isEmpty();
  }
}
