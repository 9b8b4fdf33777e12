package dev.ally.web.oauth2;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.oidc.FindOrigin;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code oidc} says of an origin. */
class OpenOriginsTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final String ORIGIN = "https://app.example.org";
  private static final List<String> ASKED = new CopyOnWriteArrayList<>();
  private static final Set<String> REGISTERED = ConcurrentHashMap.newKeySet();
  private static volatile boolean away;
  private static Bus bus;

  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private final OpenOrigins origins = new OpenOrigins(bus, clock);

  @BeforeAll
  static void serve() {
    bus = Bus.local(WATCHED.vertx());
    answer(FindOrigin.OPERATION.serve(bus, question -> {
      ASKED.add(question.origin());
      return away
          ? Future.failedFuture(new Unavailable("away", Duration.ofSeconds(1)))
          : Future.succeededFuture(new FindOrigin.Answer(REGISTERED.contains(question.origin())));
    }));
  }

  @BeforeEach
  void arrange() {
    ASKED.clear();
    REGISTERED.clear();
    REGISTERED.add(ORIGIN);
    away = false;
  }

  private boolean has(String origin) {
    return answer(origins.has(origin));
  }

  @Test
  void isKeptForFiveSeconds() {
    assertThat(has(ORIGIN)).isTrue();
    REGISTERED.clear();
    clock.pass(Duration.ofSeconds(5).minusMillis(1));
    assertThat(has(ORIGIN)).isTrue();
    assertThat(ASKED).hasSize(1);
    clock.pass(Duration.ofMillis(1));
    assertThat(has(ORIGIN)).isFalse();
  }

  @Test
  void isKeptOfTheLatestAlone() {
    has(ORIGIN);
    for (int i = 0; i < 64; i++) {
      assertThat(has("https://" + i + ".example")).isFalse();
    }
    ASKED.clear();
    has("https://0.example");
    assertThat(ASKED).isEmpty();
    has(ORIGIN);
    assertThat(ASKED).containsExactly(ORIGIN);
  }

  @Test
  void isNoAndNotKeptWhileItIsAway() {
    away = true;
    assertThat(has(ORIGIN)).isFalse();
    away = false;
    assertThat(has(ORIGIN)).isTrue();
  }

  @Test
  void isNotAskedForWhatIsNoOrigin() {
    assertThat(has("")).isFalse();
    assertThat(has("https://" + "a".repeat(300))).isFalse();
    assertThat(ASKED).isEmpty();
  }
}
