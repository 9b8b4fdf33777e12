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
  /**
   * What a name is known by.
   *
   * @param word a part of each header that has the name: few have, and to look for it takes little time
   */
  private record Known(String word, Pattern pattern, String name) {
    /** A word with a version, such as {@code Firefox/120.0}. */
    static Known product(String word, String name) {
      return of(word, "/\\d", name);
    }

    /** A word alone, such as {@code Linux}. */
    static Known system(String word, String name) {
      return of(word, "\\b", name);
    }

    /** A word, and what comes behind it. */
    static Known of(String word, String behind, String name) {
      return new Known(word, Pattern.compile("\\b" + word + behind), name);
    }

    /** A product that is the first in the header. */
    static Known first(String word, String name) {
      return new Known(word, Pattern.compile("^" + word + "/\\d"), name);
    }

    boolean isIn(String text) {
      return text.contains(word) && pattern.matcher(text).find();
    }
  }

  /** Web views inside another app. They send the name of the system's browser. */
  private static final List<Known> INSIDE_AN_APP = List.of(
      new Known("; wv)", Pattern.compile("; wv\\)"), "a web view"),
      new Known("[FB", Pattern.compile("\\[FB"), "Facebook"),
      Known.of("FB", "(?:AN|AV|_IAB)/", "Facebook"),
      Known.of("Instagram", " ", "Instagram"),
      Known.of("Line", "/", "Line"));

  private static final List<Known> BROWSERS = List.of(
      Known.of("Edg", "(?:e|A|iOS)?/\\d", "Edge"),
      Known.product("OPR", "Opera"),
      Known.product("OPT", "Opera"),
      Known.product("OPiOS", "Opera"),
      Known.first("Opera", "Opera"),
      Known.product("SamsungBrowser", "Samsung Internet"),
      Known.product("Vivaldi", "Vivaldi"),
      Known.product("YaBrowser", "Yandex Browser"),
      Known.product("DuckDuckGo", "DuckDuckGo"),
      Known.product("Ddg", "DuckDuckGo"),
      Known.product("SeaMonkey", "SeaMonkey"),
      Known.product("Firefox", "Firefox"),
      Known.product("FxiOS", "Firefox"),
      Known.product("HeadlessChrome", "Headless Chrome"),
      Known.product("Chrome", "Chrome"),
      Known.product("CriOS", "Chrome"),
      Known.of("Version", "/\\d[^)]{0,40} Safari/\\d", "Safari"),
      Known.first("curl", "curl"),
      Known.first("Wget", "Wget"));

  private static final List<Known> SYSTEMS = List.of(
      Known.system("iPhone", "iPhone"),
      Known.system("iPad", "iPad"),
      Known.system("Android", "Android"),
      Known.system("Windows", "Windows"),
      Known.system("CrOS", "ChromeOS"),
      Known.system("Macintosh", "macOS"),
      Known.system("FreeBSD", "BSD"),
      Known.system("OpenBSD", "BSD"),
      Known.system("NetBSD", "BSD"),
      Known.system("Linux", "Linux"));

  /** The first comment of the header, where browsers name their system. */
  private static final Pattern COMMENT = Pattern.compile("\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\)");

  public static UserAgent of(String header) {
    Optional<String> browser = name(INSIDE_AN_APP, header).isPresent() ? Optional.empty() : name(BROWSERS, header);
    Matcher comment = COMMENT.matcher(header);
    return new UserAgent(browser, comment.find() ? name(SYSTEMS, comment.group(1)) : Optional.empty());
  }

  private static Optional<String> name(List<Known> all, String text) {
    return all.stream().filter(known -> known.isIn(text)).map(Known::name).findFirst();
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
