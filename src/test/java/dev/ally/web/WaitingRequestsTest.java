package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Asker;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.LogIn;
import dev.ally.harness.Browser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests whose password waits for its turn to be hashed. */
class WaitingRequestsTest {
  private static String form(Browser browser) {
    Map<String, String> fields = new LinkedHashMap<>(Browser.hidden(browser.get("/login")));
    fields.put("email", FakeAccount.EMAIL);
    fields.put("password", FakeAccount.PASSWORD);
    return Browser.encode(fields);
  }

  private static CompletableFuture<HttpResponse<String>> logIn(Site site) {
    Browser browser = site.browser();
    String form = form(browser);
    return HttpClient.newHttpClient().sendAsync(browser.request("/login")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", site.publicUrl.toString())
        .POST(BodyPublishers.ofString(form)).build(), BodyHandlers.ofString());
  }

  @Test
  void areGivenUpWhenTheirBrowserHasGone() throws Exception {
    try (Site site = Site.open()) {
      Browser browser = site.browser();
      String form = form(browser);
      site.account.answerLater(LogIn.OPERATION, Future.future(never -> {}));
      try (Socket socket = new Socket("localhost", site.url.getPort())) {
        socket.getOutputStream().write(("POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: " + site.publicUrl
            + "\r\nCookie: " + browser.cookieHeader() + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: " + form.length() + "\r\n\r\n" + form).getBytes(ISO_8859_1));
        site.account.awaitQuestion(LogIn.class);
      }

      Asker asker = site.account.askers.get(site.account.askers.size() - 1);
      Site.await(asker.gone());
    }
  }

  @Test
  void areAnsweredThoughTheSiteStops() throws Exception {
    try (Site site = Site.open()) {
      Promise<LogIn.Answer> later = Promise.promise();
      site.account.answerLater(LogIn.OPERATION, later.future());
      CompletableFuture<HttpResponse<String>> asked = logIn(site);
      site.account.awaitQuestion(LogIn.class);

      Future<Void> stopped = site.stop();
      later.complete(LogIn.Answer.of(LogIn.Outcome.SIGNED_IN));

      assertThat(asked.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(303);
      Site.await(stopped);
    }
  }

  @Test
  void areToldToComeAgainWhenTheSiteHasNoMoreTimeToStop() throws Exception {
    try (Site site = Site.open()) {
      site.account.answerLater(LogIn.OPERATION, Future.future(never -> {}));
      CompletableFuture<HttpResponse<String>> asked = logIn(site);
      site.account.awaitQuestion(LogIn.class);

      Future<Void> stopped = site.stop();

      HttpResponse<String> answer = asked.get(20, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      Site.await(stopped);
    }
  }

  @Test
  void areToldHowLongTheyWouldWaitWhenThatIsTooLong() throws Exception {
    try (Site site = Site.open()) {
      site.account.fail(LogIn.OPERATION, new Unavailable("full", Duration.ofMillis(11_200)));

      HttpResponse<String> answer = logIn(site).get(20, TimeUnit.SECONDS);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("12");
    }
  }
}
