package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.SpanReceiver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace that goes through three processes. */
final class TracedFleetIT {
  @TempDir Path directory;

  @Test
  void oneTraceGoesFromWebThroughAccountToTheStatementOfTotp() throws Exception {
    try (SpanReceiver collector = new SpanReceiver();
        Fleet fleet = new Fleet(directory).with(Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "OTEL_BSP_SCHEDULE_DELAY", "100")).start(1, 1, 1)) {
      SimulatedUser ada = new SimulatedUser("ada@example.org", fleet.browser(), Clock.systemUTC());
      assertThat(ada.signUp().statusCode()).isEqualTo(303);
      ada.link();
      fleet.of(Role.WEB).get(0).process().await(() ->
          collector.statement("GET", "/settings/security/link", "totp.", "totp.pending_key").isPresent());
      assertThat(collector.statement("GET", "/settings/security/link", "account.", "totp.pending_key")).isPresent();
    }
  }
}
