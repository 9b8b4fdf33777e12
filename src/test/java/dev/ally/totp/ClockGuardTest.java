package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ally.bus.Unavailable;
import dev.ally.harness.SetClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClockGuardTest {
  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");

  private final Logger log = (Logger) LoggerFactory.getLogger(ClockGuard.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final SetClock clock = new SetClock(NOW);
  private Duration way = Duration.ZERO;
  private final ClockGuard guard = new ClockGuard(clock, Duration.ofSeconds(5), () -> {
    clock.pass(way);
    return Future.succeededFuture(NOW);
  });

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
  }

  @AfterEach
  void goAway() {
    log.detachAppender(said);
  }

  private void compareAt(Duration apart) {
    clock.set(NOW.plus(apart));
    answer(guard.compare());
  }

  private List<String> lines() {
    return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void bearsAsMuchAsIsPromisedAndNoMoreEitherWay() {
    for (int direction : List.of(1, -1)) {
      compareAt(Duration.ofMillis(5_000L * direction));
      assertThat(guard.isRight()).isTrue();
      compareAt(Duration.ofMillis(5_001L * direction));
      assertThat(guard.isRight()).isFalse();
    }
  }

  @Test
  void countsALongWayAgainstNobody() {
    way = Duration.ofSeconds(8);
    compareAt(Duration.ofSeconds(5));
    assertThat(guard.isRight()).isTrue();
  }

  @Test
  void saysHowFarItIsOffToWhoIsRefused() {
    compareAt(Duration.ofMillis(-7_500));
    assertThatThrownBy(() -> answer(guard.require()))
        .isInstanceOf(Unavailable.class).hasMessage("the clock is -7.5 s off the database's");
  }

  @Test
  void saysOnceThatItIsOffAndOnceThatItIsRight() {
    compareAt(Duration.ZERO);
    assertThat(lines()).isEmpty();
    compareAt(Duration.ofMillis(7_500));
    compareAt(Duration.ofMillis(8_500));
    assertThat(lines()).containsExactly("this node's clock is 7.5 s off the database's: no code is verified here");
    compareAt(Duration.ZERO);
    compareAt(Duration.ofSeconds(1));
    assertThat(lines()).hasSize(2).last().isEqualTo("this node's clock agrees with the database's again");
  }
}
