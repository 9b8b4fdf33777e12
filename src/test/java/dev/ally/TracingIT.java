package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.AllyProcess;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.SpanReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces that the finished jar sends. That of several processes is in {@code cluster/TracedFleetIT}. */
final class TracingIT {
  private static final String TOKEN = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @TempDir Path directory;

  @Test
  void oneTraceLeadsFromARequestToItsStatementsAndTellsNothingThatPeopleTyped() throws Exception {
    try (SpanReceiver collector = new SpanReceiver();
        AllyProcess ally = AllyProcess.unpackedIn(directory)
            .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
            .with("OTEL_BSP_SCHEDULE_DELAY", "100")
            .start().awaitReady()) {
      SimulatedUser ada = new SimulatedUser("ada@example.org", ally.browser(), Clock.systemUTC());
      ada.signUp();
      ada.link();
      String linked = ada.app.codeAt(Instant.now().minusSeconds(30));
      assertThat(ada.confirm(linked).statusCode()).isEqualTo(303);
      SimulatedUser again = ada.elsewhere();
      again.logIn();
      String code = again.codeNow();
      again.code(code);
      ada.browser.get("/reset?token=" + TOKEN);
      ada.browser.post("/login", "email=%00&password=x", "traceparent",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

      ally.await(() -> collector.statement("POST", "/login/code", "totp.verify.v1", "totp.authenticator").isPresent());
      ally.await(() -> collector.statement("POST", "/signup", "account.signup.v1", "account.").isPresent());
      ally.await(() -> collector.spans().stream().anyMatch(span -> span.of("url.path").equals("/reset")));
      assertThat(ally.isReady()).isTrue();
      assertThat(ally.terminate().exit()).isZero();
      assertThat(collector.raw())
          .doesNotContain("ada@example.org", SimulatedUser.PASSWORD, TOKEN, "token=", code, linked, "secret=",
              "127.0.0.1", "Cookie", "/health/ready", "0af7651916cd43dd8448eb211c80319c")
          .contains("ally");
      assertThat(ally.out()).doesNotContain(" WARN ", " ERROR ");
      assertThat(ally.err()).isEmpty();
    }
  }

  @Test
  void withoutACollectorNoneOfItsClassesIsLoaded() throws Exception {
    Path classes = directory.resolve("classes");
    try (AllyProcess ally = AllyProcess.unpackedIn(directory)
        .java("-Xlog:class+load:file=" + classes).start().awaitReady()) {
      ally.get("/");
      assertThat(ally.terminate().exit()).isZero();
    }
    try (Stream<String> loaded = Files.lines(classes)) {
      assertThat(loaded.filter(line -> line.contains("dev.ally.app.Server ") || line.contains("opentelemetry")))
          .singleElement().asString().contains("dev.ally.app.Server ");
    }
  }

  @Test
  void aCollectorThatIsAwayStopsNothing() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory)
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
        .with("OTEL_BSP_SCHEDULE_DELAY", "100")
        .start().awaitReady()) {
      assertThat(ally.get("/login").statusCode()).isEqualTo(200);
      ally.await(() -> ally.out().contains("WARN  Tracing - "));
      assertThat(ally.err()).isEmpty();
      assertThat(ally.terminate().exit()).isZero();
    }
  }

  @Test
  void aWrongVariableIsNamed() throws Exception {
    try (AllyProcess refused = AllyProcess.in(directory)
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", "no url").start()) {
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err().lines()).hasSize(1);
      assertThat(refused.err()).contains("OTEL_EXPORTER_OTLP_ENDPOINT");
    }
    try (AllyProcess refused = AllyProcess.in(directory)
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
        .with("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc").start()) {
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err().lines()).hasSize(1);
      assertThat(refused.err()).contains("http/protobuf");
    }
  }
}
