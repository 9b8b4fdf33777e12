package dev.ally.harness;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The installed Chromium, driven by Playwright. Without one a test is skipped. */
public final class Chromium implements AutoCloseable {
  private static final Path WITH_WINDOWS = Path.of("/usr/bin/chromium");
  private static final Path WITHOUT_WINDOWS = Path.of("/usr/bin/chromium-headless-shell");
  /** The one without windows takes half the processor time. */
  static final Path EXECUTABLE = Files.exists(WITHOUT_WINDOWS) ? WITHOUT_WINDOWS : WITH_WINDOWS;
  private static final List<String> QUIET = List.of(
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;

  private Chromium(List<String> arguments) {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright.chromium()
        .launch(new BrowserType.LaunchOptions().setExecutablePath(EXECUTABLE).setArgs(arguments));
  }

  public static Chromium open() {
    Tools.need(EXECUTABLE);
    return new Chromium(QUIET);
  }

  /** One for which all hosts of this domain are on this machine. */
  public static Chromium openWith(String domain) {
    Tools.need(EXECUTABLE);
    return new Chromium(Stream.concat(
        QUIET.stream(), Stream.of("--host-resolver-rules=MAP *." + domain + " 127.0.0.1")).toList());
  }

  public Page page(NewContextOptions options) {
    return browser.newContext(options).newPage();
  }

  /**
   * A window of a browser of its own whose owner has blocked all cookies; closing its context ends that browser. The one
   * without windows reads no settings.
   *
   * @param profile an empty directory
   */
  public Page pageWithoutCookies(Path profile, boolean javaScript) throws IOException {
    Tools.need(WITH_WINDOWS);
    Path settings = Files.createDirectories(profile.resolve("Default")).resolve("Preferences");
    Files.writeString(settings, "{\"profile\": {\"default_content_setting_values\": {\"cookies\": 2}}}");
    return playwright.chromium()
        .launchPersistentContext(profile, new BrowserType.LaunchPersistentContextOptions()
            .setExecutablePath(WITH_WINDOWS).setArgs(QUIET).setJavaScriptEnabled(javaScript))
        .newPage();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
