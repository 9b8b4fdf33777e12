package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.database.embedded.OwnPostgres;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.SlowLine;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished jar on a primary and a standby, while the database's name leads to the one and then to the other. */
final class StandbyIT {
  @TempDir Path directory;

  @Test
  void aNameThatLedToAStandbyIsServedAgainWithoutHelp() throws Exception {
    try (OwnPostgres primary = OwnPostgres.start(directory.resolve("primary"));
        OwnPostgres standby = primary.standby(directory.resolve("standby"));
        SlowLine line = new SlowLine(primary.port());
        AllyProcess ally = AllyProcess.in(directory)
            .with("ALLY_DATABASE_URI", primary.uri(line.port())).start().awaitReady()) {
      SimulatedUser ada = new SimulatedUser("a@example.org", ally.browser(), Clock.systemUTC());
      assertThat(location(ada.signUp())).isEqualTo("/");
      line.leadTo(standby.port());
      ally.await(() -> !ally.isReady());
      assertThat(ada.elsewhere().logIn().statusCode()).isEqualTo(503);
      assertThat(ally.getManagement("/health/ready").body()).contains("the database is read-only");
      ally.await(() -> !ally.isReady() && ally.out().contains("takes no writes: it is a standby"));
      line.leadTo(primary.port());
      ally.await(ally::isReady);
      assertThat(location(ada.elsewhere().logIn())).isEqualTo("/");
      primary.stop("fast");
      line.leadTo(standby.port());
      ally.await(() -> !ally.isReady());
      standby.promote();
      ally.await(ally::isReady);
      assertThat(location(ada.elsewhere().logIn())).isEqualTo("/");
      assertThat(ally.err()).isEmpty();
    }
  }
}
