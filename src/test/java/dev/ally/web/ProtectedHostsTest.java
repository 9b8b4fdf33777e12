package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import dev.ally.bus.Bus;
import dev.ally.contract.account.AccountClaims;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.VouchForSession;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.Chromium;
import dev.ally.harness.Ports;
import dev.ally.harness.ReadyRsaKeys;
import dev.ally.harness.TestSettings;
import dev.ally.harness.Tools;
import dev.ally.oidc.OidcVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two applications that know nothing of Ally, behind the proxies that operators use, each set up as the documentation's
 * sample has it. An {@code account} in memory stands behind the real {@code web} and {@code oidc}.
 */
class ProtectedHostsTest {
  private static final String DOMAIN = "hosts.example";
  private static final String SITE = "accounts." + DOMAIN;
  private static final String GRAFANA = "grafana." + DOMAIN;
  private static final String WIKI = "wiki." + DOMAIN;
  private static final List<String> HOSTS = List.of(GRAFANA, WIKI);
  private static final String PAGE = "Accept: text/html";
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir static Path directory;
  private static Vertx vertx;
  private static WebSocketClient sockets;
  private static TestDatabase database;
  private static FakeAccount account;
  private static HttpServer application;
  private static HostProxy site;
  private static HostProxy.Place place;
  private static int allyPort;

