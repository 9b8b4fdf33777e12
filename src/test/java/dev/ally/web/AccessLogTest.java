package dev.ally.web;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Settings;
import dev.ally.files.LineLog;
import dev.ally.harness.SetClock;
import dev.ally.harness.TestSettings;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One line for each request to the pages. */
class AccessLogTest {
  @RegisterExtension static final WatchedVertx VERTX = new WatchedVertx();

  private static final Settings SETTINGS =
      TestSettings.of(Map.of("ALLY_HTTP_PORT", "0", "ALLY_TRUSTED_PROXIES", "127.0.0.1"));

  private final List<String> all = Collections.synchronizedList(new ArrayList<>());
  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));

  /** Sends requests, each on a connection of its own, and stops the server. */
  private List<JsonObject> told(String... requests) throws IOException {
    LineLog lines = new LineLog() {
      @Override
      public void write(List<String> some) {
        all.addAll(some);
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
    WebVerticle web = new WebVerticle(SETTINGS, clock, new SecureRandom()).tellingOfRequests(lines);
    String id = answer(VERTX.vertx().deployVerticle(web));
    for (String request : requests) {
      try (Socket socket = new Socket("127.0.0.1", web.actualPort())) {
        socket.getOutputStream().write((request + "\r\nHost: localhost\r\nConnection: close\r\n"
            + "X-Forwarded-For: 192.0.2.7\r\nCookie: ally_session=secret-cookie\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
        socket.getInputStream().readAllBytes();
      }
    }
    answer(VERTX.vertx().undeploy(id));
    return all.stream().map(JsonObject::new).toList();
  }

  @Test
  void tellsOfEachRequestWithoutItsQuery() throws IOException {
    List<JsonObject> told = told(
        "GET /reset?token=secret-token HTTP/1.1", "GET /nowhere/%2e?secret-token HTTP/1.1", "PUT /login HTTP/1.1",
        "HEAD /help?x=secret-token#y HTTP/1.1");
    assertThat(all.toString()).doesNotContain("secret");
    assertThat(told).hasSize(4).allSatisfy(line -> {
      assertThat(line.fieldNames()).containsExactly("time", "method", "path", "status", "address");
      assertThat(line.getString("time")).isEqualTo("2026-03-03T09:00:00.000Z");
      assertThat(line.getString("address")).isEqualTo("192.0.2.7");
    });
    assertThat(told).extracting(line -> line.getString("method")).containsExactly("GET", "GET", "PUT", "HEAD");
    assertThat(told).extracting(line -> line.getString("path"))
        .containsExactly("/reset", "/nowhere/%2e", "/login", "/help");
    assertThat(told.get(1).getInteger("status")).isEqualTo(404);
    assertThat(told.get(2).getInteger("status")).isEqualTo(405);
  }

  @Test
  void tellsOfWhatCannotBeReadInOneLineOfAscii() throws IOException {
    List<JsonObject> told = told("GET /\u00e4\"\\ HTTP/1.1", "G\u0001ET / HTTP/1.1", "GET /" + "x".repeat(3_000) + " HTTP/1.1");
    assertThat(all).allMatch(line -> line.matches("[\\x20-\\x7e]+"));
    assertThat(told).isNotEmpty().allSatisfy(line -> {
      assertThat(line.getInteger("status")).isBetween(400, 499);
      assertThat(line.getString("path") == null ? 0 : line.getString("path").length()).isLessThanOrEqualTo(1_000);
    });
  }
}
