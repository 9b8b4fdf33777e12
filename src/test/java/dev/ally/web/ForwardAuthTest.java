package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import dev.ally.contract.oidc.BeginHostLogin;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.HostVisitor;
import dev.ally.contract.oidc.IssueTicket;
import dev.ally.contract.oidc.RedeemTicket;
import dev.ally.crypto.Secret;
import dev.ally.harness.Heard;
import dev.ally.harness.TestSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies and browsers at protected hosts are answered, whatever they send. */
class ForwardAuthTest {
  private static final String PAGE = "Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\nAccept: text/html\n";
  private static final String SCRIPT = "Sec-Fetch-Mode: cors\nSec-Fetch-Dest: empty\nAccept: */*\n";
  private static final String TOKEN = "t".repeat(43);

  private final Vertx vertx = Vertx.vertx();
  private final FakeAccount account = new FakeAccount(vertx.eventBus());
  private final FakeHosts hosts = FakeHosts.serve(account, vertx.eventBus());
  private int port;

  @AfterEach
  void close() {
    Site.await(vertx.close());
  }

  private void open(String publicUrl, String trusted, boolean forApplications) {
    WebVerticle web = new WebVerticle(TestSettings.of(Map.of(
        "ALLY_HTTP_HOST", "localhost", "ALLY_PUBLIC_URL", publicUrl, "ALLY_TRUSTED_PROXIES", trusted)),
        Clock.fixed(FakeAccount.NOW, ZoneOffset.UTC), new SecureRandom());
    WebVerticle serving = forApplications ? web.servingApplications() : web;
    Site.await(vertx.deployVerticle(serving));
    port = serving.actualPort();
  }

  private void open() {
    open("https://ally.example", "127.0.0.1,::1", true);
  }

  /** An answer as it came. */
  private record Answer(int status, String head, String body) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

    static Answer of(String text) {
      Matcher status = STATUS.matcher(text);
      assertThat(status.lookingAt()).as(text).isTrue();
      int end = text.indexOf("\r\n\r\n");
      return new Answer(Integer.parseInt(status.group(1)), text.substring(0, end), text.substring(end + 4));
    }

    List<String> all(String name) {
      Matcher found = Pattern.compile("(?im)^" + Pattern.quote(name) + ": ?(.*?)\\r?$").matcher(head);
      List<String> values = new ArrayList<>();
      while (found.find()) {
        values.add(found.group(1));
      }
      return values;
    }

