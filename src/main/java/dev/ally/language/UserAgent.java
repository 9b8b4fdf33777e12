package dev.ally.language;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name and the system of a browser, from its header {@code User-Agent} (RFC 9110 §10.1.5), where they are well
 * known. A client can send any text there. So it is shown, and no decision depends on it.
 *
 * <p>Most browsers also list the names of browsers that they are compatible with, so the most specific name counts.
 */
public record UserAgent(Optional<String> browser, Optional<String> system) {
  private record Known(Pattern pattern, String name) {
    static Known of(String pattern, String name) {
      return new Known(Pattern.compile(pattern), name);
    }
  }

  /** Web views inside another app. They send the name of the system's browser. */
  private static final Pattern INSIDE_AN_APP = Pattern.compile("; wv\\)|\\bFB(?:AN|AV|_IAB)/|\\[FB|\\bInstagram |\\bLine/");

  private static final List<Known> BROWSERS = List.of(
      Known.of("\\bEdg(?:e|A|iOS)?/\\d", "Edge"),
      Known.of("\\b(?:OPR|OPT|OPiOS)/\\d|^Opera/\\d", "Opera"),
      Known.of("\\bSamsungBrowser/\\d", "Samsung Internet"),
      Known.of("\\bVivaldi/\\d", "Vivaldi"),
      Known.of("\\bYaBrowser/\\d", "Yandex Browser"),
      Known.of("\\b(?:DuckDuckGo|Ddg)/\\d", "DuckDuckGo"),
      Known.of("\\bSeaMonkey/\\d", "SeaMonkey"),
      Known.of("\\b(?:Firefox|FxiOS)/\\d", "Firefox"),
      Known.of("\\bHeadlessChrome/\\d", "Headless Chrome"),
      Known.of("\\b(?:Chrome|CriOS)/\\d", "Chrome"),
      Known.of("\\bVersion/\\d[^)]{0,40} Safari/\\d", "Safari"),
      Known.of("^curl/\\d", "curl"),
      Known.of("^Wget/\\d", "Wget"));

  private static final List<Known> SYSTEMS = List.of(
      Known.of("\\biPhone\\b", "iPhone"),
      Known.of("\\biPad\\b", "iPad"),
      Known.of("\\bAndroid\\b", "Android"),
      Known.of("\\bWindows\\b", "Windows"),
      Known.of("\\bCrOS\\b", "ChromeOS"),
      Known.of("\\bMacintosh\\b", "macOS"),
      Known.of("\\b(?:FreeBSD|OpenBSD|NetBSD)\\b", "BSD"),
      Known.of("\\bLinux\\b", "Linux"));

  /** The first comment of the header, where browsers name their system. */
  private static final Pattern COMMENT = Pattern.compile("\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\)");

  public static UserAgent of(String header) {
    Optional<String> browser = INSIDE_AN_APP.matcher(header).find() ? Optional.empty() : name(BROWSERS, header);
    Matcher comment = COMMENT.matcher(header);
    return new UserAgent(browser, comment.find() ? name(SYSTEMS, comment.group(1)) : Optional.empty());
  }

  private static Optional<String> name(List<Known> all, String text) {
    return all.stream().filter(known -> known.pattern.matcher(text).find()).map(Known::name).findFirst();
  }

  /** "Firefox on Windows", "Unknown browser on Linux", "Unknown browser" */
  public Text words() {
    if (browser.isEmpty()) {
      return system.map(on -> Text.of("browser.unknown.on").with("system", on)).orElse(Text.of("browser.unknown"));
    }
    Text alone = Text.verbatim(browser.get());
    return system.map(on -> Text.of("browser.on").with("browser", alone).with("system", on)).orElse(alone);
  }
}
