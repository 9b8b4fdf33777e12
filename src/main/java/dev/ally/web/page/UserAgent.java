package dev.ally.web.page;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser says it is, in its header {@code User-Agent} (RFC 9110 §10.1.5): its name and its system, where they are
 * among the well-known ones. Anybody can send any; so it is told as what it is, and never decided by.
 *
 * <p>Most browsers list the names of those that they descend from as well, so the most particular name counts.
 */
record UserAgent(Optional<String> browser, Optional<String> system) {
  private record Known(Pattern pattern, String name) {
    static Known of(String pattern, String name) {
      return new Known(Pattern.compile(pattern), name);
    }
  }

  /** Pages inside another app: they bear the name of the system's browser, which they are not. */
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
      Known.of("\\bVersion/\\d[^)]* Safari/\\d", "Safari"),
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

  /** The first comment, in which browsers name the system. */
  private static final Pattern COMMENT = Pattern.compile("\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\)");

  static UserAgent of(String header) {
    Optional<String> browser = INSIDE_AN_APP.matcher(header).find() ? Optional.empty() : name(BROWSERS, header);
    Matcher comment = COMMENT.matcher(header);
    return new UserAgent(browser, comment.find() ? name(SYSTEMS, comment.group(1)) : Optional.empty());
  }

  private static Optional<String> name(List<Known> all, String text) {
    return all.stream().filter(known -> known.pattern.matcher(text).find()).map(Known::name).findFirst();
  }

  /** "Firefox on Windows", "Unknown browser on Linux", "Unknown browser" */
  String words(Catalogue texts) {
    String name = browser.orElseGet(() -> texts.say("browser.unknown"));
    return system.map(on -> texts.say("browser.on", name, on)).orElse(name);
  }
}