    String one(String name) {
      assertThat(all(name)).as(name + " in " + head).hasSize(1);
      return all(name).get(0);
    }
  }

  private Answer send(String requestLine, String headers) {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(20_000);
      String host = headers.contains("Host:") && headers.startsWith("Host:") ? "" : "Host: ally.example\n";
      socket.getOutputStream().write((requestLine + " HTTP/1.1\n" + host + headers + "Connection: close\n\n")
          .replace("\n", "\r\n").getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return Answer.of(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String forwarded(String scheme, String host, String target) {
    return "X-Forwarded-Method: GET\nX-Forwarded-Proto: " + scheme + "\nX-Forwarded-Host: " + host
        + "\nX-Forwarded-Uri: " + target + "\n";
  }

  private Answer headers(String host, String target, String more) {
    return send("GET /forward-auth/headers", forwarded("https", host, target) + more);
  }

  private Answer nginx(String url, String more) {
    return send("GET /forward-auth/nginx", "X-Original-Method: GET\nX-Original-URL: " + url + "\n" + more);
  }

  private String signedIn(String host) {
    Secret token = Secret.token(new SecureRandom());
    hosts.sessions.put(token, host);
    return "Cookie: a=b; __Host-ally_host=" + token.revealText() + "\n";
  }

  private static void assertForbidden(Answer answer) {
    assertThat(answer.status).isEqualTo(403);
    assertThat(answer.all("Location")).isEmpty();
    assertThat(answer.all("Set-Cookie")).isEmpty();
    assertThat(answer.all("Remote-User")).isEmpty();
  }

  @Test
  void aPersonWithASessionGetsThroughAndTheApplicationLearnsWhoItIs() {
    open();
    Answer answer = headers(FakeHosts.GRAFANA, "/d/1?x=y", signedIn(FakeHosts.GRAFANA));

    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.one("Remote-User")).isEqualTo("0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f");
    assertThat(answer.one("Remote-Email")).isEqualTo("ada@example.org");
    assertThat(answer.one("Remote-Name")).isEqualTo("Ada");
    assertThat(answer.one("Remote-Groups")).isEqualTo("a,b");
    assertThat(answer.all("Remote-Name*")).isEmpty();
    assertThat(answer.one("Cache-Control")).isEqualTo("no-store");
    CheckHostSession asked = account.last(CheckHostSession.class);
    assertThat(asked.host()).isEqualTo(FakeHosts.GRAFANA);
    assertThat(asked.path()).isEqualTo("/d/1");
    assertThat(nginx("https://wiki.example.org:8443/", signedIn(FakeHosts.WIKI)).status).isEqualTo(200);
    assertThat(send("DELETE /forward-auth/envoy/d/1?x=%zz", "Host: grafana.example.org\n"
        + signedIn(FakeHosts.GRAFANA)).status).isEqualTo(200);
  }

  @Test
  void whatIsNotAsciiStandsBesideIt() {
    open();
    hosts.ada = new HostVisitor(
        UUID.randomUUID(), "ada@bücher.example", "Zoë 高橋", Set.of("staff", "größe", "a,admin", "admín"));
    Answer answer = headers(FakeHosts.GRAFANA, "/", signedIn(FakeHosts.GRAFANA));

    assertThat(answer.one("Remote-Name")).isEqualTo("Zoe ??");
    assertThat(answer.one("Remote-Name*")).isEqualTo("UTF-8''Zo%C3%AB%20%E9%AB%98%E6%A9%8B");
    assertThat(answer.one("Remote-Email*")).isEqualTo("UTF-8''ada%40b%C3%BCcher.example");
    assertThat(answer.one("Remote-Groups")).isEqualTo("staff");
    assertThat(answer.one("Remote-Groups*")).isEqualTo("UTF-8''adm%C3%ADn%2Cgr%C3%B6%C3%9Fe%2Cstaff");
  }

  /** A proxy that copies the headers overwrites those that came from outside. */
  @Test
  void anOpenPathNeedsNoLoginAndNamesNobody() {
    open();
    Answer answer = headers(FakeHosts.GRAFANA, FakeHosts.OPEN + "?q", SCRIPT);

    assertThat(answer.status).isEqualTo(200);
    for (String name : List.of("Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups")) {
      assertThat(answer.one(name)).as(name).isEmpty();
    }
  }

  @Test
  void aNavigationIsSentToTheLogin() {
    open();
    Answer answer = headers(FakeHosts.GRAFANA, "/d/1?x=y", PAGE);

    assertThat(answer.status).isEqualTo(302);
    assertThat(answer.one("Location")).isEqualTo("https://ally.example/forward-auth/login?destination=d0");
    assertThat(answer.one("Set-Cookie")).matches(
        "__Host-ally_host_login=[A-Za-z0-9_-]{43}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
    assertThat(account.last(BeginHostLogin.class).url()).isEqualTo("https://grafana.example.org/d/1?x=y");
    Answer ofNginx = nginx("https://grafana.example.org/", PAGE);
    assertThat(ofNginx.status).isEqualTo(401);
    assertThat(ofNginx.one("Location")).startsWith("https://ally.example/forward-auth/login?");
    assertThat(ofNginx.all("Set-Cookie")).as("nginx hands on one").hasSize(1);
    assertThat(send("GET /forward-auth/envoy/", "Host: grafana.example.org\n" + PAGE).status).isEqualTo(302);
  }

  /** Whether that host always has https is not for Ally to say. */
  @Test
  void aProtectedHostIsGivenNoRuleOfThisSite() {
    open();
    assertThat(headers(FakeHosts.GRAFANA, "/", PAGE).all("Strict-Transport-Security")).isEmpty();
    assertThat(headers(FakeHosts.GRAFANA, "/", SCRIPT).all("Strict-Transport-Security")).isEmpty();
    assertThat(send("GET /login", "").all("Strict-Transport-Security")).hasSize(1);
  }

  @Test
  void whatIsNoNavigationGetsUnauthorizedAndNowhereToGo() {
    open();
    for (Answer answer : List.of(
        headers(FakeHosts.GRAFANA, "/api", SCRIPT), nginx("https://grafana.example.org/api", SCRIPT),
        headers(FakeHosts.GRAFANA, "/api", ""), headers(FakeHosts.GRAFANA, "/api", "Accept: application/json\n"),
        send("POST /forward-auth/envoy/api", "Host: grafana.example.org\nContent-Length: 0\n" + SCRIPT))) {
      assertThat(answer.status).isEqualTo(401);
      assertThat(answer.all("Location")).isEmpty();
      assertThat(answer.all("Set-Cookie")).isEmpty();
    }
    assertThat(account.wasAsked(BeginHostLogin.class)).isFalse();
  }

  /** Two tabs that log in at once would otherwise spoil each other's login. */
  @Test
  void aSecondLoginKeepsTheCookieOfTheFirst() {
    open();
    Answer answer = headers(FakeHosts.GRAFANA, "/", PAGE + "Cookie: __Host-ally_host_login=" + TOKEN + "\n");
    assertThat(answer.one("Set-Cookie")).startsWith("__Host-ally_host_login=" + TOKEN + ";");
  }

  @Test
  void theSessionOfOneHostOpensNoOther() {
    open();
    String session = signedIn(FakeHosts.GRAFANA);
    assertThat(headers(FakeHosts.GRAFANA, "/", session + SCRIPT).status).isEqualTo(200);
    assertThat(headers(FakeHosts.WIKI, "/", session + SCRIPT).status).isEqualTo(401);
    assertThat(headers("wiki.example.org", "/", session + SCRIPT).status).isEqualTo(403);
  }

  /** A page of http could set it, and so could a host beside this one. */
  @Test
  void aCookieWithoutItsPrefixIsNone() {
    open();
    String session = signedIn(FakeHosts.GRAFANA);
    assertThat(headers(FakeHosts.GRAFANA, "/", session.replace("__Host-", "") + SCRIPT).status).isEqualTo(401);
    String doubled = session.strip() + "; __Host-ally_host=" + TOKEN + "\n";
    assertThat(headers(FakeHosts.GRAFANA, "/", doubled + SCRIPT).status).isEqualTo(401);
  }

  @Test
  void nobodyGetsThroughByAnUntrustedProxy() {
    open("https://ally.example", "192.0.2.1", true);
    String session = signedIn(FakeHosts.GRAFANA);
    assertForbidden(headers(FakeHosts.GRAFANA, "/", session + PAGE));
    assertForbidden(headers(FakeHosts.GRAFANA, "/", session + "X-Forwarded-For: 192.0.2.1\n"));
    assertForbidden(nginx("https://grafana.example.org/", session + PAGE));
    assertForbidden(send("GET /forward-auth/envoy/", "Host: grafana.example.org\n" + session));
    assertForbidden(send("GET /.ally/session?ticket=" + TOKEN, forwarded("https", FakeHosts.GRAFANA, "/")));
    assertThat(account.wasAsked(CheckHostSession.class)).isFalse();
    assertThat(account.wasAsked(RedeemTicket.class)).isFalse();
  }

  @Test
  void whyNobodyGetsThroughIsLoggedOnce() {
    open("https://ally.example", "192.0.2.1", true);
    try (Heard heard = new Heard()) {
      for (int i = 0; i < 3; i++) {
        assertForbidden(headers(FakeHosts.GRAFANA, "/", PAGE));
      }
      assertThat(heard.lines()).filteredOn(line -> line.contains("forward authentication"))
          .singleElement().asString().contains("is refused: ALLY_TRUSTED_PROXIES does not list the address");
    }
  }

  @Test
  void nobodyGetsThroughWhereAHeaderIsMissingOrDoubled() {
    open();
    String session = signedIn(FakeHosts.GRAFANA);
    String good = forwarded("https", FakeHosts.GRAFANA, "/");
    for (String line : good.split("\n")) {
      assertForbidden(send("GET /forward-auth/headers", good.replace(line + "\n", "") + session + PAGE));
      assertForbidden(send("GET /forward-auth/headers", good + line + "\n" + session + PAGE));
      assertForbidden(send("GET /forward-auth/headers", good + line.toLowerCase(Locale.ROOT) + "\n" + session));
    }
    assertForbidden(send("GET /forward-auth/headers", session + PAGE));
    assertForbidden(send("GET /forward-auth/headers", "X-Original-Method: GET\n"
        + "X-Original-URL: https://grafana.example.org/\n" + session));
    assertForbidden(send("GET /forward-auth/nginx", good + session));
    assertForbidden(send("GET /forward-auth/nginx", "X-Original-Method: GET\n"
        + "X-Original-URL: https://grafana.example.org/\n"
        + "X-Original-URL: https://grafana.example.org/\n" + session));
    assertForbidden(send("GET /forward-auth/nginx", "X-Original-URL: https://grafana.example.org/\n" + session));
    assertForbidden(send("GET /forward-auth/envoy", "Host: grafana.example.org\n" + session));
    assertThat(account.wasAsked(CheckHostSession.class)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
      "https, ada@grafana.example.org, /", "https, 'grafana.example.org,evil.example', /",
      "https, grafana.example.org., /", "https, grafana.example.org:, /", "https, grafana.example.org:99999, /",
      "wss, grafana.example.org, /", "'https,http', grafana.example.org, /", "https, grafana.example.org, d/1",
      "https, grafana.example.org, https://evil.example/", "https, grafana.example.org, /#a",
      "https, grafana.example.org, /\u00e9", "http, grafana.example.org, /", "https, evil.example, /",
      "https, grafana.example.org:8443, /", "https, grafana.example.org, /.ally/session"})
  void nobodyGetsThroughByWhatCannotBeBelieved(String scheme, String host, String target) {
    open();
    String session = signedIn(FakeHosts.GRAFANA);
    assertForbidden(send("GET /forward-auth/headers", forwarded(scheme, host, target) + session + PAGE));
    assertForbidden(nginx(scheme + "://" + host + target, session + PAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "grafana.example.org", "GRAFANA.example.org", "grafana.example.org:443"})
  void aHostIsTheSameHoweverItIsWritten(String host) {
    open();
    assertThat(headers(host, "/", signedIn(FakeHosts.GRAFANA)).status).isEqualTo(200);
    assertThat(nginx("https://" + host + "/", signedIn(FakeHosts.GRAFANA)).status).isEqualTo(200);
  }

  /** What a router makes of the path once its dot segments are gone is a page of this site, with status 200. */
  @ParameterizedTest
  @ValueSource(strings = {
      "/../../", "/../../login", "/../headers", "/%2e%2e/%2e%2e/login", "/./../../login", "//../../../login",
      "/../../.well-known/openid-configuration", "/..%2f..%2flogin", "/..;/../login"})
  void aPathThatEnvoyRepeatsLeadsToNoOtherPage(String target) {
    open();
    Answer answer = send("GET /forward-auth/envoy" + target, "Host: grafana.example.org\n" + SCRIPT);
    assertThat(answer.status).isEqualTo(401);
    assertThat(account.last(CheckHostSession.class).path()).isEqualTo(target);
  }

  @Test
  void withoutApplicationsNobodyGetsThrough() {
    open("https://ally.example", "127.0.0.1,::1", false);
    String session = signedIn(FakeHosts.GRAFANA);
    for (Answer answer : List.of(
        headers(FakeHosts.GRAFANA, "/", session), nginx("https://grafana.example.org/", session),
        send("GET /forward-auth/envoy/../../login", "Host: grafana.example.org\n" + session),
        send("GET /.ally/session?ticket=" + TOKEN, forwarded("https", FakeHosts.GRAFANA, "/")))) {
      assertThat(answer.status).isEqualTo(404);
    }
  }

  @Test
  void nobodyGetsThroughWhileOidcDoesNotAnswer() {
    open();
    String session = signedIn(FakeHosts.GRAFANA);
    account.fail(CheckHostSession.OPERATION, new Unavailable("away", Duration.ofSeconds(3)));
    Answer away = headers(FakeHosts.GRAFANA, "/", session + PAGE);
    assertThat(away.status).isEqualTo(503);
    assertThat(away.one("Retry-After")).isEqualTo("3");
    account.fail(RedeemTicket.OPERATION, new TooMany(Duration.ofSeconds(9)));
    assertThat(redeem(FakeHosts.GRAFANA, TOKEN, TOKEN).status).isEqualTo(429);
  }

  /** A trial on one's own machine. */
  @Test
  void aHostWithoutHttpsIsServedWhereThisSiteHasNoneEither() {
    open("http://localhost:8080", "127.0.0.1,::1", true);
    Answer answer = send("GET /forward-auth/headers", forwarded("http", FakeHosts.GRAFANA + ":80", "/") + PAGE);
    assertThat(answer.status).isEqualTo(302);
    assertThat(answer.one("Set-Cookie")).startsWith("ally_host_login=").endsWith("; HttpOnly; SameSite=Lax");
    assertThat(account.last(BeginHostLogin.class).url()).isEqualTo("http://grafana.example.org/");
    Answer secure = send("GET /forward-auth/headers", forwarded("https", FakeHosts.GRAFANA, "/") + PAGE);
    assertThat(secure.one("Set-Cookie")).startsWith("__Host-ally_host_login=").endsWith("; Secure");
  }

  private Answer redeem(String host, String ticket, String binding) {
    return send("GET /.ally/session?ticket=" + ticket,
        forwarded("https", host, "/") + "Cookie: __Host-ally_host_login=" + binding + "\n");
  }

  /** The binding of a login that has begun, and a ticket for it. */
  private String[] ticket(String host) {
    String binding = Secret.token(new SecureRandom()).revealText();
    String login = headers(host, "/d/1?x=y", PAGE + "Cookie: __Host-ally_host_login=" + binding + "\n").one("Location");
    Answer out = send("GET " + login.substring("https://ally.example".length()),
        "Sec-Fetch-Site: same-site\nCookie: __Host-ally_session=" + account.session() + "\n");
    assertThat(out.status).isEqualTo(303);
    assertThat(out.one("Referrer-Policy")).isEqualTo("no-referrer");
    String sent = out.one("Location");
    assertThat(sent).startsWith("https://" + host + "/.ally/session?ticket=");
    return new String[] {binding, sent.substring(sent.indexOf('=') + 1)};
  }

  @Test
  void aTicketOpensASessionOfItsHostAndLeadsToTheAddressThatWasAskedFor() {
    open();
    String[] login = ticket(FakeHosts.GRAFANA);
    Answer answer = redeem(FakeHosts.GRAFANA, login[1], login[0]);

    assertThat(answer.status).isEqualTo(303);
    assertThat(answer.one("Location")).isEqualTo("https://grafana.example.org/d/1?x=y");
    assertThat(answer.one("Set-Cookie"))
        .matches("__Host-ally_host=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure");
    assertThat(answer.all("Strict-Transport-Security")).isEmpty();
    String session = "Cookie: " + answer.one("Set-Cookie").split(";")[0] + "\n";
    assertThat(headers(FakeHosts.GRAFANA, "/", session).status).isEqualTo(200);
  }

  @Test
  void aTicketOpensNothingTwiceNorElsewhere() {
    open();
    String[] login = ticket(FakeHosts.GRAFANA);
    assertThat(redeem(FakeHosts.GRAFANA, login[1], login[0]).all("Set-Cookie")).hasSize(1);
    assertStopped(redeem(FakeHosts.GRAFANA, login[1], login[0]));
    String[] second = ticket(FakeHosts.GRAFANA);
    assertStopped(redeem(FakeHosts.WIKI, second[1], second[0]));
    String[] third = ticket(FakeHosts.GRAFANA);
    Answer another = redeem(FakeHosts.GRAFANA, third[1], TOKEN);
    assertThat(another.all("Set-Cookie")).isEmpty();
    assertThat(another.one("Location")).as("begins anew").isEqualTo("https://grafana.example.org/d/1?x=y");
  }

  @Test
  void aTicketOpensNothingByHttp() {
    open();
    String[] login = ticket(FakeHosts.GRAFANA);
    assertForbidden(send("GET /.ally/session?ticket=" + login[1], forwarded("http", FakeHosts.GRAFANA, "/")
        + "Cookie: __Host-ally_host_login=" + login[0] + "; ally_host_login=" + login[0] + "\n"));
    assertThat(account.wasAsked(RedeemTicket.class)).isFalse();
  }

  private static void assertStopped(Answer answer) {
    assertThat(answer.status).isEqualTo(303);
    assertThat(answer.one("Location")).isEqualTo("https://ally.example/forward-auth/stopped");
    assertThat(answer.all("Set-Cookie")).isEmpty();
  }

  /** It would go round in circles otherwise. */
  @Test
  void aBrowserWithoutTheCookieIsToldSo() {
    open();
    String[] login = ticket(FakeHosts.GRAFANA);
    assertStopped(send("GET /.ally/session?ticket=" + login[1], forwarded("https", FakeHosts.GRAFANA, "/")));
    assertThat(account.wasAsked(RedeemTicket.class)).isFalse();
    Answer page = send("GET /forward-auth/stopped", "");
    assertThat(page.status).isEqualTo(403);
    assertThat(page.body).contains("Allow cookies");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?ticket=", "?ticket", "?other=1", "?ticket=" + "x"})
  void whatIsNoTicketOpensNothing(String query) {
    open();
    assertStopped(send("GET /.ally/session" + query,
        forwarded("https", FakeHosts.GRAFANA, "/") + "Cookie: __Host-ally_host_login=" + TOKEN + "\n"));
  }

  @ParameterizedTest
  @CsvSource({
      "HEAD, /.ally/session, 405", "POST, /.ally/session, 405", "GET, /.ally/, 404", "GET, /.ally/session/, 404",
      "GET, /.ally/other, 404", "GET, /.ally/x/../session, 404", "GET, /.ally/session?ticket=a&ticket=b, 400",
      "GET, /.ally/session?ticket=%zz, 400", "PUT, /.ally/x, 404"})
  void nothingElseIsHandedOn(String method, String target, int status) {
    open();
    assertThat(send(method + " " + target, forwarded("https", FakeHosts.GRAFANA, "/")
        + "Cookie: __Host-ally_host_login=" + TOKEN + "\n").status).isEqualTo(status);
    assertThat(account.wasAsked(RedeemTicket.class)).isFalse();
  }

  /** Another spelling of its path is another path: nothing is done there. */
  @Test
  void anotherSpellingOfThePathIsNone() {
    open();
    String[] login = ticket(FakeHosts.GRAFANA);
    for (String path : List.of("/%2eally/session", "//.ally/session", "/x/../.ally/session", "/./.ally/session")) {
      Answer answer = send("GET " + path + "?ticket=" + login[1], forwarded("https", FakeHosts.GRAFANA, "/")
          + "Cookie: __Host-ally_host_login=" + login[0] + "\n");
      assertThat(answer.status).as(path).isEqualTo(404);
    }
    assertThat(account.wasAsked(RedeemTicket.class)).isFalse();
  }

  @Test
  void whoeverIsNotLoggedInLogsInFirstAndIsToldForWhat() {
    open();
    String login = headers(FakeHosts.GRAFANA, "/", PAGE).one("Location").substring("https://ally.example".length());
    Answer first = send("GET " + login, "");
    assertThat(first.status).isEqualTo(303);
    assertThat(first.one("Location")).isEqualTo("/login?next=%2Fforward-auth%2Flogin%3Fdestination%3Dd0");
    assertThat(send("GET " + first.one("Location"), "").body).contains("Grafana");
  }

  /** Chromium follows no redirect to another site behind a form of this one. */
  @Test
  void behindTheFormOfTheLoginAPageLeadsOn() {
    open();
    String login = headers(FakeHosts.GRAFANA, "/", PAGE).one("Location").substring("https://ally.example".length());
    for (String site : List.of("Sec-Fetch-Site: same-origin\n", "")) {
      Answer page = send("GET " + login, site + "Cookie: __Host-ally_session=" + account.session() + "\n");
      assertThat(page.status).isEqualTo(200);
      assertThat(page.one("Refresh")).startsWith("0; url=https://grafana.example.org/.ally/session?ticket=");
      assertThat(page.one("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(page.all("Location")).isEmpty();
    }
  }

  @Test
  void whatTheHostDemandsComesFirst() {
    open();
    String login = headers(FakeHosts.GRAFANA, "/", PAGE).one("Location").substring("https://ally.example".length());
    String session = "Sec-Fetch-Site: cross-site\nCookie: __Host-ally_session=" + account.session() + "\n";
    hosts.outcome = IssueTicket.Outcome.ENROL;
    assertThat(send("GET " + login, session).one("Location")).isEqualTo(
        "/settings/security?next=%2Fforward-auth%2Flogin%3Fdestination%3Dd0&method=authenticator");
    hosts.outcome = IssueTicket.Outcome.LOG_IN;
    Answer again = send("GET " + login, session);
    assertThat(again.one("Location")).startsWith("/login?next=%2Fforward-auth%2Flogin");
    assertThat(send("GET " + again.one("Location"), session).status).as("not sent back at once").isEqualTo(200);
    hosts.outcome = IssueTicket.Outcome.NOT_IN_GROUP;
    Answer refused = send("GET " + login, session);
    assertThat(refused.status).isEqualTo(403);
    assertThat(refused.body).contains("Grafana").contains("/login?next=").doesNotContain("decision");
    hosts.outcome = IssueTicket.Outcome.EXPIRED;
    assertThat(send("GET " + login, session).one("Location")).isEqualTo("https://grafana.example.org/");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "?destination=", "?destination=unknown", "?destination=a%20b", "?next=/x", "?destination=é"})
  void aLoginThatIsNoneIsOver(String query) {
    open();
    Answer answer = send("GET /forward-auth/login" + query, "");
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.all("Location")).isEmpty();
  }
}
