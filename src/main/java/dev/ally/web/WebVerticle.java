package dev.ally.web;

import dev.ally.bus.Bus;
import dev.ally.config.Settings;
import dev.ally.files.LineLog;
import dev.ally.language.Languages;
import dev.ally.web.enrolment.QrHandler;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Pages;
import dev.ally.web.site.Assets;
import dev.ally.web.site.SiteFiles;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the pages over HTTP. It reads its files and compiles its templates before it listens. When it is stopped it
 * takes no new requests and finishes those in progress.
 *
 * <p>Behind a balancer, {@link #rehearse} comes before it is deployed, and {@link #farewell} before it is stopped.
 */
public final class WebVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(WebVerticle.class);
  private static final int INITIAL_LINE_BYTES = 8 * 1024;
  private static final int HEADERS_BYTES = 16 * 1024;
  private static final Duration ARRIVAL = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  /** The first logins have the processors to themselves. */
  private static final Duration WARM_EVERY = Duration.ofSeconds(1);
  private static final int DRAINING_SECONDS = 10;
  private static final Settings.Listen HERE = new Settings.Listen("127.0.0.1", 0);
  /** After which a request that still waits for its turn to hash a password is refused, while the verticle stops. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(7);

  /** A path that is compared as it stands must not lead to a page first, whose answer a proxy would take for its own. */
  private static final int BEFORE_ALL_PAGES = Integer.MIN_VALUE + 1;

  private final Settings settings;
  private final Clock clock;
  private final Mint mint;
  private final Optional<Bus> bus;
  private final Optional<Router> given;
  private final boolean forApplications;
  private final List<Route> mounted = new ArrayList<>();
  private final OpenConnections connections = new OpenConnections();
  private Routes prepared;
  private HttpServer server;
  private volatile Front front;
  private Optional<LineLog> accessLines = Optional.empty();
  private Optional<AccessLog> accessLog = Optional.empty();

  /**
   * For one process: asks the {@code account} verticle in the same Vert.x.
   *
   * @param clock tells which day is "today"
   * @param random makes tokens and ids
   */
  public WebVerticle(Settings settings, Clock clock, SecureRandom random) {
    this(settings, clock, random, Optional.empty());
  }

  /** @param bus reaches {@code account}; empty: the bus of the verticle's own Vert.x */
  public WebVerticle(Settings settings, Clock clock, SecureRandom random, Optional<Bus> bus) {
    this(settings, clock, new Mint(random), bus, Optional.empty(), false);
  }

  private WebVerticle(
      Settings settings, Clock clock, Mint mint, Optional<Bus> bus, Optional<Router> given, boolean forApplications) {
    this.settings = settings;
    this.clock = clock;
    this.mint = mint;
    this.bus = bus;
    this.given = given;
    this.forApplications = forApplications;
  }

  /**
   * Serves applications too: they log people in by what the {@code oidc} verticle decides. Without that verticle they
   * are told that it is unavailable.
   */
  public WebVerticle servingApplications() {
    return new WebVerticle(settings, clock, mint, bus, given, true);
  }

  /**
   * Serves a program's own router, with the pages mounted in it. The server is this verticle's, so that its checks and
   * time limits hold for the pages as ever, and for the program's routes too: HTTP/1.1 without compression or
   * WebSockets, requests read strictly, slow and idle connections closed. TLS and HTTP/2 are a proxy's task.
   *
   * <p>The pages are mounted at the root and nowhere else: their cookies, forms and mailed links hold for the whole of
   * {@link Settings#publicUrl()}. They are added to the router when the verticle starts, behind the routes that stand
   * there by then. A route that is there for the same path answers in the page's place. A handler for every path runs
   * before the pages; it must neither read the body, as {@code BodyHandler} does, nor wait before it passes the request
   * on. A path that no route answers, and a failure of the program's own routes, are the router's affair.
   *
   * <p>The program's routes get none of the headers of the pages, no limit of a body's size and no protection against
   * forged forms (CSRF). They share the origin of the pages, so a script that they serve can do whatever the signed-in
   * person can.
   *
   * @param router of this verticle alone; its handlers run on the event loop of this verticle
   */
  public WebVerticle mountedIn(Router router) {
    return new WebVerticle(settings, clock, mint, bus, Optional.of(router), forApplications);
  }

  /**
   * Has the verticle tell of each request to its pages. It is called before the verticle starts.
   *
   * @param lines where; it stays open when the verticle stops
   */
  public WebVerticle tellingOfRequests(LineLog lines) {
    accessLines = Optional.of(lines);
    return this;
  }

  /**
   * Does the slow part of the start that needs no other verticle. Blocking.
   *
   * @param with the Vert.x in which the verticle will be deployed
   */
  public WebVerticle prepare(Vertx with) throws IOException {
    prepared = routes(with);
    return this;
  }

  @Override
  public Future<?> start() {
    return prepared == null
        ? vertx.executeBlocking(() -> routes(vertx)).compose(this::listen)
        : listen(prepared);
  }

  @Override
  public Future<?> stop() {
    mounted.forEach(Route::remove);
    if (server == null) {
      return Future.succeededFuture();
    }
    vertx.setTimer(LONGEST_WAIT.toMillis(), late -> front.stopWaiting());
    return server.shutdown(DRAINING_SECONDS, TimeUnit.SECONDS)
        .eventually(() -> accessLog.map(AccessLog::flush).orElseGet(Future::succeededFuture));
  }

  /**
   * Compiles the pages, and runs the paths of a login through them, so often that the first person's is as fast as any
   * later one. A failure is no reason not to start: the first person meets it.
   *
   * @param with as for {@link #prepare}, which comes before
   */
  public Future<Void> rehearse(Vertx with) {
    return with.executeBlocking(() -> {
      QrHandler.warm();
      return prepared.pages().warmNext();
    }).compose(warmed -> WebRehearsal.bus(prepared.bus(), mint)).compose(rehearsed -> {
      WebVerticle behind = new WebVerticle(
          settings.withHttp(HERE), clock, mint, Optional.of(rehearsed), Optional.empty(), forApplications);
      behind.prepared = prepared.with(rehearsed);
      return with.deployVerticle(behind).compose(id -> WebRehearsal.of(with, behind.actualPort(), settings.publicUrl())
          .eventually(() -> with.undeploy(id)));
    }).onFailure(failure -> LOG.debug("the rehearsal ended early: {}", failure.toString())).otherwiseEmpty();
  }

  /**
   * Stops listening, and goes on answering the connections that are open; every response says that its connection will
   * be closed. So a balancer stops using them by itself, before they are closed.
   *
   * @param limit how long
   * @return completes when no connection is left, or after the limit
   */
  public Future<Void> farewell(Duration limit) {
    front.announceClose();
    return connections.stopListening().compose(closed -> connections.awaitNone(vertx, limit));
  }

  /** The port it listens on, once it has started; it differs from the setting where that is 0. */
  public int actualPort() {
    return server.actualPort();
  }

  private Routes routes(Vertx with) throws IOException {
    SiteFiles files = SiteFiles.read(settings.site());
    Languages languages = Languages.read(settings.site());
    Assets assets = Assets.read(files);
    Pages pages = new Pages(with, languages, assets, settings, files, forApplications).warm();
    return new Routes(
        with, bus.orElseGet(() -> Bus.local(with)), settings, clock, mint, languages, assets, pages, forApplications);
  }

  private Future<HttpServer> listen(Routes routes) {
    accessLog = accessLines.map(lines -> new AccessLog(vertx, lines, clock).begin());
    front = new Front(settings, mint, routes.languages(), routes.pages(), routes.sessions(), routes.assets().hasFont())
        .tellingOf(accessLog);
    ArrivalDeadline deadline = new ArrivalDeadline(ARRIVAL, ANSWER, settings.httpIdle());
    Router router = given.map(own -> mountedIn(own, routes, deadline)).orElseGet(() -> router(routes));
    HttpServerOptions options = options();
    server = vertx.createHttpServer(options)
        .connectionHandler(connection -> {
          StrictRequestDecoder.install(connection, options);
          deadline.watch(connection);
          connections.watch(connection);
        })
        .invalidRequestHandler(request -> front.refuse(request, reason(request)))
        .requestHandler(request -> {
          deadline.watch(request);
          try {
            router.handle(request);
          } catch (RuntimeException failure) {
            // Nobody else would end the request, nor its connection, which counts as one that is being answered.
            front.fail(request, failure);
          }
        });
    return server.listen().onSuccess(listening -> vertx.setPeriodic(
        WARM_EVERY.toMillis(), timer -> vertx.executeBlocking(routes.pages()::warmNext)
            .onSuccess(warmed -> {
              if (!warmed) {
                vertx.cancelTimer(timer);
              }
            })
            .onFailure(failure -> LOG.warn("the pages were not compiled in every language", failure))));
  }

  private Router mountedIn(Router own, Routes routes, ArrivalDeadline deadline) {
    mounted.add(own.route().order(Integer.MIN_VALUE).handler(new AnswerEnd(deadline)));
    return mount(routes, own);
  }

  private Router mount(Routes routes, Router router) {
    int order = BEFORE_ALL_PAGES;
    for (ProxyAddress address : routes.forProxies()) {
      // A router does not find a route to remove that has the order of another.
      mounted.add(router.route(address.path()).useNormalizedPath(false).order(order++)
          .handler(context -> front.serve(context.request(), address.action())));
    }
    for (Address address : routes.table()) {
      mounted.add(router.route(address.path()).handler(context -> front.serve(context.request(), address)));
    }
    return router;
  }

  private Router router(Routes routes) {
    Router router = mount(routes, Router.router(vertx));
    router.errorHandler(400, context -> front.refuse(context.request(), Refusal.MALFORMED));
    router.errorHandler(404, context -> front.notFound(context.request()));
    router.errorHandler(500, context -> front.fail(context.request(), context.failure()));
    return router;
  }

  /**
   * Nothing is compressed: the length of a compressed page with a secret and a guess would reveal the secret (BREACH).
   * HTTP/2 is left to the proxy; detecting it here would hide slow clients from {@link ArrivalDeadline}. No page uses
   * WebSockets, and Vert.x's handler for compressed ones logs a lot for each request that asks for one.
   */
  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(settings.http().host())
        .setPort(settings.http().port())
        // A rehearsal is neither traced nor counted.
        .setTracingPolicy(settings.http() == HERE ? TracingPolicy.IGNORE : HttpServerOptions.DEFAULT_TRACING_POLICY)
        .setMaxInitialLineLength(INITIAL_LINE_BYTES)
        .setMaxHeaderSize(HEADERS_BYTES)
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setCompressionSupported(false);
  }

  private static Refusal reason(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpHeaderException) {
      return Refusal.HEADERS_TOO_LARGE;
    }
    return cause instanceof TooLongHttpLineException ? Refusal.ADDRESS_TOO_LONG : Refusal.MALFORMED;
  }
}
