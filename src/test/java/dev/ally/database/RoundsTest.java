package dev.ally.database;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Unavailable;
import dev.ally.harness.Heard;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class RoundsTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Duration OFTEN = Duration.ofMillis(5);

  private final Rounds rounds = new Rounds(LoggerFactory.getLogger(RoundsTest.class));
  private final CountDownLatch begun = new CountDownLatch(3);

  private void repeat(Future<Void> each) throws InterruptedException {
    rounds.every(WATCHED.vertx(), OFTEN, "count", () -> {
      begun.countDown();
      return each;
    });
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void goOnWhenOneFailsAndSaySo() throws Exception {
    try (Heard log = new Heard()) {
      repeat(Future.failedFuture("no numbers"));
      answer(rounds.stop());
      assertThat(log.lines()).isNotEmpty().allMatch(line -> line.contains("could not count: ")
          && line.contains("no numbers"));
    }
  }

  @Test
  void sayNothingOfAVerticleThatIsAway() throws Exception {
    try (Heard log = new Heard()) {
      repeat(Future.failedFuture(new Unavailable("nobody answers", Duration.ZERO)));
      answer(rounds.stop());
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void endBeforeAStopDoes() throws Exception {
    Promise<Void> work = Promise.promise();
    repeat(work.future());
    Future<Void> stopped = rounds.stop();
    assertThat(stopped.isComplete()).isFalse();
    work.complete();
    answer(stopped);
  }

  @Test
  void holdAStopUpForAShortTimeAndFailUnheardAfterIt() throws Exception {
    Promise<Void> work = Promise.promise();
    try (Heard log = new Heard()) {
      repeat(work.future());
      answer(rounds.stop());
      work.fail("the pool is closed");
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void beginNoMoreOnceTheyAreStopped() throws Exception {
    AtomicInteger later = new AtomicInteger();
    answer(rounds.stop());
    rounds.every(WATCHED.vertx(), OFTEN, "count", () -> {
      later.incrementAndGet();
      return Future.succeededFuture();
    });
    CountDownLatch over = new CountDownLatch(1);
    WATCHED.vertx().setTimer(20 * OFTEN.toMillis(), timer -> over.countDown());
    over.await();
    assertThat(later).hasValue(0);
  }
}
