package dev.ally.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Settings.Listen;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ManagementVerticleTest {
  private final Metrics metrics = new Metrics();
  private final Vertx vertx = Vertx.builder().withMetrics(metrics.factory()).build();
  private final Readiness readiness = new Readiness();
  private final ManagementVerticle verticle =
      new ManagementVerticle(new Listen("127.0.0.1", 0), readiness, metrics);

  @BeforeEach
  void deploy() throws Exception {
    vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    metrics.close();
  }

  @Test
  void itLivesFromTheFirst() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void itIsNotReadyWhileItStarts() throws Exception {
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(reason(ready, "process")).isEqualTo("starting");
  }

  @Test
  void itIsReadyWhenAllThatItNeedsAnswers() throws Exception {
    readiness.serving(Map.of("totp", Future::succeededFuture, "account", Future::succeededFuture));
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(ready.body()).getString("status")).isEqualTo("UP");
    assertThat(ready.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
  }

  @Test
  void whatDoesNotAnswerIsNamedWithItsReason() throws Exception {
    readiness.serving(Map.of(
        "totp", () -> Future.failedFuture("the clock is off"), "account", Future::succeededFuture));
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(reason(ready, "totp")).isEqualTo("the clock is off");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void whatNeverAnswersHasFailedAfterTwoSeconds() throws Exception {
    readiness.serving(Map.of("totp", () -> Promise.<Void>promise().future()));
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(reason(ready, "totp")).isEqualTo("Timeout");
  }

  @Test
  void itIsNotReadyWhileItStops() throws Exception {
    readiness.serving(Map.of());
    readiness.stopping();
    readiness.serving(Map.of());
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(reason(ready, "process")).isEqualTo("stopping");
  }

  @Test
  void metricsAreInPrometheusFormat() throws Exception {
    get("/health/live");
    HttpResponse<String> scraped = get("/metrics");
    assertThat(scraped.statusCode()).isEqualTo(200);
    assertThat(scraped.body()).contains("jvm_memory_used_bytes", "vertx_pool_")
        .containsPattern("ally_http_request_seconds_bucket\\{method=\"GET\",port=\"[0-9]+\",route=\"/health/live\","
            + "status=\"200\",le=\"10.0\"} 1\n")
        .doesNotContain("vertx_http_server_");
  }

  @Test
  void whatRequestsInventIsNotCountedByIt() throws Exception {
    send("INVENTED", "/invented");
    get("/metrics");
    int before = kindsOfRequests();
    for (int i = 0; i < 50; i++) {
      send("INVENTED" + i, "/invented/" + i + "?invented" + i + "=" + i);
    }
    assertThat(kindsOfRequests()).isEqualTo(before);
    assertThat(get("/metrics").body()).doesNotContainIgnoringCase("invented");
  }

  @Test
  void aClientThatGoesBeforeTheAnswerIsCountedToo() throws Exception {
    readiness.serving(Map.of("totp", () -> Promise.<Void>promise().future()));
    try (Socket client = new Socket("127.0.0.1", verticle.port())) {
      client.getOutputStream().write("GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    String counted = "route=\"/health/ready\",status=\"none\"} 1\n";
    String scraped = "";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!scraped.contains(counted) && System.nanoTime() < deadline) {
      scraped = get("/metrics").body();
    }
    assertThat(scraped).contains(counted).doesNotContain("route=\"/health/ready\",status=\"200\"");
  }

  @Test
  void aServerThatIsToBeIgnoredIsNotCounted() throws Exception {
    HttpServerOptions ignored =
        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setTracingPolicy(TracingPolicy.IGNORE);
    int port = vertx.createHttpServer(ignored).requestHandler(request -> request.response().end()).listen()
        .await(10, TimeUnit.SECONDS).actualPort();
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(get("/metrics").body()).contains("ally_http_").doesNotContain("port=\"" + port + "\"");
  }

  private int kindsOfRequests() throws Exception {
    return (int) get("/metrics").body().lines().filter(line -> line.startsWith("ally_http_")).count();
  }

  @Test
  void itsStatusAloneMayBeAskedFor() throws Exception {
    for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
      HttpResponse<String> head = send("HEAD", path);
      assertThat(head.statusCode()).as(path).isEqualTo(get(path).statusCode());
      assertThat(head.body()).isEmpty();
    }
    assertThat(send("POST", "/health/live").statusCode()).isEqualTo(405);
  }

  @Test
  void allElseIsNotFound() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + verticle.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static String reason(HttpResponse<String> ready, String check) {
    JsonArray checks = new JsonObject(ready.body()).getJsonArray("checks");
    return checks.stream()
        .map(JsonObject.class::cast)
        .filter(one -> one.getString("id").equals(check))
        .map(one -> one.getJsonObject("data").getString("cause"))
        .findFirst()
        .orElseThrow();
  }
}
