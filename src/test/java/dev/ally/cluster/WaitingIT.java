package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A burst of logins at two nodes of {@code account}, of which one is killed while half of the logins wait there. */
@Tag("trial")
class WaitingIT {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingIT.class);
  private static final int USERS = Integer.getInteger("ally.burst.users", 30);
  private static final int BEFORE_THE_KILL = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;

  @Test
  void loginsThatWaitAtANodeThatIsKilledAreServedByAnother() throws Exception {
    try (Fleet fleet = new Fleet(directory).start(1, 2, 1)) {
      List<SimulatedUser> users = EnrolledUsers.make(fleet, USERS);
      URI web = fleet.of(Role.WEB).get(0).url();
      warm(users.get(0), web);
      ExecutorService browsers = Executors.newFixedThreadPool(USERS);
      CountDownLatch answered = new CountDownLatch(BEFORE_THE_KILL);
      try {
        List<Future<HttpResponse<String>>> logins = new ArrayList<>();
        for (SimulatedUser user : users) {
          SimulatedUser here = at(web, user);
          logins.add(browsers.submit(() -> {
            HttpResponse<String> answer = here.logIn();
            answered.countDown();
            return answer;
          }));
        }
        assertThat(answered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        fleet.of(Role.ACCOUNT).get(0).process().kill();
        for (Future<HttpResponse<String>> login : logins) {
          HttpResponse<String> answer = login.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          assertThat(answer.statusCode() + " " + Browser.location(answer))
              .as("Retry-After: %s", answer.headers().firstValue("Retry-After")).isEqualTo("303 /login/code");
        }
        long moved = fleet.counted("ally_bus_asked_again", Role.WEB);
        LOG.info("{} of {} logins were asked again of the other node", moved, USERS);
        assertThat(moved).as("logins that waited at the node that was killed").isPositive();
      } finally {
        browsers.shutdownNow();
      }
    }
  }

  private static SimulatedUser at(URI web, SimulatedUser user) {
    return user.at(new Browser(() -> web, URI.create("http://localhost:8080"), PATIENCE));
  }

  /** Nodes that have just started answer the first questions slowly. */
  private static void warm(SimulatedUser user, URI web) {
    int inARow = 0;
    for (int i = 0; i < 100 && inARow < 10; i++) {
      inARow = at(web, user).logIn().statusCode() == 303 ? inARow + 1 : 0;
    }
    assertThat(inARow).as("logins that succeed one after another").isEqualTo(10);
  }
}
