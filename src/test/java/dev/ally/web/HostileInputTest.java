package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.harness.EventLoops;
import dev.ally.harness.Heard;
import dev.ally.harness.MailServer;
import dev.ally.harness.WholeServer;
import dev.ally.web.exchange.Client;
import dev.ally.web.exchange.Field;
import dev.ally.web.guard.FormToken;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No text that a request carries keeps an event loop busy for long, whichever verticle's it is: every field, at every
 * address of the table of routes, for everybody who may ask. Nor does any write into the log.
 */
class HostileInputTest {
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String VISITOR = "v".repeat(43);
  private static final String LINK = "l".repeat(43);
  private static final int BODY_BYTES = 64 * 1024;
  private static final int HEADER_BYTES = 15_000;

  private static final MailServer MAIL = new MailServer();
  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final List<String> ADDRESSES = Addresses.all();
  private static final List<String> FORMS = Addresses.ofForms();
  private static WholeServer.Somebody ada;
  private static WholeServer.Somebody enrolled;

  /** As each is sent, percent-encoded where need be. */
  private static final Map<String, String> TEXTS = texts();

  /** As much of it as the first line of a request may hold. */
  private static final List<String> IN_A_LINE = List.of(
      "a" + "%CC%95".repeat(300) + "%CC%96".repeat(300), "%ED%A0%80".repeat(400), "9".repeat(3_800),
      "/../".repeat(900));

