package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.EventLoops;
import dev.ally.harness.Heard;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What requests cost the server: processor time of its event loops, and lines in its log. */
final class RequestCosts implements AutoCloseable {
  private static final int AT_ONCE = 8;
  private static final int LONGEST_LINE = 400;

  private final HttpClient client;
  private final Heard log = new Heard();
  private final List<String> tooLong = new ArrayList<>();
  private int sent;

  RequestCosts(HttpClient client) {
    this.client = client;
  }

  /**
   * Sends some of them at once. What they take of an event loop together, none of them takes more of; where that is too
   * much, they are sent again in halves, and at last one by one.
   *
   * @param requests each by what it is
   */
  void measure(Map<String, HttpRequest> requests) {
    if (requests.size() == 1) {
      requests.keySet().forEach(what -> measure(what, () -> send(requests)));
    } else if (requests.size() > AT_ONCE
        || EventLoops.busyOnceWith(() -> send(requests)).compareTo(EventLoops.LONGEST) > 0) {
      Map<String, HttpRequest> half = new LinkedHashMap<>();
      Map<String, HttpRequest> rest = new LinkedHashMap<>();
      requests.forEach((what, request) -> (half.size() < requests.size() / 2 ? half : rest).put(what, request));
      measure(half);
      measure(rest);
    }
  }

  void measure(String what, Runnable request) {
    Duration busy = EventLoops.busyWith(request);
    if (busy.compareTo(EventLoops.LONGEST) > 0) {
      tooLong.add(what + ": " + busy.toMillis() + " ms");
    }
  }

  private void send(Map<String, HttpRequest> requests) {
    Map<String, CompletableFuture<HttpResponse<Void>>> answers = new LinkedHashMap<>();
    requests.forEach((what, request) -> answers.put(what, client.sendAsync(request, BodyHandlers.discarding())));
    sent += requests.size();
    answers.forEach((what, answer) -> assertThat(answer.join().statusCode()).as(what).isBetween(200, 499));
  }

  /** None of them kept an event loop busy for long, or wrote into the log. */
  void assertLittle() {
    assertThat(tooLong).isEmpty();
    assertThat(log.lines()).isEmpty();
  }

  /** None of them kept an event loop busy for long, and each wrote at most one short line into the log. */
  void assertLittleAndOneLineOfEach() {
    assertThat(tooLong).isEmpty();
    assertThat(log.lines()).hasSizeLessThanOrEqualTo(sent)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(LONGEST_LINE));
  }

  @Override
  public void close() {
    log.close();
  }
}