  private static volatile Set<String> groups;
  private HostProxy proxy;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    Tools.need("curl");
    Tools.need("openssl");
    Path certificate = directory.resolve("hosts.crt");
    Path key = directory.resolve("hosts.pem");
    run(List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=" + DOMAIN, "-addext", "subjectAltName=DNS:*." + DOMAIN, "-keyout", key.toString(),
        "-out", certificate.toString()));
    vertx = Vertx.vertx(new VertxOptions().setAddressResolverOptions(
        new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 " + GRAFANA))));
    sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setTrustAll(true).setVerifyHost(false));
    ReadyRsaKeys.use();
    database = TestDatabase.create();
    application = Site.await(vertx.createHttpServer().webSocketHandler(socket ->
        socket.writeTextMessage(socket.uri() + " " + socket.headers().get("Remote-User"))).requestHandler(request -> {
      StringBuilder seen = new StringBuilder("<h1>Application</h1><pre>");
      seen.append(request.method()).append(' ').append(request.uri()).append('\n');
      request.headers().forEach((name, value) ->
          seen.append(name.toLowerCase(Locale.ROOT)).append('=').append(value).append('\n'));
      request.response().putHeader("Content-Type", "text/html").end(seen + "</pre>");
    }).listen(0, "127.0.0.1"));
    allyPort = Ports.free();
    place = new HostProxy.Place(
        directory, "127.0.0.1:" + allyPort, "127.0.0.1:" + application.actualPort(), certificate, key);
    site = HostProxy.nginx(in("site"), HOSTS, SITE);
    account = new FakeAccount(vertx.eventBus());
    serveSessions();
    var settings = TestSettings.of(Map.of(
        "ALLY_HTTP_HOST", "127.0.0.1", "ALLY_HTTP_PORT", Integer.toString(allyPort),
        "ALLY_PUBLIC_URL", "https://" + SITE + ":" + site.port, "ALLY_TRUSTED_PROXIES", "127.0.0.1"));
    Site.await(vertx.deployVerticle(new OidcVerticle(
        database.pool(vertx, Schema.OIDC), Keyring.parse(List.of(Keyring.generateLine(RANDOM))), settings,
        Clock.systemUTC(), RANDOM)));
    Site.await(vertx.deployVerticle(new WebVerticle(
        settings, Clock.fixed(FakeAccount.NOW, ZoneOffset.UTC), RANDOM).servingApplications()));
  }

  private static HostProxy.Place in(String name) {
    return new HostProxy.Place(
        directory.resolve(name), place.ally(), place.application(), place.certificate(), place.key());
  }

  /** What {@code oidc} asks of {@code account}; a session's token is its own voucher. */
  private static void serveSessions() {
    account.serve(vertx.eventBus(), VouchForSession.OPERATION, question -> new VouchForSession.Answer(
        Optional.of(question.session()).filter(token -> account.sessions.containsKey(token.revealText()))));
    account.serve(vertx.eventBus(), FindLogin.OPERATION, question -> new FindLogin.Answer(
        Optional.of(question.voucher()).filter(token -> account.sessions.containsKey(token.revealText()))
            .map(token -> new FindLogin.Login(account.ada.accountId(), sid(token.revealText()), UUID.randomUUID(),
                FakeAccount.NOW, false, 1, claims()))));
    account.serve(vertx.eventBus(), FindStanding.OPERATION, question -> new FindStanding.Answer(
        Optional.of(new FindStanding.Standing(account.sessions.keySet().stream()
            .anyMatch(token -> question.sid().equals(Optional.of(sid(token)))), false, 1, claims()))));
    account.serve(vertx.eventBus(), ListEndings.OPERATION, question -> new ListEndings.Answer(List.of()));
    account.serve(vertx.eventBus(), NoteApplication.OPERATION, question -> new NoteApplication.Answer());
  }

  private static UUID sid(String token) {
    return UUID.nameUUIDFromBytes(token.getBytes(StandardCharsets.UTF_8));
  }

  private static AccountClaims claims() {
    return new AccountClaims(FakeAccount.EMAIL, true, "Zoë", "en", groups, false);
  }

  @AfterAll
  static void close() {
    if (site != null) {
      site.close();
    }
    if (vertx != null) {
      Site.await(vertx.close());
      database.close();
    }
  }

  @BeforeEach
  void arrange() {
    groups = Set.of("staff");
    account.sessions.clear();
  }

  @AfterEach
  void stop() {
    if (proxy != null && proxy != site) {
      proxy.close();
    }
  }

  private void openBehind(Supplier<HostProxy> opened) {
    proxy = opened.get();
    String file = """
        [{"id": "grafana", "name": "Grafana", "type": "proxy", "hosts": ["%1$s:%3$d"], "paths": ["/public/*"]},
         {"id": "wiki", "name": "The Wiki", "type": "proxy", "hosts": ["%2$s:%3$d"], "groups": ["writers"]}]"""
        .formatted(GRAFANA, WIKI, proxy.port);
    assertThat(Site.await(ApplyClients.OPERATION.ask(
        Bus.local(vertx), new ApplyClients(UUID.randomUUID(), file, true))).mistakes()).isEmpty();
  }

  @Test
  void nginxLetsThroughWhoMayGoOn() throws Exception {
    openBehind(() -> site);
    assertThatAllHolds();
  }

  @Test
  void caddyLetsThroughWhoMayGoOn() throws Exception {
    openBehind(() -> HostProxy.caddy(in("caddy"), HOSTS));
    assertThatAllHolds();
    assertThat(curl(GRAFANA, "/public/a", "Cookie: " + session(), PAGE)).contains("remote-name*=UTF-8''Zo%C3%AB");
  }

  @Test
  void haproxyLetsThroughWhoMayGoOn() throws Exception {
    openBehind(() -> HostProxy.haproxy(in("haproxy")));
    assertThatAllHolds();
    assertThat(curl(GRAFANA, "/public/a", "Cookie: " + session(), PAGE)).contains("remote-name*=UTF-8''Zo%C3%AB");
  }

  private void assertThatAllHolds() throws Exception {
    aPageIsSentToTheLogin();
    whatIsNoPageIsNot();
    anOpenPathIsOpenAndNothingThatLooksLikeIt();
    whatComesFromOutsideIsNotBelieved();
    aWebSocketIsOpenedForWhoMayGoOn();
    anotherHostIsNotReachedInTheShadowOfThisOne();
    aPersonLogsInAndOut();
  }

  private void aPageIsSentToTheLogin() throws Exception {
    String answer = curl(GRAFANA, "/d/1?x=y", PAGE);
    assertThat(status(answer)).as(answer).isEqualTo(302);
    assertThat(answer).containsIgnoringCase("location: https://" + SITE + ":" + site.port + "/forward-auth/login?")
        .containsIgnoringCase("set-cookie: __Host-ally_host_login=").doesNotContain("Application");
  }

  private void whatIsNoPageIsNot() throws Exception {
    for (String header : List.of("Accept: application/json", "Sec-Fetch-Mode: cors")) {
      String answer = curl(GRAFANA, "/api", header);
      assertThat(status(answer)).as(answer).isEqualTo(401);
      assertThat(answer).doesNotContainIgnoringCase("location:").doesNotContain("Application");
    }
    assertThat(status(curl(GRAFANA, "/api", "-X", "DELETE", PAGE))).isEqualTo(401);
    assertThat(status(curl(GRAFANA, "/api", "--data", "a=b", "Accept: */*"))).isEqualTo(401);
  }

  private void anOpenPathIsOpenAndNothingThatLooksLikeIt() throws Exception {
    String open = curl(GRAFANA, "/public/a?b=c", "Accept: */*");
    assertThat(open).contains("Application").contains("GET /public/a?b=c");
    for (String path : List.of(
        "/public/../d/1", "/public/%2e%2e/d/1", "/public/..%2fd/1", "/public/..%5cd/1", "/public/..;/d/1",
        "/public/;/d",
        "/public/%252e%252e/d", "/public//../d/1", "/Public/a", "/%70ublic/../d/1", "/.ally/../d/1",
        "/.ally/..%2f..%2fd/1", "/public/./../d/1")) {
      String answer = curl(GRAFANA, path, "--path-as-is", "Accept: */*");
      assertThat(status(answer)).as(path + "\n" + answer).isBetween(400, 499);
      assertThat(answer).as(path).doesNotContain("Application");
    }
  }

  private void whatComesFromOutsideIsNotBelieved() throws Exception {
    String[] forged = {
        "Remote-User: root", "Remote-Email: root@example.org", "Remote-Name: Root", "Remote-Name*: UTF-8''Root",
        "Remote-Groups: admins", "Remote_User: root", "X-Original-URL: https://" + GRAFANA + "/public/a",
        "X-Original-Method: GET", "X-Forwarded-Method: GET", "X-Forwarded-Uri: /public/a", "X-Forwarded-Proto: http",
        "X-Forwarded-Host: evil.example", "X-Forwarded-For: 203.0.113.7", "Accept: */*"};
    assertThat(status(curl(GRAFANA, "/d/1", forged))).isEqualTo(401);
    String open = curl(GRAFANA, "/public/a", forged);
    assertThat(open).contains("Application").doesNotContain("root").doesNotContain("Root").doesNotContain("admins")
        .doesNotContain("x-original-url=").doesNotContain("x-forwarded-uri=").doesNotContain("x-forwarded-method=")
        .doesNotContain("evil.example").doesNotContain("{");
    String loggedIn = curl(GRAFANA, "/d/1", with("Cookie: " + session(), forged));
    assertThat(loggedIn).contains("remote-user=" + account.ada.accountId()).contains("remote-email=ada@example.org")
        .contains("remote-name=Zoe").contains("remote-groups=staff").doesNotContain("root").doesNotContain("admins");
  }

  private void aWebSocketIsOpenedForWhoMayGoOn() throws Exception {
    assertThat(Site.await(message(webSocket().addHeader("Cookie", session()))))
        .isEqualTo("/live?a=b " + account.ada.accountId());
    assertThat(Site.await(message(webSocket()).recover(refused -> Future.succeededFuture(refused.getMessage()))))
        .contains("401");
  }

  private WebSocketConnectOptions webSocket() {
    return new WebSocketConnectOptions()
        .setHost(GRAFANA).setPort(proxy.port).setSsl(true).setURI("/live?a=b")
        .addHeader("Sec-Fetch-Mode", "websocket").addHeader("Sec-Fetch-Dest", "websocket");
  }

  /** The first that comes. */
  private static Future<String> message(WebSocketConnectOptions options) {
    Promise<String> message = Promise.promise();
    sockets.connect(options)
        .onSuccess(socket -> socket.textMessageHandler(message::tryComplete))
        .onFailure(message::tryFail);
    return message.future();
  }

  private static String[] with(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  /** A session of Grafana's host, as a browser would have it after a login. */
  private String session() throws Exception {
    String ally = "Cookie: __Host-ally_session=" + account.session();
    String begun = curl(GRAFANA, "/d/1", PAGE);
    String login = header(begun, "location");
    String binding = header(begun, "set-cookie").split(";")[0];
    String out = run(curlCommand(SITE, site.port, login, ally, "Sec-Fetch-Site: same-site"));
    String ticket = header(out, "location");
    String opened = run(curlCommand(GRAFANA, proxy.port, ticket, "Cookie: " + binding));
    assertThat(header(opened, "location")).isEqualTo("https://" + GRAFANA + ":" + proxy.port + "/d/1");
    return opened.lines().filter(line -> line.matches("(?i)set-cookie: __Host-ally_host=.*"))
        .findFirst().orElseThrow(() -> new AssertionError(opened)).replaceFirst("(?i)set-cookie: ", "").split(";")[0];
  }

  /** A proxy that chooses by one name and tells Ally another would let one host's people into the other. */
  private void anotherHostIsNotReachedInTheShadowOfThisOne() throws Exception {
    String session = "Cookie: " + session();
    for (String[] more : List.of(
        new String[] {session, "Host: " + WIKI + ":" + proxy.port},
        new String[] {session, "--request-target", "https://" + WIKI + ":" + proxy.port + "/d/1"},
        new String[] {session, "Host: " + WIKI + ":" + proxy.port, "X-Forwarded-Host: " + GRAFANA + ":" + proxy.port},
        new String[] {session, "Host: " + WIKI + ":" + proxy.port, "X-Original-URL: https://" + GRAFANA + "/"})) {
      String answer = curl(GRAFANA, "/d/1", with("Accept: */*", more));
      // The request may be answered as one to this host, or be refused; it is never let through to the other one.
      assertThat(answer).as(String.join(" ", more)).doesNotContain("host=" + WIKI);
    }
  }

  private void aPersonLogsInAndOut() {
    try (Chromium chromium = Chromium.openWith(DOMAIN)) {
      Page page = chromium.page(new NewContextOptions().setIgnoreHTTPSErrors(true));
      String grafana = "https://" + GRAFANA + ":" + proxy.port;
      page.navigate(grafana + "/d/1?x=y");
      assertThat(page.url()).startsWith("https://" + SITE + ":" + site.port + "/login");
      assertThat(page.content()).contains("Grafana");
      page.fill("#email", FakeAccount.EMAIL);
      page.fill("#password", FakeAccount.PASSWORD);
      page.click("main form button[type=submit]");
      page.waitForURL(grafana + "/d/1?x=y");
      assertThat(page.content()).contains("Application").contains("remote-user=" + account.ada.accountId());
      assertThat(status(page, "/api")).isEqualTo(200);

      page.navigate("https://" + WIKI + ":" + proxy.port + "/");
      assertThat(page.url()).startsWith("https://" + SITE);
      assertThat(page.textContent("h1")).contains("The Wiki");
      groups = Set.of("writers");
      page.navigate("https://" + WIKI + ":" + proxy.port + "/a");
      assertThat(page.url()).isEqualTo("https://" + WIKI + ":" + proxy.port + "/a");
      assertThat(page.content()).contains("Application").contains("remote-groups=writers");
      groups = Set.of("staff");
      assertThat(status(page, "/b")).as("left the group").isEqualTo(401);

      page.navigate(grafana + "/d/1");
      account.sessions.clear();
      assertThat(status(page, "/api")).as("logged out").isEqualTo(401);
      page.navigate(grafana + "/d/2");
      assertThat(page.url()).startsWith("https://" + SITE + ":" + site.port + "/login");
    }
  }

  /** Of what a script of the page gets. */
  private static int status(Page page, String path) {
    return (Integer) page.evaluate("path => fetch(path).then(answer => answer.status)", path);
  }

  /** @param more headers, and options of curl */
  private String curl(String host, String path, String... more) throws Exception {
    return run(curlCommand(host, proxy.port, "https://" + host + ":" + proxy.port + path, more));
  }

  private static List<String> curlCommand(String host, int port, String url, String... more) {
    List<String> command = new ArrayList<>(List.of(
        "curl", "--silent", "--show-error", "--include", "--insecure", "--http1.1", "--max-time", "20",
        "--resolve", host + ":" + port + ":127.0.0.1", "-H", "Accept:"));
    for (String one : more) {
      if (one.matches("[A-Za-z_*-]+: .*")) {
        command.add("-H");
      }
      command.add(one);
    }
    command.add(url);
    return command;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static String header(String answer, String name) {
    return answer.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": ")).findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in\n" + answer)).substring(name.length() + 2);
  }
}
