package dev.ally.account.password.queue;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Asker;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HashQueueTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  /** Of its time 700 ms may be spent waiting. */
  private static final Asker ASKER = Asker.waiting(Duration.ofMillis(1_050));
  private static final Asker PATIENT = Asker.waiting(Duration.ofSeconds(30));

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
    answer(onLoop(() -> hashQueue.close()));
  }

  private void open(int threads, int queue) {
    hashQueue = new HashQueue(WATCHED.vertx(), new Settings.Hash(7168, 5, threads, queue), nanos::get);
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
    return admit(party, ASKER, work);
  }

  private <T> Future<T> admit(String party, Asker asker, Callable<T> work) {
    return onLoop(() -> hashQueue.admit(party, asker, place -> place.run(work)));
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
      assertThat(latch.await(60, TimeUnit.SECONDS)).as(HashQueueTest::threads).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the threads that hash, and their loops, are doing. */
  private static String threads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().matches("(ally-hash|vert\\.x-eventloop).*"))
        .map(thread -> thread.getKey() + " " + thread.getKey().getState() + " " + List.of(thread.getValue()))
        .collect(Collectors.joining("\n", "while threads were\n", ""));
  }

  private static void assertRefused(Future<?> refused) {
    assertThatThrownBy(() -> answer(refused)).isInstanceOf(Unavailable.class)
        .satisfies(e -> assertThat(((Unavailable) e).retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
  }

  /** A thousand of them in a row: the one after them has its turn, and no stack grows. */
  @Test
  void whoDecidesAtItsTurnToRunNothingLeavesTheTurnToTheNext() {
    open(1, 2_000);
    Future<?> held = occupy();
    List<Future<Optional<String>>> none = onLoop(() -> Stream.generate(() -> hashQueue.admit(
            "a", PATIENT, place -> place.<String>runIfAny(Optional::empty))).limit(1_000).toList());
    Future<String> next = admit("a", PATIENT, () -> "next");
    assertThat(none).noneMatch(Future::isComplete);
    release.countDown();
    answer(held);
    assertThat(answer(next)).isEqualTo("next");
    assertThat(none).allSatisfy(one -> assertThat(answer(one)).isEmpty());
    assertThat(answer(admit("a", () -> "after them"))).isEqualTo("after them");
  }

  /** Networks that share a party are recognised apart: a flood of one hides nobody's browser behind another. */
  @Test
  void looksUpTheBrowsersOfEachNetworkOfAParty() {
    open(1, 0);
    Future<?> held = occupy();
    List<String> lookedUp = new ArrayList<>();
    for (String network : List.of("a", "a", "b")) {
      onLoop(() -> hashQueue.admit("many", network, PATIENT, () -> {
        lookedUp.add(network);
        return Future.future(never -> {});
      }, place -> place.run(() -> "")));
    }
    assertThat(lookedUp).containsExactly("a", "b");
    release.countDown();
    answer(held);
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
    onLoop(() -> hashQueue.admit("a", ASKER, place -> charging.future()));
    onLoop(() -> hashQueue.admit("b", ASKER, place -> charging.future()));
    assertRefused(onLoop(() -> hashQueue.admit("c", ASKER, place -> charging.future())));
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
    return onLoop(() -> hashQueue.admit(party, party, ASKER, () -> Future.succeededFuture(true), place -> {
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
    open(1, 1_000);
    theKnownTakeTurns();
    Asker hurried = Asker.waiting(Duration.ofMillis(9));
    Future<String> refused = admit("b", hurried, () -> "behind one other, in the quarter of the turns: in 8 ms of 6");
    assertThat(refused.failed()).as("without waiting").isTrue();
    assertRefused(refused);
    Future<String> known = admitKnown("a", "another", "known");
    Future<String> other = admit("c", ASKER, () -> "who waits longer");
    release.countDown();
    assertThat(answer(known)).isEqualTo("known");
    assertThat(answer(other)).isEqualTo("who waits longer");
  }

  @Test
  void whoWouldBeOvertakenByOtherPartiesIsRefusedAtOnce() {
    open(1, 100);
    takes(Duration.ofMillis(120));
    occupy();
    List<Future<String>> three = List.of(admit("a", "1"), admit("b", "2"), admit("c", "3"));
    assertRefused(admit("a", "each of b and c may have two turns before"));
    Future<String> fourth = admit("d", "behind three");
    release.countDown();
    three.forEach(future -> answer(future));
    assertThat(answer(fourth)).isEqualTo("behind three");
  }

  @Test
  void whoIsUnknownHasAllTurnsAgainWhenTheKnownAreGone() {
    open(1, 1_000);
    theKnownTakeTurns();
    release.countDown();
    answer(admit("a", "the last of them"));
    onLoop(() -> true);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    admit("a", () -> {
      begun.countDown();
      return held.await(30, TimeUnit.SECONDS);
    });
    await(begun);
    Future<String> next = admit("b", Asker.waiting(Duration.ofMillis(9)), () -> "in a millisecond");
    held.countDown();
    assertThat(answer(next)).isEqualTo("in a millisecond");
  }

  @Test
  void whoIsKnownIsRefusedAtOnceBehindTooManyOfThem() {
    open(1, 100);
    takes(Duration.ofMillis(120));
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

  /** They have three turns of four now, a hash takes a millisecond, one unknown waits, and the thread is held. */
  private void theKnownTakeTurns() {
    CountDownLatch all = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    admit("a", PATIENT, () -> all.await(30, TimeUnit.SECONDS));
    for (int i = 0; i < 300; i++) {
      String owner = "owner " + i;
      boolean last = i == 299;
      onLoop(() -> hashQueue.admit("a", PATIENT, place -> {
        place.isKnownTo(owner);
        return place.run(() -> {
          nanos.addAndGet(Duration.ofMillis(1).toNanos());
          if (last) {
            begun.countDown();
            release.await(30, TimeUnit.SECONDS);
          }
          return owner;
        });
      }));
    }
    for (int i = 0; i < 100; i++) {
      admit("a", PATIENT, () -> nanos.addAndGet(Duration.ofMillis(1).toNanos()));
    }
    all.countDown();
    await(begun);
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
    onLoop(() -> hashQueue.admit("a", "a", ASKER, known, place -> place.run(() -> "2")));
    assertThat(asked).as("there was room").isEmpty();
    Future<String> waits = onLoop(() -> hashQueue.admit("a", "a", ASKER, known, place -> place.run(() -> "3")));
    assertRefused(onLoop(() -> hashQueue.admit("a", "a", ASKER, known, place -> place.run(() -> "4"))));
    assertThat(asked).hasSize(1);
    onLoop(() -> asked.get(0).tryComplete(false));
    assertRefused(waits);
    onLoop(() -> hashQueue.admit("a", "a", ASKER, known, place -> place.run(() -> "5")));
    assertThat(asked).hasSize(2);
  }

  @Test
  void whoCannotBeLookedUpIsRefusedLikeAnUnknown() {
    open(1, 0);
    occupy();
    assertRefused(onLoop(() -> hashQueue.admit(
        "a", "a", ASKER, () -> Future.failedFuture("away"), place -> place.run(() -> "a"))));
  }

  @Test
  void whoWaitedTooLongIsRefusedAndNotHashed() {
    open(1, 10);
    Future<?> held = occupy();
    Future<String> late = admit("late", "late");
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    Future<String> later = admit("later", "later");
    nanos.addAndGet(Duration.ofMillis(341).toNanos());
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
    nanos.addAndGet(Duration.ofMillis(841).toNanos());
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
    nanos.addAndGet(Duration.ofMillis(840).toNanos());
    release.countDown();
    assertThat(answer(justInTime)).isEqualTo("a");
  }

  @Test
  void refusesAtOnceWhoWouldWaitTooLongWhileHashesAreSlow() {
    open(1, 100);
    takes(Duration.ofMillis(500));
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
      Future<?> turn = hashQueue.admit("a", ASKER, place -> place.run(() -> {
        await(admitted);
        hashed.countDown();
        return true;
      }));
      admitted.countDown();
      await(hashed);
      // The event loop has other work for so long.
      nanos.addAndGet(Duration.ofMillis(500).toNanos());
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
    takes(Duration.ofMillis(5));
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
    takes(Duration.ofMillis(500));
    occupy();
    occupy();
    List<Future<String>> waiting = List.of(admit("a", "1"), admit("a", "2"));
    assertRefused(admit("a", "3"));
    release.countDown();
    waiting.forEach(future -> answer(future));
  }

  /** So many hashes that take this long that the next is thought to take as long, or a little less. */
  private void takes(Duration time) {
    for (int i = 0; i < 100; i++) {
      answer(admit("a", () -> nanos.addAndGet(time.toNanos())));
      onLoop(() -> true);
    }
  }

  @Test
  void whoIsServedJustInTimeIsNotRefused() {
    open(1, 100);
    takes(Duration.ofMillis(700));
    occupy();
    Future<String> second = admit("a", "in the longest wait");
    release.countDown();
    assertThat(answer(second)).isEqualTo("in the longest wait");
  }

  @Test
  void whoIsKnownAndWaitedTooLongIsRefusedAndNotHashed() {
    open(1, 10);
    Future<?> held = occupy();
    Future<String> late = admitKnown("a", "ada", "late");
    nanos.addAndGet(Duration.ofMillis(841).toNanos());
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
    Future<String> ada = onLoop(() -> hashQueue.admit("ada", "ada", ASKER, () -> {
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

  private Asker leaving(Promise<Void> gone) {
    return new Asker(PATIENT.patience(), gone.future());
  }

  @Test
  void whoseAskerHasGoneLeavesTheQueue() {
    open(1, 2);
    occupy();
    Promise<Void> gone = Promise.promise();
    Future<String> first = admit("a", leaving(gone), () -> "first");
    Future<String> second = admit("a", "second");
    assertRefused(admit("a", "third"));
    onLoop(() -> gone.tryComplete());
    assertRefused(first);
    Future<String> fourth = admit("a", "fourth");
    release.countDown();
    assertThat(answer(second)).isEqualTo("second");
    assertThat(answer(fourth)).as("in the place of the first").isEqualTo("fourth");
  }

  @Test
  void whoIsKnownAndWhoseAskerHasGoneLeavesTheQueueToo() {
    open(1, 2);
    occupy();
    Promise<Void> gone = Promise.promise();
    Future<String> known = onLoop(() -> hashQueue.admit("a", leaving(gone), place -> {
      place.isKnownTo("ada");
      return place.run(() -> "known");
    }));
    onLoop(() -> gone.tryComplete());
    assertRefused(known);
    release.countDown();
    assertThat(answer(admitKnown("a", "ada", "again"))).isEqualTo("again");
  }

  @Test
  void whoseAskerHasGoneBeforeItsTurnIsAskedForIsNotHashed() {
    open(1, 10);
    Promise<Void> gone = Promise.promise();
    gone.complete();
    Future<?> held = occupy();
    assertRefused(admit("a", leaving(gone), () -> order.add("hashed")));
    release.countDown();
    answer(held);
    assertThat(order).isEmpty();
  }

  @Test
  void whoHasItsTurnIsHashedThoughItsAskerGoes() {
    open(1, 10);
    Promise<Void> gone = Promise.promise();
    CountDownLatch begun = new CountDownLatch(1);
    Future<Boolean> running = admit("a", leaving(gone), () -> {
      begun.countDown();
      return release.await(30, TimeUnit.SECONDS);
    });
    await(begun);
    onLoop(() -> gone.tryComplete());
    release.countDown();
    assertThat(answer(running)).isTrue();
  }

  @Test
  void aPatientAskerWaitsTenSecondsAndOneThatWouldWaitLongerIsToldHowLong() {
    open(1, 100);
    takes(Duration.ofMillis(2_500));
    occupy();
    List<Future<String>> four = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      four.add(admit("a", PATIENT, () -> "in ten seconds"));
    }
    Future<String> fifth = admit("a", PATIENT, () -> "in 12.5 seconds");
    assertThat(fifth.failed()).as("without waiting").isTrue();
    assertThatThrownBy(() -> answer(fifth)).isInstanceOfSatisfying(Unavailable.class, refused ->
        assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(12_490), Duration.ofMillis(12_500)));
    assertRefused(admit("a", "an asker that waits a second"));
    nanos.addAndGet(Duration.ofSeconds(12).toNanos());
    release.countDown();
    four.forEach(future -> assertThat(answer(future)).isEqualTo("in ten seconds"));
  }

  @Test
  void aPatientAskerThatWasLetInKeepsItsPlaceThoughHashesTakeLongerThanTheyDid() {
    open(1, 100);
    Future<?> held = occupy();
    Future<String> overtaken = admit("a", PATIENT, () -> "after twenty seconds");
    nanos.addAndGet(Duration.ofSeconds(20).toNanos());
    release.countDown();
    answer(held);
    assertThat(answer(overtaken)).isEqualTo("after twenty seconds");
  }

  @Test
  void aPatientAskerWaitsNoLongerThanTwentySeconds() {
    open(1, 100);
    Future<?> held = occupy();
    Future<String> late = admit("a", PATIENT, () -> "late");
    nanos.addAndGet(Duration.ofMillis(20_001).toNanos());
    release.countDown();
    answer(held);
    assertRefused(late);
  }

  @Test
  void ofABurstAllWhoAreKnownAreLetInThoughItIsFull() {
    open(1, 100);
    occupy();
    List<Future<String>> strangers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      strangers.add(admit("10.0.0." + i, PATIENT, () -> "a stranger"));
    }
    List<Promise<Boolean>> lookedUp = new CopyOnWriteArrayList<>();
    List<Future<String>> known = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String owner = "owner " + i;
      known.add(onLoop(() -> hashQueue.admit(owner, owner, PATIENT, () -> {
        Promise<Boolean> promise = Promise.promise();
        lookedUp.add(promise);
        return promise.future();
      }, place -> {
        place.isKnownTo(owner);
        return place.run(() -> owner);
      })));
    }
    lookedUp.forEach(promise -> onLoop(() -> promise.tryComplete(true)));
    strangers.subList(50, 100).forEach(HashQueueTest::assertRefused);
    release.countDown();
    for (int i = 0; i < 50; i++) {
      assertThat(answer(known.get(i))).isEqualTo("owner " + i);
    }
    strangers.subList(0, 50).forEach(stranger -> assertThat(answer(stranger)).isEqualTo("a stranger"));
  }

  @Test
  void refusesThoseWhoWaitWhenItIsClosed() {
    open(1, 10);
    occupy();
    Future<String> waiting = admit("a", PATIENT, () -> "never");
    Future<Void> closed = onLoop(() -> hashQueue.close());
    assertRefused(waiting);
    release.countDown();
    answer(closed);
  }
}
