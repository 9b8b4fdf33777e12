package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ally.harness.Browser;
import dev.ally.harness.Chromium;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page that comes over a slow line, an element at a time and its script last: what is shown already does not move. */
class SlowPagesInChromiumTest {
  /** Two frames, so that each element is shown before the next one comes. */
  private static final long BETWEEN_ELEMENTS_MILLIS = 34;
  private static final String SHIFTS = """
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const {sources} of list.getEntries()) {
          window.shifts.push(...sources.map(({node}) => node?.outerHTML ?? node?.textContent ?? 'removed'));
        }
      }).observe({type: 'layout-shift', buffered: true});""";

  private static Site site;
  private static Chromium chromium;
  private static ExecutorService line;
  private static HttpServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.open();
    site = Site.forChromium();
    site.account.twoFactor = true;
    line = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(line);
    server.createContext("/", SlowPagesInChromiumTest::answer);
    server.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      server.stop(0);
      line.shutdownNow();
      site.close();
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    HttpResponse<String> answer = browser.get(exchange.getRequestURI().toString());
    String type = answer.headers().firstValue("Content-Type").orElseThrow();
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(answer.statusCode(), 0);
    try (OutputStream body = exchange.getResponseBody()) {
      String separator = type.startsWith("text/html") ? "(?=<(?!/|option))" : "$";
      for (String element : answer.body().split(separator)) {
        body.write(element.getBytes(StandardCharsets.UTF_8));
        body.flush();
        Thread.sleep(BETWEEN_ELEMENTS_MILLIS);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void assertNothingMoves(Browser as, String path) {
    browser = as;
    for (int width : List.of(360, 1280)) {
      Page page = chromium.page(new NewContextOptions().setViewportSize(width, 900));
      page.addInitScript(SHIFTS);
      page.navigate("http://localhost:" + server.getAddress().getPort() + path);
      page.waitForTimeout(4 * BETWEEN_ELEMENTS_MILLIS);
      assertThat((List<?>) page.evaluate("window.shifts")).as("at a width of %s", width).isEmpty();
      page.context().close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/signup"})
  void nothingMovesWhileAPageOfVisitorsArrives(String path) {
    assertNothingMoves(site.browser(), path);
  }

  @Test
  void nothingMovesWhileAnOwnPageArrives() {
    assertNothingMoves(site.signedIn(), "/settings/profile");
  }
}
