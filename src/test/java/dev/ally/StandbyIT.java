package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.database.embedded.OwnPostgres;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Browser;
import dev.ally.harness.SlowLine;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished jar on a primary and a standby, while the database's name leads to the one and then to the other. */
final class StandbyIT {
  private static final String EMAIL = "a@example.org";
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir Path directory;

  @Test
  void aNameThatLedToAStandbyIsServedAgainWithoutHelp() throws Exception {
    try (OwnPostgres primary = OwnPostgres.start(directory.resolve("primary"));
        OwnPostgres standby = primary.standby(directory.resolve("standby"));
        SlowLine line = new SlowLine(primary.port());
        AllyProcess ally = AllyProcess.in(directory)
            .with("ALLY_DATABASE_URI", primary.uri(line.port())).start().awaitReady()) {
      assertThat(location(browser(ally).submit("/signup", "email", EMAIL, "name", "A", "password", PASSWORD)))
          .isEqualTo("/");
      line.leadTo(standby.port());
      ally.await(() -> !ally.isReady());
      assertThat(logIn(ally).statusCode()).isEqualTo(503);
      assertThat(ally.getManagement("/health/ready").body()).contains("the database is read-only");
      assertThat(ally.out()).contains("takes no writes: it is a standby");
      line.leadTo(primary.port());
      ally.await(ally::isReady);
      assertThat(location(logIn(ally))).isEqualTo("/");
      primary.stop("fast");
      line.leadTo(standby.port());
      ally.await(() -> !ally.isReady());
      standby.promote();
      ally.await(ally::isReady);
      assertThat(location(logIn(ally))).isEqualTo("/");
      assertThat(ally.err()).isEmpty();
    }
  }

  private static HttpResponse<String> logIn(AllyProcess ally) {
    return browser(ally).submit("/login", "email", EMAIL, "password", PASSWORD);
  }

  private static Browser browser(AllyProcess ally) {
    return new Browser(URI.create(ally.url()), URI.create(ally.url()));
  }
}
