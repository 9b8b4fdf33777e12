package dev.ally.web.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.SettingsRefused;
import dev.ally.harness.Browser;
import dev.ally.harness.Heard;
import dev.ally.web.Site;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator puts into the folder {@code site} is what people see. */
class BrandingTest {
  private static final String SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 40\"/>";

  @TempDir Path dataDir;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(dataDir.resolve("site"));
  }

  private void write(String name, String content) throws IOException {
    Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void layersColoursAndAFontOverTheDefaults() throws IOException {
    write("theme.css", ":root { --accent: #123456; }");
    write("font.woff2", "wOF2 and more");
    try (Site site = Site.withDataDirectory(dataDir)) {
      Browser browser = site.browser();
      HttpResponse<String> page = browser.get("/login");
      assertThat(page.body()).containsPattern("(?s)/static/theme\\..*/static/ally\\..*\\.css.*/static/site\\.");
      assertThat(browser.get("/static/theme.css").body()).contains("--accent: #0b5c5a");
      String own = browser.get("/static/site.css").body();
      assertThat(own).contains("--accent: #123456", "--text: \"Site\"")
          .containsPattern("url\\(\"/static/font\\.[0-9a-f]{12}\\.woff2\"\\)");
      assertThat(browser.get("/static/font.woff2").headers().firstValue("Content-Type")).contains("font/woff2");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("; font-src 'self'");
    }
  }

  @Test
  void showsAWordMarkInTheFormOfTheTheme() throws IOException {
    write("wordmark.svg", SVG);
    write("wordmark-dark.svg", SVG);
    try (Site site = Site.withDataDirectory(dataDir)) {
      assertThat(site.browser().get("/").body())
          .containsPattern("<source srcset=\"/static/wordmark-dark\\.[0-9a-f]{12}\\.svg\" media=\"\\(prefers-color")
          .containsPattern("<img class=\"wordmark\" src=\"/static/wordmark\\.[0-9a-f]{12}\\.svg\" alt=\"Ally\">");
    }
  }

  @Test
  void showsAnIconOfItsOwn() throws IOException {
    write("favicon.ico", "\0\0\1\0 and more");
    try (Site site = Site.withDataDirectory(dataDir)) {
      HttpResponse<String> icon = site.browser().get("/favicon.ico");
      assertThat(icon.headers().firstValue("Content-Type")).contains("image/x-icon");
      assertThat(site.browser().get("/").body()).containsPattern("<link rel=\"icon\" href=\"/static/favicon\\.");
    }
  }

  @Test
  void linksAtTheFootOfEachPage() throws IOException {
    write("links.properties", "help=/help?a=1&b=2\nprivacy=https://example.org/privacy\nimprint=mailto:us@example.org\n");
    try (Site site = Site.withDataDirectory(dataDir)) {
      for (String path : List.of("/login", "/nowhere")) {
        assertThat(site.browser().get(path).body()).containsSubsequence(
            "<a href=\"https://example.org/privacy\">Privacy</a>", "<a href=\"mailto:us@example.org\">Legal notice</a>",
            "<a href=\"/help?a=1&amp;b=2\">Help</a>");
      }
    }
  }

  @Test
  void changesNothingWhereThereIsNone() {
    try (Site site = Site.withDataDirectory(dataDir)) {
      HttpResponse<String> page = site.browser().get("/");
      assertThat(page.body()).doesNotContain("/static/site.", "wordmark", "<nav", "favicon");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).doesNotContain("font-src");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "logo.svg | <html></html> | logo.svg: must be an SVG",
    "wordmark.svg | PNG | wordmark.svg: must be an SVG",
    "wordmark-dark.svg | <svg/> | wordmark-dark.svg: needs wordmark.svg beside it",
    "favicon.ico | <svg/> | favicon.ico: must be an icon (ICO)",
    "font.woff2 | wOFF | font.woff2: must be a font in the format WOFF2",
    "links.properties | privacy=javascript:alert(1) | links.properties: privacy must be an address",
    "links.properties | help=//example.org | links.properties: help must be an address",
    "links.properties | terms=https://example.org | links.properties: terms is none of privacy, imprint, help",
  })
  void isRefusedByNameAtTheStart(String name, String content, String said) throws IOException {
    write(name, content);
    assertThatThrownBy(() -> SiteFiles.read(folder)).isInstanceOf(SettingsRefused.class).hasMessageContaining(said);
  }

  @Test
  void isSaidToBeUnusedWhereItsNameIsUnknown() throws IOException {
    write("theme.scss", "");
    try (Heard log = new Heard()) {
      SiteFiles.read(folder);
      assertThat(log.lines()).anyMatch(line -> line.contains("theme.scss is not used"));
    }
  }
}