  private static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    // Canonical ordering moves every mark past all those before it.
    texts.put("marks in the wrong order", "a" + "\u0315".repeat(16_000) + "\u0316".repeat(16_000));
    texts.put("letters that grow", "\ufdfa".repeat(21_000));
    texts.put("one letter", "a".repeat(BODY_BYTES));
    texts.put("nesting", "([{<".repeat(16_000));
    texts.put("digits", "9".repeat(BODY_BYTES));
    texts.put("blanks", " ".repeat(32_000) + "a" + " ".repeat(32_000));
    texts.put("characters to escape", "<&\"'".repeat(16_000));
    texts.replaceAll((name, text) -> encode(text));
    texts.put("half a pair", "%ED%A0%80".repeat(7_200));
    texts.put("pairs of halves", "%ED%A0%BD%ED%B4%91".repeat(3_600));
    return texts;
  }

  /** Bytes above 127 as they are: three times as many characters reach the server as in percent-encoding. */
  private static String encode(String text) {
    return text.replace("%", "%25").replace("&", "%26").replace("+", "%2B").replace("=", "%3D");
  }

  private enum Who {
    VISITOR, PENDING, WITH_A_LINK, SIGNED_IN, ENROLLED;

    /** The cookie that this one's forms act for, and its value now. */
    Map.Entry<String, String> key() {
      return switch (this) {
        case VISITOR -> Map.entry("ally_visitor", HostileInputTest.VISITOR);
        case PENDING -> Map.entry("ally_pending", pending());
        case WITH_A_LINK -> Map.entry("ally_link", LINK);
        case SIGNED_IN -> Map.entry("ally_session", session(ada));
        case ENROLLED -> Map.entry("ally_session", session(enrolled));
      };
    }
  }

  @BeforeAll
  static void people() {
    ada = ALLY.somebody();
    enrolled = ALLY.enrolled();
    // A server warns once of a proxy that is not listed.
    new Sender(Who.values()[0]).get("/", "X-Forwarded-For", "192.0.2.1");
    for (Who who : Who.values()) {
      for (String address : ADDRESSES) {
        new Sender(who).get(address);
      }
      for (String form : FORMS) {
        new Sender(who).post(form, Field.EMAIL, "x");
      }
    }
  }

  @AfterAll
  static void close() {
    MAIL.close();
  }

  private static String session(WholeServer.Somebody person) {
    if (!person.isSignedIn()) {
      // Every code so far may be spent, and the waits for wrong ones are over by then.
      ALLY.clock.pass(Duration.ofDays(1));
      person.logIn();
      if (person.app != null) {
        person.code(person.codeNow());
      }
    }
    return person.browser.cookies.get("ally_session");
  }

  private static String pending() {
    WholeServer.Somebody again = enrolled.elsewhere();
    again.logIn();
    String pending = again.browser.cookies.get("ally_pending");
    return pending == null ? "p".repeat(43) : pending;
  }

  /** One of them, at a browser that sends whatever it is told. */
  private static final class Sender {
    private final Map.Entry<String, String> key;

    Sender(Who who) {
      key = who.key();
    }

    HttpResponse<Void> get(String target, String... headers) {
      return send(HttpRequest.newBuilder(ALLY.url().resolve(target)).GET(), headers);
    }

    HttpResponse<Void> post(String form, Field field, String encoded) {
      String token = FormToken.make(Secret.of(VISITOR), Secret.of(key.getValue()));
      String csrf = field == Field.CSRF ? "" : Field.CSRF.id() + "=" + token + "&";
      byte[] body = (csrf + field.id() + "=" + encoded).getBytes(StandardCharsets.UTF_8);
      int end = Math.min(body.length, BODY_BYTES);
      // What is cut ends between two characters; each of these has one to three bytes, or three signs of encoding.
      while (end < body.length && ((body[end] & 0xC0) == 0x80 || isWithinPercent(body, end))) {
        end--;
      }
      return send(HttpRequest.newBuilder(ALLY.url().resolve(form))
          .POST(BodyPublishers.ofByteArray(body, 0, end))
          .header("Content-Type", "application/x-www-form-urlencoded"));
    }

    private static boolean isWithinPercent(byte[] body, int end) {
      return body[end - 1] == '%' || body[end - 2] == '%';
    }

    private HttpResponse<Void> send(HttpRequest.Builder request, String... headers) {
      request.header("Cookie", "ally_visitor=" + VISITOR + "; " + key.getKey() + "=" + key.getValue());
      if (headers.length > 0) {
        request.headers(headers);
      }
      try {
        return HTTP.send(request.build(), BodyHandlers.discarding());
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void assertCostsLittle(List<String> tooLong, String what, Runnable request) {
    Duration busy = EventLoops.busyWith(request);
    if (busy.compareTo(EventLoops.LONGEST) > 0) {
      tooLong.add(what + ": " + busy.toMillis() + " ms");
    }
  }

  @ParameterizedTest
  @EnumSource
  void costsLittleInAnyFieldOfAnyForm(Who who) {
    List<String> tooLong = new ArrayList<>();
    try (Heard log = new Heard()) {
      for (String form : FORMS) {
        Sender sender = new Sender(who);
        for (Field field : Field.values()) {
          // Or the account would have asked for too many changes, and no more fields would be looked at.
          ALLY.database().execute("DELETE FROM account.sign_up_budget");
          TEXTS.forEach((name, text) -> assertCostsLittle(tooLong, form + " " + field + " " + name, () ->
              assertThat(sender.post(form, field, text).statusCode()).as(form + " " + field + " " + name)
                  .isBetween(200, 499)));
        }
      }
      assertThat(tooLong).isEmpty();
      assertThat(log.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void costsLittleInAnyFieldOfAnyQuery(Who who) {
    List<String> tooLong = new ArrayList<>();
    try (Heard log = new Heard()) {
      for (String address : ADDRESSES) {
        Sender sender = new Sender(who);
        for (Field field : Field.values()) {
          for (String text : IN_A_LINE) {
            String target = address + "?" + field.id() + "=" + text;
            assertCostsLittle(tooLong, target, () ->
                assertThat(sender.get(target).statusCode()).as(target).isBetween(200, 499));
          }
        }
      }
      assertThat(tooLong).isEmpty();
      assertThat(log.lines()).isEmpty();
    }
  }

  /** Also where it is kept and shown later: every session and every event of the activity log bears one. */
  @Test
  void costsLittleInAnyHeader() {
    List<String> tooLong = new ArrayList<>();
    List<String> headers = List.of(
        "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Accept-Language", "Accept", "Origin",
        "Sec-Fetch-Site", "Content-Type", "Cookie", "Referer", "If-None-Match", "Range", "TE", "X-Request-Id");
    List<String> patterns = List.of(
        "a", "(", "()", "(a", "Version/1", "a=b; ", "ally_session=a; ", ";", ",", "10.0.0.1, ", "[", "9", "en;q=0.1,",
        " ", "\t", "../", "%");
    try (Heard log = new Heard()) {
      for (Who who : Who.values()) {
        Sender sender = new Sender(who);
        for (String header : headers) {
          for (String pattern : patterns) {
            String value = "x" + pattern.repeat(HEADER_BYTES / pattern.length());
            assertCostsLittle(tooLong, who + " " + header + " " + pattern, () ->
                assertThat(sender.get("/settings/activity", header, value).statusCode()).isBetween(200, 499));
          }
        }
      }
      assertThat(tooLong).isEmpty();
      assertThat(log.lines()).isEmpty();
    }
  }

  /** As before it is judged: with the words of its field, and as many hashes and counts as any other. */
  @Test
  void isRefusedAtItsFieldWhenItIsTooLong() {
    Browser browser = ALLY.browser();
    String email = "a".repeat(40) + "@" + "b".repeat(230) + ".example";

    assertThat(refused(browser, "/signup", "email", email, "name", "Ada"))
        .contains("This email address is too long.");
    assertThat(refused(browser, "/signup", "email", "a@example.org", "name", "x".repeat(101)))
        .contains("The name is too long.");
    assertThat(refused(browser, "/forgot", "email", email)).contains("This email address is too long.");
    long counted = ALLY.database().count("account.password_budget");
    assertThat(refused(browser, "/login", "email", email, "password", WholeServer.PASSWORD))
        .contains("The email or password is not right.");
    assertThat(ALLY.database().count("account.password_budget")).isGreaterThan(counted);
    assertThat(refused(browser, "/login", "email", ada.email, "password", WholeServer.PASSWORD + " ".repeat(300)))
        .contains("The email or password is not right.");
    WholeServer.Somebody bob = enrolled.elsewhere();
    bob.logIn();
    assertThat(refused(bob.browser, "/login/code", "totp", "9".repeat(200))).contains("You entered something else.");
    assertThat(refused(bob.browser, "/login/code", "recovery_code", "9".repeat(200)))
        .contains("That is no recovery code.");
  }

  private static String refused(Browser browser, String page, String... fields) {
    HttpResponse<String> answer = browser.submit(page, fields);
    assertThat(answer.statusCode()).as(page).isEqualTo(422);
    return answer.body();
  }

  @Test
  void costsLittleWhereABrowsersNameIsShownToItsPerson() {
    List<String> tooLong = new ArrayList<>();
    for (String pattern : List.of("(", "()", "(a", "(a(", "Version/1", "Version/1 Safari/", "; wv", "Edg/")) {
      WholeServer.Somebody bob = ALLY.somebody();
      Map<String, String> form = Browser.pairs("email", bob.email, "password", WholeServer.PASSWORD);
      for (int i = 0; i < 60; i++) {
        bob.browser.cookies.clear();
        form.put("csrf", bob.browser.token("/login"));
        bob.browser.post("/login", Browser.encode(form), "User-Agent", pattern.repeat(400 / pattern.length()));
      }
      for (String page : List.of("/settings/activity", "/settings/sessions")) {
        assertThat(bob.browser.get(page).statusCode()).isEqualTo(200);
        assertCostsLittle(tooLong, page + " " + pattern, () -> bob.browser.get(page));
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void costsLittleInTheChainOfAddressesThatAProxySends() {
    Client client = new Client(List.of("10.0.0.1"));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (String hop : List.of("10.0.0.1, ", "999.1.1.1, ", "[", ":", "9", ".", "::1%", "[::1]:9", "1.1.1.1:9")) {
      String header = hop.repeat(HEADER_BYTES / hop.length());
      client.addressOf("10.0.0.1", List.of(header));
      long before = threads.getCurrentThreadCpuTime();
      client.addressOf("10.0.0.1", List.of(header));
      assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before)).isLessThan(EventLoops.LONGEST);
    }
  }
}
