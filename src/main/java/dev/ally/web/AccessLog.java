package dev.ally.web;

import dev.ally.files.LineLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each request to the pages, as one JSON object a line, up to a second later. Neither the query nor a header
 * is told: there may be tokens in them.
 *
 * <p>Used on the event loop of the web verticle.
 */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long EVERY_MILLIS = 1_000;
  /** Lines that wait for a slow disk; further ones are left out. */
  private static final int MOST = 50_000;
  private static final int LONGEST_PATH = 1_000;

  private final Vertx vertx;
  private final LineLog lines;
  private final Clock clock;
  private List<String> waiting = new ArrayList<>();
  private long leftOut;
  private Future<Void> writing = Future.succeededFuture();

  /** @param lines where it is written; it stays open */
  AccessLog(Vertx vertx, LineLog lines, Clock clock) {
    this.vertx = vertx;
    this.lines = lines;
    this.clock = clock;
  }

  /** Begins to write every second. */
  AccessLog begin() {
    vertx.setPeriodic(EVERY_MILLIS, id -> flush());
    return this;
  }

  /** @param path without the query */
  void note(String method, String path, int status, String address) {
    if (waiting.size() == MOST) {
      leftOut++;
      return;
    }
    waiting.add(LineLog.ascii(new JsonObject()
        .put("time", TIME.format(clock.instant()))
        .put("method", method)
        .put("path", path == null || path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH))
        .put("status", status)
        .put("address", address)
        .encode()));
  }

  /** Writes what waits. A failure is logged, and the lines are lost: requests must not pile up in memory. */
  Future<Void> flush() {
    writing = writing.compose(before -> {
      List<String> some = waiting;
      waiting = new ArrayList<>();
      sayLeftOut();
      return some.isEmpty() ? Future.<Void>succeededFuture() : vertx.executeBlocking(() -> write(some));
    });
    return writing;
  }

  private Void write(List<String> some) {
    try {
      lines.write(some);
    } catch (IOException e) {
      LOG.warn("the access log cannot be written: {}", e.toString());
    }
    return null;
  }

  private void sayLeftOut() {
    if (leftOut > 0) {
      LOG.warn("the access log is written too slowly: {} line(s) were left out", leftOut);
      leftOut = 0;
    }
  }
}
