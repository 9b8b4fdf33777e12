package dev.ally.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.web.guard.FormToken.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTokenTest {
  private static final Secret VISITOR = Secret.of("visitor");
  private static final Secret SESSION = Secret.of("session");
  private static final Secret OTHER = Secret.of("other");

  private final String token = FormToken.make(VISITOR, SESSION);

  @Test
  void isValidForTheSessionItWasMadeFor() {
    assertThat(FormToken.check(token, VISITOR, SESSION)).isEqualTo(Verdict.VALID);
  }

  @Test
  void isValidForThatSessionAlthoughTheVisitorCookieIsAnother() {
    assertThat(FormToken.check(token, OTHER, SESSION)).isEqualTo(Verdict.VALID);
  }

  @Test
  void isStaleUnderALaterSessionOfTheSameBrowser() {
    assertThat(FormToken.check(token, VISITOR, OTHER)).isEqualTo(Verdict.STALE);
    assertThat(FormToken.check(token, VISITOR, Secret.empty())).isEqualTo(Verdict.STALE);
  }

  @Test
  void isForeignInAnotherBrowser() {
    assertThat(FormToken.check(token, OTHER, OTHER)).isEqualTo(Verdict.FOREIGN);
  }

  @Test
  void isNotTakenForTheTagAlone() {
    String own = FormToken.make(VISITOR, OTHER);
    String mixed = token.substring(0, 17) + own.substring(17);

    assertThat(FormToken.check(mixed, VISITOR, SESSION)).isEqualTo(Verdict.STALE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "abc", "0123456789abcdef.short", "ü"})
  void isMissingWhenItIsNotWellFormed(String text) {
    assertThat(FormToken.check(text, VISITOR, SESSION)).isEqualTo(Verdict.MISSING);
  }

  @Test
  void tellsNeitherCookie() {
    assertThat(token).matches("[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]{43}").doesNotContain("visitor", "session");
  }
}
