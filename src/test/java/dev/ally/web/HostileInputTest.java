package dev.ally.web;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangeGroup;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.harness.EventLoops;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import dev.ally.web.exchange.Client;
import dev.ally.web.exchange.Field;
import dev.ally.web.guard.FormToken;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final int HEADER_BYTES = 15_000;
  /** What is another one each time: the tokens of a page, and the query of a place to go on to. */
  private static final String TOKENS = "[A-Za-z0-9_-]{43,}|(?<=^303/[a-z/]{0,99})[?].*";

  private static final MailServer MAIL = new MailServer();
  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final List<String> ADDRESSES = Addresses.ofAccounts();
  private static final List<String> FORMS = Addresses.ofForms();
  private static SimulatedUser ada;
  private static SimulatedUser enrolled;

  /**
   * Who gets an answer at an address that nobody got there before. Whoever is turned away as others were, there or
   * elsewhere, has no field looked at: one text is enough.
   */
  private static final Set<String> ANSWERED = new HashSet<>();

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
    ada = ALLY.user();
    enrolled = ALLY.enrolledUser();
    answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(enrolled.email, "operators", true)));
    // A server warns once of a proxy that is not listed.
    send(new Sender(Who.VISITOR).get("/", "X-Forwarded-For", "192.0.2.1"));
    Set<String> answers = new HashSet<>();
    for (Who who : Who.values()) {
      ADDRESSES.forEach(address -> learn(answers, who, new Sender(who).get(address)));
      FORMS.forEach(form -> learn(answers, who, new Sender(who).post(form, HostileTexts.in(Field.EMAIL, "x"))));
    }
    // Or an account would have asked for too many changes, and no more fields would be looked at.
    ALLY.database().execute("""
        CREATE FUNCTION account.count_one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.made := 1; RETURN NEW; END';
        CREATE TRIGGER count_one BEFORE INSERT OR UPDATE ON account.sign_up_budget
          FOR EACH ROW EXECUTE FUNCTION account.count_one()""");
  }

  private static void learn(Set<String> answers, Who who, HttpRequest harmless) {
    HttpResponse<String> answer = send(harmless);
    boolean isTurnedAway = answer.statusCode() == 403 || answer.statusCode() == 404 || Browser.location(answer).startsWith("/login");
    String seen = (answer.statusCode() + Browser.location(answer) + answer.body()).replaceAll(TOKENS, "");
    if (answers.add((isTurnedAway ? harmless.method() : place(harmless)) + seen)) {
      ANSWERED.add(place(harmless) + " as " + who);
    }
  }

  private static String place(HttpRequest request) {
    return request.method() + " " + request.uri().getPath();
  }

  @AfterAll
  static void close() {
    MAIL.close();
  }

  private static String session(SimulatedUser person) {
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
    SimulatedUser again = enrolled.elsewhere();
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

    HttpRequest get(String target, String... headers) {
      return request(HttpRequest.newBuilder(ALLY.url().resolve(target)).GET(), headers);
    }

    /** @param fields encoded; without a form token the right one is sent */
    HttpRequest post(String form, String fields) {
      String token = HostileTexts.in(Field.CSRF, FormToken.make(Secret.of(VISITOR), Secret.of(key.getValue())));
      byte[] body = (fields.startsWith(Field.CSRF.id() + "=") ? fields : token + "&" + fields)
          .getBytes(StandardCharsets.UTF_8);
      int end = Math.min(body.length, HostileTexts.BODY_BYTES);
      // What is cut ends between two characters; each of these has one to three bytes, or three signs of encoding.
      while (end < body.length && ((body[end] & 0xC0) == 0x80 || isWithinPercent(body, end))) {
        end--;
      }
      return request(HttpRequest.newBuilder(ALLY.url().resolve(form))
          .POST(BodyPublishers.ofByteArray(body, 0, end))
          .header("Content-Type", "application/x-www-form-urlencoded"));
    }

    private static boolean isWithinPercent(byte[] body, int end) {
      return body[end - 1] == '%' || body[end - 2] == '%';
    }

    private HttpRequest request(HttpRequest.Builder request, String... headers) {
      request.header("Cookie", "ally_visitor=" + VISITOR + "; " + key.getKey() + "=" + key.getValue());
      if (headers.length > 0) {
        request.headers(headers);
      }
      return request.build();
    }
  }

  private static HttpResponse<String> send(HttpRequest request) {
    return HTTP.sendAsync(request, BodyHandlers.ofString()).join();
  }

  /** What is sent to an address in encoded fields. */
  private interface Asking {
    HttpRequest request(Sender sender, String address, String fields);
  }

  /**
   * Where fields are looked at, each bears the most costly text by itself, and all of them each text together. What
   * reads requests is the same at all addresses: the first has each text in each field, and what is no text.
   */
  private static void assertFieldsCostLittle(
      Who who, List<String> addresses, int room, Map<String, String> texts, Map<String, String> noTexts,
      Asking asking) {
    try (RequestCosts costs = new RequestCosts(HTTP)) {
      for (String address : addresses) {
        Sender sender = new Sender(who);
        Map<String, HttpRequest> together = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
          HttpRequest request = asking.request(sender, address, HostileTexts.inAllFields(text, room));
          if (name.equals(HostileTexts.MARKS) || isAnswered(request, who)) {
            together.put(address + " " + name, request);
          }
        });
        costs.measure(together);
        if (isAnswered(together.values().iterator().next(), who)) {
          String marks = texts.get(HostileTexts.MARKS);
          measureAlone(costs, sender, address, Map.of(HostileTexts.MARKS, marks), asking);
        }
        if (address.equals(addresses.get(0))) {
          measureAlone(costs, sender, address, texts, asking);
          measureAlone(costs, sender, address, noTexts, asking);
        }
      }
      costs.assertLittle();
    }
  }

  private static boolean isAnswered(HttpRequest request, Who who) {
    return ANSWERED.contains(place(request) + " as " + who);
  }

  private static void measureAlone(
      RequestCosts costs, Sender sender, String address, Map<String, String> texts, Asking asking) {
    Map<String, HttpRequest> requests = new LinkedHashMap<>();
    for (Field field : Field.values()) {
      texts.forEach((name, text) -> requests.put(
          address + " " + field + " " + name, asking.request(sender, address, HostileTexts.in(field, text))));
    }
    costs.measure(requests);
  }

  @ParameterizedTest
  @EnumSource
  void costsLittleInAnyFieldOfAnyForm(Who who) {
    assertFieldsCostLittle(
        who, FORMS, HostileTexts.ROOM_IN_A_BODY, HostileTexts.IN_A_BODY, HostileTexts.NO_TEXTS, Sender::post);
  }

  /** Who is enrolled reads every page of one who is only signed in. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIGNED_IN")
  void costsLittleInAnyFieldOfAnyQuery(Who who) {
    assertFieldsCostLittle(
        who, ADDRESSES, HostileTexts.ROOM_IN_A_LINE, HostileTexts.IN_A_LINE, HostileTexts.NO_TEXTS_IN_A_LINE,
        (sender, address, fields) -> sender.get(address + "?" + fields));
  }

  /** Also where it is kept and shown later: every session and every event of the activity log bears one. */
  @ParameterizedTest
  @EnumSource
  void costsLittleInAnyHeader(Who who) {
    List<String> headers = List.of(
        "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Accept-Language", "Accept", "Origin",
        "Sec-Fetch-Site", "Content-Type", "Cookie", "Referer", "If-None-Match", "Range", "TE", "X-Request-Id");
    List<String> patterns = List.of(
        "a", "(", "()", "(a", "Version/1", "a=b; ", "ally_session=a; ", ";", ",", "10.0.0.1, ", "[", "9", "en;q=0.1,",
        " ", "\t", "../", "%");
    try (RequestCosts costs = new RequestCosts(HTTP)) {
      Sender sender = new Sender(who);
      for (String header : headers) {
        Map<String, HttpRequest> requests = new LinkedHashMap<>();
        patterns.forEach(pattern -> requests.put(header + " " + pattern, sender.get(
            "/settings/activity", header, "x" + pattern.repeat(HEADER_BYTES / pattern.length()))));
        costs.measure(requests);
      }
      costs.assertLittle();
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
    assertThat(refused(browser, "/login", "email", email, "password", SimulatedUser.PASSWORD))
        .contains("The email or password is not right.");
    assertThat(ALLY.database().count("account.password_budget")).isGreaterThan(counted);
    assertThat(refused(browser, "/login", "email", ada.email, "password", SimulatedUser.PASSWORD + " ".repeat(300)))
        .contains("The email or password is not right.");
    SimulatedUser bob = enrolled.elsewhere();
    bob.logIn();
    assertThat(refused(bob.browser, "/login/code", "totp", "9".repeat(200))).contains("You entered other characters.");
    assertThat(refused(bob.browser, "/login/code", "recovery_code", "9".repeat(200)))
        .contains("That’s not a recovery code.");
  }

  private static String refused(Browser browser, String page, String... fields) {
    HttpResponse<String> answer = browser.submit(page, fields);
    assertThat(answer.statusCode()).as(page).isEqualTo(422);
    return answer.body();
  }

  @Test
  void costsLittleWhereABrowsersNameIsShownToItsPerson() {
    try (RequestCosts costs = new RequestCosts(HTTP)) {
      for (String pattern : List.of("(", "()", "(a", "(a(", "Version/1", "Version/1 Safari/", "; wv", "Edg/")) {
        SimulatedUser bob = ALLY.user();
        Map<String, String> form = Browser.pairs("email", bob.email, "password", SimulatedUser.PASSWORD);
        for (int i = 0; i < 60; i++) {
          bob.browser.cookies.clear();
          form.put("csrf", bob.browser.token("/login"));
          bob.browser.post("/login", Browser.encode(form), "User-Agent", pattern.repeat(400 / pattern.length()));
        }
        for (String page : List.of("/settings/activity", "/settings/sessions")) {
          assertThat(bob.browser.get(page).statusCode()).isEqualTo(200);
          costs.measure(page + " " + pattern, () -> bob.browser.get(page));
        }
      }
      costs.assertLittle();
    }
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
