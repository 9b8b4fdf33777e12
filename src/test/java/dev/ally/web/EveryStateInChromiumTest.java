package dev.ally.web;

import static dev.ally.web.FakeOidc.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.harness.AccessibilityTree;
import dev.ally.harness.Axe;
import dev.ally.harness.Browser;
import dev.ally.harness.Chromium;
import dev.ally.harness.HtmlValidate;
import dev.ally.harness.KeptStates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds in each state of every page, seen in one walk with a script and one without. */
class EveryStateInChromiumTest {
  private static final int SMALLEST_WIDTH = 320;

  /** Colours and sizes with which axe judges each state. Where colours are forced, it reads the page's own all the same. */
  private enum Look {
    DESKTOP(ColorScheme.LIGHT, 1280, 900),
    DARK_PHONE(ColorScheme.DARK, SMALLEST_WIDTH, 640);

    final ColorScheme scheme;
    final int width;
    final int height;

    Look(ColorScheme scheme, int width, int height) {
      this.scheme = scheme;
      this.width = width;
      this.height = height;
    }

    void show(Page page) {
      page.setViewportSize(width, height);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }
  }

  private static final String MEASURE = """
      () => ({
        width: document.documentElement.scrollWidth,
        small: [...document.querySelectorAll('a, button, input:not(.unseen), select, summary')]
            .filter(target => target.checkVisibility({visibilityProperty: true}))
            .filter(target => !(target.getBoundingClientRect().height >= 44))
            .map(target => target.outerHTML),
        namesItsZone: !document.querySelector('time') || !!document.querySelector('[data-zone]'),
      })""";

  /** Text twice as large (WCAG 2.2, 1.4.4), with all that can be opened. */
  private static final String ENLARGE = """
      () => {
        const shut = [...document.querySelectorAll('details:not([open])')];
        shut.forEach(details => details.open = true);
        document.documentElement.style.fontSize = '212.5%';
        const width = document.documentElement.scrollWidth;
        document.documentElement.removeAttribute('style');
        shut.forEach(details => details.open = false);
        return width;
      }""";
  private static final List<Integer> WIDTHS_OF_LARGE_TEXT = List.of(360, 640, 1280);

  private static final Map<String, String> TREES = new TreeMap<>();
  private static final List<String> BROKEN_RULES = new ArrayList<>();
  private static final List<String> TOO_WIDE = new ArrayList<>();
  private static final List<String> TOO_WIDE_ENLARGED = new ArrayList<>();
  private static final List<String> TOO_SMALL_TARGETS = new ArrayList<>();
  private static final List<String> TIMES_WITHOUT_ZONE = new ArrayList<>();
  private static final List<String> COMPLAINTS = new ArrayList<>();
  private static Chromium chromium;

  @BeforeAll
  static void walk() {
    chromium = Chromium.open();
    try (Site site = Site.forChromium()) {
      Page page = listenedTo(site, chromium.page(new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE)));
      Axe.prepare(page.context());
      AccessibilityTree tree = new AccessibilityTree();
      Look.DESKTOP.show(page);
      new EveryState(site, page, state -> {
        judge(page, state, Look.DESKTOP);
        Look.DARK_PHONE.show(page);
        judge(page, state, Look.DARK_PHONE);
        measure(page, state);
        enlarge(page, state);
        Look.DESKTOP.show(page);
        TREES.put(state, tree.of(page));
      }).walk();
      page.context().close();
    }
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static void judge(Page page, String state, Look look) {
    Axe.violations(page).forEach(violation -> BROKEN_RULES.add(state + ", " + look + ": " + violation));
  }

  private static void enlarge(Page page, String state) {
    for (int width : WIDTHS_OF_LARGE_TEXT) {
      page.setViewportSize(width, Look.DESKTOP.height);
      int needed = (Integer) page.evaluate(ENLARGE);
      if (needed > width) {
        TOO_WIDE_ENLARGED.add(state + ": " + needed + " of " + width);
      }
    }
  }

  private static void measure(Page page, String state) {
    Map<?, ?> measured = (Map<?, ?>) page.evaluate(MEASURE);
    int width = (Integer) measured.get("width");
    if (width > SMALLEST_WIDTH) {
      TOO_WIDE.add(state + ": " + width);
    }
    ((List<?>) measured.get("small")).forEach(target -> TOO_SMALL_TARGETS.add(state + ": " + target));
    if (!(Boolean) measured.get("namesItsZone")) {
      TIMES_WITHOUT_ZONE.add(state);
    }
  }

  /** A page whose complaints are kept. That a form was refused is none, though the browser says it like one. */
  private static Page listenedTo(Site site, Page page) {
    page.onConsoleMessage(message -> {
      if (!message.text().matches(".*status of (400|403|404|410|422|429) .*")) {
        COMPLAINTS.add(message.text());
      }
    });
    page.onPageError(COMPLAINTS::add);
    page.onRequest(request -> {
      if (!request.url().startsWith(site.url.toString())) {
        COMPLAINTS.add("a request left the site: " + request.url());
      }
    });
    return page;
  }

  @Test
  void passesTheRulesOfAxe() {
    assertThat(TREES).hasSizeGreaterThan(80);
    assertThat(BROKEN_RULES).isEmpty();
  }

  @Test
  void saysNothingInTheConsoleAndAsksNoOtherSite() {
    assertThat(COMPLAINTS).isEmpty();
  }

  @Test
  void doesNotScrollSidewaysOnTheSmallestScreen() {
    assertThat(TOO_WIDE).isEmpty();
  }

  @Test
  void doesNotScrollSidewaysWithTextTwiceAsLarge() {
    assertThat(TOO_WIDE_ENLARGED).isEmpty();
  }

  @Test
  void hasTargetsThatAThumbCanHit() {
    assertThat(TOO_SMALL_TARGETS).isEmpty();
  }

  @Test
  void saysInWhichZoneItsTimesAre() {
    assertThat(TIMES_WITHOUT_ZONE).isEmpty();
  }

  /** How to keep them anew: contributing.md. */
  @Test
  void hasTheNamesAndTheOrderOfKeysThatAreKept() {
    assertThat(KeptStates.differences(Path.of("src/test/resources/states"), TREES, Path.of("target/states")))
        .isEmpty();
  }

  @Test
  void isValidHtmlAsServedAndReachedWithoutScript() {
    try (Site site = Site.forChromium()) {
      HtmlValidate validator = HtmlValidate.ofPages(Path.of("target/html"));
      Page page = chromium.page(new NewContextOptions().setJavaScriptEnabled(false));
      validator.follow(page);
      new EveryState(site, page, state -> {
        assertThat(page.title()).as(state).endsWith("– Ally");
        validator.keep();
      }).walk();
      Browser ada = site.signedIn();
      validator.keep("leaving", ada.send(ada.request(LOGIN).header("Sec-Fetch-Site", "same-origin").GET()).body());
      site.oidc.mode = Mode.FORM_POST;
      validator.keep("posting", ada.get(LOGIN).body());
      page.context().close();

      assertThat(validator.pages()).isGreaterThan(80);
      assertThat(validator.errors()).isEmpty();
    }
  }
}
