package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The field for a code, on every page that signed-in people have, found in the table of routes. */
class CodeFieldTest {
  private static final String SIX = ">Six-digit code</label>";
  private static final String ANY = ">Code from your app</label>";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  private List<String> pagesWithIt() {
    site.account.twoFactor = true;
    List<String> pages = Addresses.all().stream().map(path -> ada.get(path).body())
        .filter(body -> body.contains("name=\"totp\"")).toList();
    assertThat(pages).as("turning off, password, recovery codes, adding").hasSizeGreaterThanOrEqualTo(4);
    return pages;
  }

  @Test
  void namesSixDigits() {
    assertThat(pagesWithIt()).allSatisfy(body -> assertThat(body).contains(SIX).doesNotContain(ANY));
  }

  @Test
  void namesNoNumberWhereCodesHaveAnother() {
    site.account.changeCodeDigits(8);
    assertThat(pagesWithIt()).allSatisfy(body -> assertThat(body).contains(ANY).doesNotContain(SIX));
  }

  @Test
  void namesNoNumberWhereAuthenticatorsDiffer() {
    site.account.changeCodeDigits(8);
    site.account.addAnother();
    assertThat(pagesWithIt()).allSatisfy(body -> assertThat(body).contains(ANY).doesNotContain(SIX));
  }
}
