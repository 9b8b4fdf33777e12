package dev.ally.account.password.queue;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Unavailable;
import dev.ally.config.Settings;
import dev.ally.harness.RecordedMeters;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HashQueueTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  /** Of which 700 ms may be spent waiting. */
  private static final Duration PATIENCE = Duration.ofMillis(1_050);

  private final AtomicLong nanos = new AtomicLong();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> order = new CopyOnWriteArrayList<>();
  private Context loop;
  private HashQueue hashQueue;

  @BeforeEach
  void takeALoop() {
    loop = WATCHED.vertx().getOrCreateContext();
  }

  @AfterEach
  void close() {
    release.countDown();
    answer(hashQueue.close());
  }

  private void open(int threads, int queue) {
    hashQueue = new HashQueue(WATCHED.vertx(), new Settings.Hash(7168, 5, threads, queue), PATIENCE, nanos::get);
  }

  /** Runs there where the verticle would. */
  private <T> T onLoop(Supplier<T> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(start -> {
      try {
        done.complete(work.get());
      } catch (RuntimeException e) {
        done.fail(e);
      }
    });
    return answer(done.future());
  }

  private <T> Future<T> admit(String party, Callable<T> work) {
    return onLoop(() -> hashQueue.admit(party, place -> place.run(work)));
  }

  private Future<String> admit(String party, String name) {
    return admit(party, () -> {
      order.add(name);
      return name;
    });
  }

  /** Holds a thread until the test releases it. */
  private Future<?> occupy() {
    CountDownLatch begun = new CountDownLatch(1);
    Future<?> held = admit("somebody", () -> {
      begun.countDown();
      return release.await(30, TimeUnit.SECONDS);
    });
    await(begun);
    return held;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(Future<?> refused) {
    assertThatThrownBy(() -> answer(refused)).isInstanceOf(Unavailable.class)
        .satisfies(e -> assertThat(((Unavailable) e).retryAfter()).isEqualTo(Duration.ofSeconds(2)));
  }

  @Test
  void runsAsManyAtOnceAsThereAreThreadsAndNoMore() {
    open(2, 100);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(admit("a", () -> {
        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        two.countDown();
        await(two);
        atOnce.decrementAndGet();
        return true;
      }));
    }
    all.forEach(future -> assertThat(answer(future)).isTrue());
    assertThat(most).hasValue(2);
  }

  @Test
  void refusesAtOnceWhenEveryPlaceIsTaken() {
    open(1, 2);
    occupy();
    admit("somebody", "second");
    admit("somebody", "third");
    Future<String> fourth = admit("somebody", "fourth");
    assertThat(fourth.failed()).as("without waiting").isTrue();
    assertRefused(fourth);
  }

  @Test
  void aPlaceIsTakenBeforeTheQueueIsEnteredAndGivenBackWhenTheWorkEnds() {
    open(1, 1);
    Promise<String> charging = Promise.promise();
    onLoop(() -> hashQueue.admit("a", place -> charging.future()));
    onLoop(() -> hashQueue.admit("b", place -> charging.future()));
    assertRefused(onLoop(() -> hashQueue.admit("c", place -> charging.future())));
    onLoop(() -> charging.tryComplete("charged"));
    assertThat(answer(admit("c", "c"))).isEqualTo("c");
  }

  @Test
  void aPlaceIsGivenBackWhenTheWorkFails() {
    open(1, 0);
    for (int i = 0; i < 3; i++) {
      Future<?> failed = admit("a", () -> {
        throw new IllegalStateException("no");
      });
      assertThatThrownBy(() -> answer(failed)).hasMessage("no");
      onLoop(() -> true);
    }
    assertThat(answer(admit("a", "a"))).isEqualTo("a");
  }

  @Test
  void aFloodFromOneAddressDoesNotKeepAnotherWaiting() {
    open(1, 50);
    occupy();
    List<Future<String>> flood = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      flood.add(admit("flood", "flood " + i));
    }
    Future<String> ada = admit("ada", "ada");
    Future<String> bob = admit("bob", "bob");
    release.countDown();
    assertThat(answer(ada)).isEqualTo("ada");
    assertThat(answer(bob)).isEqualTo("bob");
    assertThat(order.stream().limit(3)).containsExactly("flood 0", "ada", "bob");
    assertRefused(flood.get(49));
    assertRefused(flood.get(48));
    assertThat(answer(flood.get(47))).isEqualTo("flood 47");
  }

  @Test
  void aFloodMakesNoRoomForMoreOfItself() {
    open(1, 3);
    occupy();
    List<Future<String>> flood = List.of(admit("flood", "1"), admit("flood", "2"), admit("flood", "3"));
    for (int i = 0; i < 10; i++) {
      assertRefused(admit("flood", "more"));
    }
    release.countDown();
    flood.forEach(future -> answer(future));
    assertThat(order).containsExactly("1", "2", "3");
  }

  private Future<String> admitKnown(String party, String owner, String name) {
    return onLoop(() -> hashQueue.admit(party, () -> Future.succeededFuture(true), place -> {
      place.isKnownTo(owner);
      return place.run(() -> {
        order.add(name);
        return name;
      });
    }));
  }

  @Test
  void theKnownComeFirstAndAfterThreeOfThemAnUnknown() {
    open(1, 50);
    occupy();
    List<Future<String>> all = new ArrayList<>(
        List.of(admit("a", "unknown 1"), admit("a", "unknown 2"), admit("b", "unknown 3")));
    for (int i = 1; i <= 5; i++) {
      all.add(admitKnown("a", "owner " + i, "known " + i));
    }
    release.countDown();
    all.forEach(future -> answer(future));
    assertThat(order).containsExactly(
        "known 1", "known 2", "known 3", "unknown 1", "known 4", "known 5", "unknown 3", "unknown 2");
  }

  @Test
  void ofOneOwnerOneIsPreferredAtATime() {
    open(1, 50);
    occupy();
    List<Future<String>> all = List.of(
        admit("a", "unknown"), admitKnown("flood", "mallory", "first"), admitKnown("flood", "mallory", "second"),
        admitKnown("flood", "mallory", "third"));
    release.countDown();
    all.forEach(future -> answer(future));
    assertThat(order).containsExactly("first", "unknown", "second", "third");
  }

  @Test
  void theUnknownMakeRoomForTheKnown() {
    open(1, 2);
    occupy();
    Future<String> older = admit("a", "older");
    Future<String> newer = admit("a", "newer");
    assertRefused(admit("a", "one more"));
    Future<String> known = admitKnown("a", "ada", "known");
    assertRefused(newer);
    release.countDown();
    assertThat(answer(known)).isEqualTo("known");
    assertThat(answer(older)).isEqualTo("older");
    assertThat(order).containsExactly("known", "older");
  }

  @Test
  void whoIsKnownMakesNoRoomForAnother() {
    open(1, 2);
    occupy();
    List<Future<String>> known = List.of(admitKnown("a", "ada", "ada"), admitKnown("a", "bob", "bob"));
    assertRefused(admitKnown("b", "eve", "eve"));
    release.countDown();
    known.forEach(future -> answer(future));
    assertThat(order).containsExactly("ada", "bob");
  }

  @Test
  void anUnknownIsRefusedAtOnceWhereTheKnownTakeMostTurns() {
    open(1, 100);
    theKnownTakeTurns();
    occupy();
    Future<String> first = admit("a", "within 0.4 seconds");
    Future<String> second = admit("a", "within 0.8 seconds");
    assertThat(second.failed()).as("without waiting").isTrue();
    assertRefused(second);
    Future<String> known = admitKnown("a", "ada", "known");
    release.countDown();
    assertThat(answer(known)).isEqualTo("known");
    assertThat(answer(first)).as("gave way to nobody").isEqualTo("within 0.4 seconds");
  }

  @Test
  void whoWouldBeOvertakenByOtherPartiesIsRefusedAtOnce() {
    open(1, 100);
    takes(Duration.ofSeconds(1));
    occupy();
    List<Future<String>> three = List.of(admit("a", "1"), admit("b", "2"), admit("c", "3"));
    assertRefused(admit("a", "each of b and c may have two turns before"));
    Future<String> fourth = admit("d", "behind three");
    release.countDown();
    three.forEach(future -> answer(future));
    assertThat(answer(fourth)).isEqualTo("behind three");
  }

  @Test
  void theUnknownHaveAllTurnsAgainWhenTheKnownAreGone() {
    open(1, 100);
    theKnownTakeTurns();
    for (int i = 0; i < 200; i++) {
      answer(admit("a", "a"));
    }
    takes(Duration.ofSeconds(1));
    occupy();
    List<Future<String>> five = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      five.add(admit("a", "within half a second"));
    }
    assertRefused(admit("a", "within 0.6 seconds"));
    release.countDown();
    five.forEach(future -> answer(future));
  }

  @Test
  void whoIsKnownIsRefusedAtOnceBehindTooManyOfThem() {
    open(1, 100);
    takes(Duration.ofSeconds(1));
    occupy();
    List<Future<String>> known = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      known.add(admitKnown("a", "owner " + i, "known"));
    }
    admit("a", "unknown");
    Future<String> fifth = admitKnown("a", "owner 5", "known");
    assertThat(fifth.failed()).as("without waiting").isTrue();
    assertRefused(fifth);
    release.countDown();
    known.forEach(future -> assertThat(answer(future)).isEqualTo("known"));
  }

  /** They have three turns of four now, and a hash is thought to take a tenth of a second. */
  private void theKnownTakeTurns() {
    for (int i = 0; i < 200; i++) {
      answer(admitKnown("a", "ada", "known"));
    }
    takes(Duration.ofSeconds(1));
  }

  @Test
  void aPartyIsLookedUpOnceAtATimeAndOnlyWhenThereIsNoRoom() {
    open(1, 2);
    occupy();
    List<Promise<Boolean>> asked = new CopyOnWriteArrayList<>();
    Supplier<Future<Boolean>> known = () -> {
      Promise<Boolean> promise = Promise.promise();
      asked.add(promise);
      return promise.future();
    };
    admit("a", "1");
    onLoop(() -> hashQueue.admit("a", known, place -> place.run(() -> "2")));
    assertThat(asked).as("there was room").isEmpty();
    Future<String> waits = onLoop(() -> hashQueue.admit("a", known, place -> place.run(() -> "3")));
    assertRefused(onLoop(() -> hashQueue.admit("a", known, place -> place.run(() -> "4"))));
    assertThat(asked).hasSize(1);
    onLoop(() -> asked.get(0).tryComplete(false));
    assertRefused(waits);
    onLoop(() -> hashQueue.admit("a", known, place -> place.run(() -> "5")));
    assertThat(asked).hasSize(2);
  }

  @Test
  void whoCannotBeLookedUpIsRefusedLikeAnUnknown() {
    open(1, 0);
    occupy();
    assertRefused(onLoop(() -> hashQueue.admit("a", () -> Future.failedFuture("away"), place -> place.run(() -> "a"))));
  }

  @Test
  void whoWaitedTooLongIsRefusedAndNotHashed() {
    open(1, 10);
    Future<?> held = occupy();
    Future<String> late = admit("late", "late");
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    Future<String> later = admit("later", "later");
    nanos.addAndGet(Duration.ofMillis(201).toNanos());
    release.countDown();
    answer(held);
    assertRefused(late);
    assertThat(answer(later)).isEqualTo("later");
    assertThat(order).containsExactly("later");
  }

  @Test
  void anUnknownThatWaitedTooLongIsToldThoughOthersAreServedFirst() {
    open(1, 10);
    Future<?> held = occupy();
    Future<String> late = admit("late", "late");
    nanos.addAndGet(Duration.ofMillis(701).toNanos());
    Future<String> known = admitKnown("a", "ada", "known");
    assertRefused(late);
    assertThat(held.isComplete()).as("before a thread was free").isFalse();
    release.countDown();
    assertThat(answer(known)).isEqualTo("known");
    assertThat(order).containsExactly("known");
  }

  @Test
  void whoWaitedJustLongEnoughIsServed() {
    open(1, 10);
    occupy();
    Future<String> justInTime = admit("a", "a");
    nanos.addAndGet(Duration.ofMillis(700).toNanos());
    release.countDown();
    assertThat(answer(justInTime)).isEqualTo("a");
  }

  @Test
  void refusesAtOnceWhoWouldWaitTooLongWhileHashesAreSlow() {
    open(1, 100);
    takes(Duration.ofSeconds(5));
    occupy();
    Future<String> second = admit("a", "within half a second");
    assertRefused(admit("a", "in a second"));
    release.countDown();
    assertThat(answer(second)).isEqualTo("within half a second");
  }

  @Test
  void aTurnTakesUntilTheNextCanBeCalled() {
    open(1, 100);
    CountDownLatch admitted = new CountDownLatch(1);
    CountDownLatch hashed = new CountDownLatch(1);
    Future<?> first = onLoop(() -> {
      Future<?> turn = hashQueue.admit("a", place -> place.run(() -> {
        await(admitted);
        hashed.countDown();
        return true;
      }));
      admitted.countDown();
      await(hashed);
      // The event loop has other work for so long.
      nanos.addAndGet(Duration.ofSeconds(5).toNanos());
      return turn;
    });
    answer(first);
    occupy();
    Future<String> second = admit("a", "within half a second");
    assertRefused(admit("a", "in a second"));
    release.countDown();
    assertThat(answer(second)).isEqualTo("within half a second");
  }

  @Test
  void aQuickHashIsWaitedForByMany() {
    open(1, 100);
    takes(Duration.ofMillis(50));
    occupy();
    List<Future<String>> waiting = new ArrayList<>();
    for (int i = 0; i < 99; i++) {
      waiting.add(admit("a", "a"));
    }
    release.countDown();
    waiting.forEach(future -> assertThat(answer(future)).isEqualTo("a"));
  }

  @Test
  void twoThreadsHalveTheWait() {
    open(2, 100);
    takes(Duration.ofSeconds(5));
    occupy();
    occupy();
    List<Future<String>> waiting = List.of(admit("a", "1"), admit("a", "2"));
    assertRefused(admit("a", "3"));
    release.countDown();
    waiting.forEach(future -> answer(future));
  }

  /** One hash that takes this long: a tenth of it is what the next is thought to take. */
  private void takes(Duration time) {
    answer(admit("a", () -> nanos.addAndGet(time.toNanos())));
    onLoop(() -> true);
  }

  @Test
  void whoIsServedJustInTimeIsNotRefused() {
    open(1, 100);
    takes(Duration.ofMillis(5_250));
    occupy();
    Future<String> second = admit("a", "in three quarters of the longest wait");
    release.countDown();
    assertThat(answer(second)).isEqualTo("in three quarters of the longest wait");
  }

  @Test
  void whoIsKnownAndWaitedTooLongIsRefusedAndNotHashed() {
    open(1, 10);
    Future<?> held = occupy();
    Future<String> late = admitKnown("a", "ada", "late");
    nanos.addAndGet(Duration.ofMillis(701).toNanos());
    Future<String> later = admitKnown("a", "bob", "later");
    assertRefused(late);
    release.countDown();
    answer(held);
    assertThat(answer(later)).isEqualTo("later");
    assertThat(order).containsExactly("later");
    assertThat(answer(admit("a", "next"))).isEqualTo("next");
  }

  @Test
  void whomALargerPartyGivesWayToIsNotLookedUp() {
    open(1, 2);
    occupy();
    Future<String> older = admit("flood", "older");
    Future<String> newer = admit("flood", "newer");
    AtomicInteger lookedUp = new AtomicInteger();
    Future<String> ada = onLoop(() -> hashQueue.admit("ada", () -> {
      lookedUp.incrementAndGet();
      return Future.succeededFuture(false);
    }, place -> place.run(() -> "ada")));
    assertRefused(newer);
    release.countDown();
    assertThat(answer(ada)).isEqualTo("ada");
    assertThat(answer(older)).isEqualTo("older");
    assertThat(lookedUp).hasValue(0);
  }

  @Test
  void countsWhatWaitsHowLongAndWhatIsRefused() {
    open(1, 1);
    RecordedMeters meters = new RecordedMeters();
    hashQueue.countedBy(meters);
    Future<?> held = occupy();
    Future<String> second = admit("a", "second");
    assertThat(meters.shown("QUEUE_LENGTH")).isEqualTo(1);
    assertRefused(admit("a", "third"));
    assertThat(meters.times("QUEUE_REFUSALS")).isEqualTo(1);
    assertThat(meters.times("QUEUE_WAITS")).isEqualTo(1);
    release.countDown();
    answer(held);
    answer(second);
    assertThat(meters.shown("QUEUE_LENGTH")).isZero();
    assertThat(meters.times("QUEUE_WAITS")).isEqualTo(2);
    assertThat(meters.times("HASHES")).isEqualTo(2);
  }
}
