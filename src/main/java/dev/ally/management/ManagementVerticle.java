package dev.ally.management;

import dev.ally.config.Settings.Listen;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.micrometer.PrometheusScrapingHandler;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /health/live}, {@code /health/ready} and {@code /metrics} to the operator, on a port that must not be
 * public.
 */
public final class ManagementVerticle extends VerticleBase {
  private static final int OK = 200;
  private static final int MALFORMED = 400;
  private static final int UNAVAILABLE = 503;
  private static final int IDLE_SECONDS = 30;

  private final Listen listen;
  private final Readiness readiness;
  private final Metrics metrics;
  private HttpServer server;

  public ManagementVerticle(Listen listen, Readiness readiness, Metrics metrics) {
    this.listen = listen;
    this.readiness = readiness;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    read(router, "/health/live").handler(context -> answer(context, OK, new JsonObject().put("status", "UP")));
    read(router, "/health/ready").handler(context -> readiness.check(vertx)
        .onSuccess(result -> answer(context, CheckResult.isUp(result) ? OK : UNAVAILABLE, result.toJson()))
        .onFailure(context::fail));
    read(router, "/metrics").handler(PrometheusScrapingHandler.create(metrics.registry()));
    router.errorHandler(MALFORMED, context -> context.response().setStatusCode(MALFORMED).end());
    server = vertx.createHttpServer(
        new HttpServerOptions().setHost(listen.host()).setPort(listen.port())
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false).setPerMessageWebSocketCompressionSupported(false)
            .setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS));
    return server.requestHandler(router).listen();
  }

  /** HEAD is taken as well: some probes only want the status. */
  private static Route read(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  /** The actual port, also where the setting is 0. */
  public int port() {
    return server.actualPort();
  }

  private static void answer(RoutingContext context, int status, JsonObject body) {
    context.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .end(body.encode());
  }
}
