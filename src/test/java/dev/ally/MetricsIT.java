package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ally.harness.AllyProcess;
import dev.ally.harness.Browser;
import dev.ally.harness.Scraped;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import dev.ally.metrics.Metric;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running Ally shows at {@code /metrics}, and whether the documents name what is there. */
class MetricsIT {
  private static final Path DEPLOY = Path.of("src/docs/deploy");
  private static final Path DOCUMENT = Path.of("src/docs/metrics.md");
  private static final Path RULES = DEPLOY.resolve("prometheus/ally.rules.yml");
  private static final Path DASHBOARD = DEPLOY.resolve("grafana/ally.json");

  /** A metric, and what it is asked for by. */
  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:ally|jvm|process|system|vertx)_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");

  @TempDir static Path directory;
  private static AllyProcess ally;

  @BeforeAll
  static void start() throws Exception {
    ally = AllyProcess.unpackedIn(directory).start().awaitReady();
  }

  @AfterAll
  static void stop() {
    if (ally != null) {
      ally.close();
    }
  }

  private Scraped scraped() {
    try {
      return Scraped.of(ally.getManagement("/metrics").body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private SimulatedUser user() {
    Browser browser = ally.browser();
    return new SimulatedUser(UUID.randomUUID() + "@example.org", browser, Clock.systemUTC());
  }

  private static double grown(Scraped before, Scraped after, String name, String... labels) {
    assertThat(after.series(name, labels)).as(name + Arrays.toString(labels)).isNotEmpty();
    return after.sum(name, labels) - before.sum(name, labels);
  }

  @Test
  void logInsAreCountedByWhatComesOfThem() {
    Scraped before = scraped();
    SimulatedUser user = user();
    user.signUp();
    user.elsewhere().logIn("not the password");
    user.elsewhere().logIn();
    user.enrol();
    SimulatedUser elsewhere = user.elsewhere();
    elsewhere.logInWithPassword();
    for (int i = 0; i < 5; i++) {
      elsewhere.code(elsewhere.wrongCode());
    }
    elsewhere.logInWithPassword();
    elsewhere.code(elsewhere.codeNow());
    Scraped after = scraped();

    assertThat(grown(before, after, "ally_logins_total", "outcome", "refused")).isEqualTo(1);
    assertThat(grown(before, after, "ally_logins_total", "outcome", "signed_in")).isEqualTo(1);
    assertThat(grown(before, after, "ally_logins_total", "outcome", "code_needed")).isEqualTo(2);
    assertThat(grown(before, after, "ally_logins_total", "outcome", "wrong")).isEqualTo(4);
    assertThat(grown(before, after, "ally_logins_total", "outcome", "dead")).isEqualTo(1);
    assertThat(grown(before, after, "ally_logins_total", "outcome", "wait")).isEqualTo(1);
    assertThat(grown(before, after, "ally_codes_total", "verdict", "wrong")).isEqualTo(5);
    assertThat(grown(before, after, "ally_codes_total", "verdict", "wait")).isEqualTo(1);
    assertThat(grown(before, after, "ally_waits_total", "of", "code")).isEqualTo(1);
    // A sign-up, four logins, and the password before an authenticator is linked.
    assertThat(grown(before, after, "ally_hash_seconds_count")).isEqualTo(6);
    assertThat(grown(before, after, "ally_hash_queue_wait_seconds_count")).isEqualTo(6);
    assertThat(after.sum("ally_hash_queue_length")).isZero();
    ally.await(() -> scraped().sum("ally_budgets_waiting", "of", "code") == 1);
    ally.await(() -> scraped().sum("ally_sessions") == 1);
    ally.await(() -> scraped().sum("ally_mails_sent_total") >= 1);
  }

  @Test
  void requestsAreCountedByRouteMethodStatusAndPort() {
    Scraped before = scraped();
    user().logIn();
    ally.isReady();
    Scraped after = scraped();
    String requests = "ally_http_request_seconds_count";
    Set<String> pages = after.values(requests, "port");
    assertThat(pages).hasSize(2);
    assertThat(grown(before, after, requests, "route", "/login", "method", "GET", "status", "200")).isEqualTo(1);
    assertThat(grown(before, after, requests, "route", "/login", "method", "POST", "status", "422")).isEqualTo(1);
    assertThat(grown(before, after, requests, "route", "/health/ready", "status", "200")).isEqualTo(1);
    assertThat(after.series(requests, "route", "/login")).extracting(sample -> sample.labels().get("port"))
        .doesNotContainAnyElementsOf(after.series(requests, "route", "/metrics").stream()
            .map(sample -> sample.labels().get("port")).toList());
  }

  @Test
  void noClientMakesSeries() throws Exception {
    hostile("before");
    ally.isReady();
    Scraped before = scraped();
    // In all tests fewer wrong passwords than after which the network waits.
    for (int i = 0; i < 20; i++) {
      hostile(UUID.randomUUID().toString().substring(0, 8));
    }
    Scraped after = scraped();
    assertThat(after.samples()).extracting(Scraped.Sample::name, Scraped.Sample::labels)
        .containsExactlyInAnyOrderElementsOf(before.samples().stream()
            .map(sample -> tuple(sample.name(), sample.labels())).toList());
    assertThat(after.values("ally_http_", "method")).isSubsetOf("GET", "HEAD", "POST", "other");
    assertThat(after.values("ally_http_", "route")).allMatch(route -> route.matches("none|/[a-z/.*-]*"));
    assertThat(after.values("ally_http_", "status")).allMatch(status -> status.matches("none|[2-5][0-9][0-9]"));
  }

  /** Requests that a client makes up. */
  private void hostile(String word) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (String path : List.of("/" + word, "/login/" + word, "/assets/" + word, "/login?" + word + "=" + word,
        "/reset?token=" + word, "/settings/security/authenticators/" + word)) {
      for (String method : List.of("GET", "PUT", word.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "X"))) {
        client.send(HttpRequest.newBuilder(URI.create(ally.url() + path)).header("User-Agent", word)
            .method(method, BodyPublishers.noBody()).build(), BodyHandlers.discarding());
      }
    }
    user().logIn(word);
  }

  @Test
  void theTableNamesAllOfThem() throws Exception {
    List<String> named = Pattern.compile("(?m)^\\| `(ally_[a-z_]+)(?:\\{([a-z,]+)})?` \\|")
        .matcher(Files.readString(DOCUMENT)).results()
        .map(row -> row.group(1) + (row.group(2) == null ? "" : "{" + row.group(2) + "}")).toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(Stream.concat(
        Arrays.stream(Metric.values()).map(MetricsIT::row),
        Stream.of("ally_http_request_seconds{route,method,status,port}", "ally_http_connections{port}")).toList());
    for (Metric metric : Metric.values()) {
      assertThat(Files.readString(DOCUMENT)).contains("| `" + row(metric) + "` | " + metric.meaning() + " |");
    }
    ally.await(() -> !Double.isNaN(scraped().sum("ally_sessions")));
    Scraped shown = scraped();
    for (String row : named) {
      String name = row.replaceAll("\\{.*", "");
      String series = name.endsWith("_seconds") ? name + "_bucket" : name;
      assertThat(shown.series(series)).as(series).isNotEmpty().allSatisfy(sample -> {
        Set<String> labels = new TreeSet<>(sample.labels().keySet());
        labels.remove("le");
        assertThat(String.join(",", labels)).isEqualTo(String.join(",", new TreeSet<>(
            row.contains("{") ? List.of(row.replaceAll(".*\\{|}", "").split(",")) : List.of())));
      });
    }
  }

  private static String row(Metric metric) {
    return metric.base() + (metric.kind() == Metric.Kind.COUNTER ? "_total" : "")
        + (metric.label().isEmpty() ? "" : "{" + metric.label() + "}");
  }

  @Test
  void theRulesAskForWhatIsThere() throws Exception {
    String rules = Files.readString(RULES);
    assertThat(rules.split("- alert: ")).hasSizeGreaterThan(8);
    user().logIn();
    ally.isReady();
    assertAllThere(rules);
  }

  @Test
  void prometheusReadsTheRules() throws Exception {
    Tools.need("promtool");
    Process check = new ProcessBuilder("promtool", "check", "rules", RULES.toString()).redirectErrorStream(true).start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }

  @Test
  void theDashboardAsksForWhatIsThere() throws Exception {
    JsonObject dashboard = new JsonObject(Files.readString(DASHBOARD));
    List<String> asked = dashboard.getJsonArray("panels").stream().map(JsonObject.class::cast)
        .filter(panel -> panel.containsKey("targets"))
        .flatMap(panel -> panel.getJsonArray("targets").stream().map(JsonObject.class::cast))
        .map(target -> target.getString("expr")).toList();
    user().logIn();
    ally.isReady();
    assertThat(asked).hasSizeGreaterThan(10).allSatisfy(this::assertAllThere);
    assertThat(String.join("\n", asked)).contains(Arrays.stream(Metric.values()).map(Metric::base).toList());
  }

  private void assertAllThere(String text) {
    Scraped shown = scraped();
    List<MatchResult> selectors = SELECTOR.matcher(text).results().toList();
    assertThat(selectors).isNotEmpty();
    for (MatchResult selector : selectors) {
      assertThat(shown.series(selector.group(1))).as(selector.group()).isNotEmpty();
      if (selector.group(2) != null) {
        MATCHER.matcher(selector.group(2)).results().forEach(matcher -> {
          Set<String> values = shown.values(selector.group(1), matcher.group(1));
          assertThat(values).as(selector.group()).isNotEmpty();
          if (matcher.group(2).equals("=") && !matcher.group(1).equals("status")) {
            assertThat(values).as(selector.group()).contains(matcher.group(3));
          }
        });
      }
    }
  }
}
