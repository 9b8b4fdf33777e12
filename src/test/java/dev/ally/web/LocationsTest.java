package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.web.guard.FormToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** However an address is written in a request line, no answer leads a browser away from this site. */
class LocationsTest {
  private static final String VISITOR = "v".repeat(43);
  private static final String TOKEN = "?token=" + "t".repeat(43);
  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3})");
  private static final Pattern LOCATION = Pattern.compile("(?im)^location: ?(.*?)\\r?$");
  private static final List<String> ADDRESSES = Addresses.all();

  /** All of them lead to the address itself, once a server has taken out what is not needed. */
  private static final List<String> SPELLINGS = List.of(
      "%s", "//evil.example/..%s", "///evil.example/..%s", "//evil.example/../%s", "//evil.example/%%2e%%2e%s",
      "//evil.example%%2f..%s", "/\\evil.example/..%s", "\\\\evil.example/..%s", "/%%2Fevil.example/..%s",
      "/%%2F/evil.example/../..%s", "/%%5Cevil.example/..%s", "/.//evil.example/../..%s", "/;@evil.example/..%s",
      "//a@evil.example/..%s", "/\t/evil.example/..%s", "/%%09/evil.example/..%s",
      "/%%0d%%0aLocation:%%20//evil.example/..%s",
      "http://evil.example%s", "HTTP://evil.example%s", "https://evil.example:80/..%s", "http://evil.example/%s",
      "http:/evil.example/..%s", "http:evil.example/..%s", "evil.example%s", "//evil.example/../../..%s",
      "%s/", "%s//evil.example",
      "%s/.", "%s/x/..", "%s;@evil.example", "%s%%20", "%s#//evil.example", "*%s", "%s/%%2e%%2e//evil.example");

  private static final List<String> QUERIES = List.of(
      "?next=//evil.example", "?next=/%5Cevil.example", "?next=%2F%2Fevil.example", "?next=https://evil.example",
      "?next=/.//evil.example", "?next=/%252Fevil.example", "?next=/%09/evil.example",
      "?next=%0d%0aLocation:%20//evil.example");

  private static Site site;
  private static List<String> cookies;

  @BeforeContainer
  static void open() {
    site = Site.open();
    site.account.pendingLogins.put("p".repeat(43), site.account.ada);
    cookies = List.of(
        "ally_visitor=" + VISITOR, "ally_visitor=" + VISITOR + "; ally_session=" + site.account.session(),
        "ally_visitor=" + VISITOR + "; ally_pending=" + "p".repeat(43));
  }

  @AfterContainer
  static void close() {
    site.close();
  }

  @Example
  void leadNowhereElseHoweverTheAddressIsWritten() {
    int led = 0;
    for (String address : ADDRESSES) {
      for (String spelling : SPELLINGS) {
        for (String cookie : cookies) {
          led += assertStaysHere(spelling.formatted(address) + TOKEN, cookie) ? 1 : 0;
        }
      }
      for (String query : QUERIES) {
        led += assertStaysHere(address + query, cookies.get(1)) ? 1 : 0;
      }
    }
    assertThat(led).as("answers that lead somewhere").isGreaterThan(500);
  }

  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.of(
            "/", "//", "\\", "..", ".", "%2f", "%5C", "%2e", ";", "@", "evil.example", "http:", "?", "#", "%09",
            "%00", ":80")
        .list().ofMaxSize(5).map(parts -> String.join("", parts));
  }

  @Property
  void leadNowhereElseWhateverStandsAround(@ForAll("noise") String before, @ForAll("noise") String after) {
    for (String address : List.of("/reset", "/undo", "/email", "/signup/confirm", "/login/link", "/settings")) {
      assertStaysHere("/" + before + "/.." + address + after + TOKEN, cookies.get(0));
      assertStaysHere(before + address + TOKEN + after, cookies.get(0));
    }
  }

  /** A login that leads on leads to a place of this site, whatever the form says. */
  @Example
  void loginsLeadNowhereElse() {
    String token = FormToken.make(Secret.of(VISITOR), Secret.of(VISITOR));
    for (String query : QUERIES) {
      String form = "csrf=" + token + "&email=" + FakeAccount.EMAIL + "&password="
          + FakeAccount.PASSWORD.replace(" ", "+") + "&" + query.substring(1);
      String answer = answer("POST /login HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookies.get(0)
          + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
          + "\r\nConnection: close\r\n\r\n" + form);
      assertThat(answer).startsWith("HTTP/1.1 303 ");
      Matcher location = LOCATION.matcher(answer);
      assertThat(location.find()).isTrue();
      assertThat(location.group(1)).isEqualTo("/");
    }
  }

  /** Whether the answer led somewhere; that is on this site. */
  private static boolean assertStaysHere(String target, String cookie) {
    String answer = answer(
        "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\nConnection: close\r\n\r\n");
    Matcher status = STATUS.matcher(answer);
    assertThat(status.find()).as(target).isTrue();
    assertThat(Integer.parseInt(status.group(1))).as(target).isLessThan(500);
    Matcher location = LOCATION.matcher(answer);
    if (!location.find()) {
      return false;
    }
    assertThat(location.group(1)).as(target).matches("/(?![/\\\\])[!-~&&[^\\\\]]*").doesNotContain("evil.example");
    assertThat(location.find()).as("a second one").isFalse();
    return true;
  }

  private static String answer(String sent) {
    try (Socket socket = new Socket("localhost", site.url.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
