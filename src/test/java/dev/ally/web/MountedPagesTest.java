package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Settings;
import dev.ally.harness.Browser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages in a router of a program that has routes of its own. */
class MountedPagesTest {
  private static final String POLICY = "content-security-policy";
  private static final int IDLE_SECONDS = 1;

  private final Vertx vertx = Vertx.vertx();
  private final Router router = Router.router(vertx);
  private final Settings settings =
      Settings.of(Map.of("ALLY_HTTP_PORT", "0", "ALLY_HTTP_IDLE_SECONDS", Integer.toString(IDLE_SECONDS)));
  private String deployment;

  @AfterEach
  void close() {
    Site.await(vertx.close());
  }

  private Browser open() {
    return open(router);
  }

  private Browser open(Router router) {
    new FakeAccount(vertx.eventBus());
    WebVerticle web = new WebVerticle(settings, Clock.fixed(FakeAccount.NOW, ZoneOffset.UTC), new SecureRandom())
        .mountedIn(router);
    deployment = Site.await(vertx.deployVerticle(web));
    return new Browser(URI.create("http://localhost:" + web.actualPort()), settings.publicUrl());
  }

  private void greet(String path) {
    router.get(path).handler(context -> context.end("Hello from the program"));
  }

  @Test
  void ownRoutesAnswerBesideThePages() {
    greet("/before");
    Browser browser = open();
    greet("/after");

    assertThat(browser.get("/before").body()).isEqualTo("Hello from the program");
    assertThat(browser.get("/after").body()).isEqualTo("Hello from the program");
    assertThat(browser.get("/login").body()).contains("<h1>Log in</h1>");
    assertThat(browser.get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void peopleLogIn() {
    greet("/hello");
    Browser browser = open();

    HttpResponse<String> answer = browser.submit(
        "/login", "email", FakeAccount.EMAIL, "password", FakeAccount.PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(Browser.location(answer)).isEqualTo("/");
    assertThat(answer.headers().firstValue(POLICY)).isPresent();
    assertThat(browser.get("/").body()).contains("Hello, Ada Lovelace.");
  }

  @Test
  void anOwnRouteOfTheSamePathTakesThePagesPlace() {
    greet("/");

    assertThat(open().get("/").body()).isEqualTo("Hello from the program");
  }

  @Test
  void thePagesKeepTheirHeaders() {
    greet("/hello");
    Browser browser = open();

    assertThat(browser.get("/login").headers().firstValue(POLICY)).hasValueSatisfying(policy ->
        assertThat(policy).startsWith("default-src 'none'"));
    assertThat(browser.get("/hello").headers().firstValue(POLICY)).isEmpty();
    assertThat(browser.post("/login", "email=a", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
  }

  /** It would disagree with a proxy on which host is meant. */
  @Test
  void anAmbiguousRequestReachesNoRoute() throws IOException {
    greet("/hello");
    int port = open().request("/").build().uri().getPort();

    assertThat(answer(port, "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ").containsIgnoringCase(POLICY + ": default-src 'none'");
  }

  /** Such as that of Vert.x for some requests, before it comes to any route. */
  @Test
  void aRouterThatThrowsLeavesNoRequestWithoutAnAnswer() throws IOException {
    Browser browser = open(failing(request -> {}));

    assertThat(browser.get("/").statusCode()).isEqualTo(500);
    assertThat(browser.get("/login").body()).contains("<h1>Something went wrong</h1>");
  }

  @Test
  void aRouterThatThrowsAmidAnAnswerLeavesNoConnectionOpen() throws IOException {
    int port = open(failing(request -> request.response().setChunked(true).write("half")))
        .request("/").build().uri().getPort();

    assertThat(answer(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 ").contains("half");
  }

  private Router failing(Consumer<HttpServerRequest> before) {
    return (Router) Proxy.newProxyInstance(Router.class.getClassLoader(), new Class<?>[] {Router.class},
        (proxy, method, arguments) -> {
          if (!method.getName().equals("handle")) {
            return method.invoke(router, arguments);
          }
          before.accept((HttpServerRequest) arguments[0]);
          throw new IllegalStateException("no such request");
        });
  }

  /** A handler such as this one takes the response's only end handler. */
  @Test
  void connectionsAreClosedAfterTheIdleTimeAlsoWhereAHandlerWaitsForTheEnd() throws IOException {
    router.route().handler(context -> {
      context.addEndHandler(end -> {});
      context.next();
    });
    greet("/hello");
    int port = open().request("/").build().uri().getPort();

    assertThat(answer(port, "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")).endsWith("Hello from the program");
    assertThat(answer(port, "GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains("<h1>Log in</h1>");
  }

  @Test
  void aBodyThatAnotherHandlerHasReadIsADefectAndNotAWaitWithoutEnd() {
    router.route().handler(BodyHandler.create(false));

    HttpResponse<String> answer = open().submit("/login", "email", "ada@example.org", "password", "x");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue(POLICY)).isPresent();
  }

  @Test
  void theRouterIsAsBeforeOnceThePagesAreGone() {
    greet("/hello");
    int own = router.getRoutes().size();
    open();

    Site.await(vertx.undeploy(deployment));

    assertThat(router.getRoutes()).hasSize(own);
  }

  /** Everything that comes until the connection is closed. */
  private static String answer(int port, String sent) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
