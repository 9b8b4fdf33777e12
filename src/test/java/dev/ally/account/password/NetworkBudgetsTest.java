package dev.ally.account.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Limit;
import dev.ally.harness.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What networks may fail, by the clock of the test. The last tests have an attacker with many networks. */
class NetworkBudgetsTest {
  private static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final long NETWORK = 66;
  private static final long OTHER = 67;
  private static final int FREE = Limit.EMAILS_OF_NETWORK.count();
  private static final int MOST = Limit.PASSWORDS_OF_NETWORK.count();

  private static final long ACCOUNTS = 1_000_000;

  private final SetClock clock = new SetClock(START);
  private final NetworkBudgets budgets = new NetworkBudgets(clock);
  private long attempts;

  private boolean fail(long network, long email) {
    return budgets.charge(network, email, attempts++);
  }

  private NetworkBudgets.Standing standing(long network) {
    return budgets.standing(network, -1);
  }

  private void failAt(int emails) {
    IntStream.range(0, emails).forEach(email -> assertThat(fail(NETWORK, email)).isTrue());
  }

  @Test
  void aNetworkHasItsOwnTurnWhileItFailsAtFewEmails() {
    failAt(FREE);
    IntStream.range(0, MOST - FREE - 1).forEach(again -> fail(NETWORK, 0));
    assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.OWN_TURN);
  }

  @Test
  void aNetworkThatFailedAtMoreSharesItsTurnForADay() {
    failAt(FREE + 1);
    assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.SHARED_TURN);
    assertThat(standing(OTHER)).isEqualTo(NetworkBudgets.Standing.OWN_TURN);
    clock.pass(DAY.minus(MILLI));
    assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.SHARED_TURN);
    clock.pass(MILLI);
    assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.OWN_TURN);
  }

  @Test
  void afterFortyTheNetworkWaitsAndEachFurtherWrongPasswordDoublesTheWait() {
    failAt(MOST);
    for (long seconds = 1; seconds <= 2 * 3_600; seconds *= 2) {
      Duration wait = Duration.ofSeconds(Math.min(seconds, 3_600));
      assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.WAIT);
      assertThat(budgets.retryAfter(NETWORK)).isEqualTo(wait);
      clock.pass(wait.minus(MILLI));
      assertThat(fail(NETWORK, MOST)).as("what is refused is not counted").isFalse();
      clock.pass(MILLI);
      assertThat(budgets.retryAfter(NETWORK)).isZero();
      assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.SHARED_TURN);
      assertThat(fail(NETWORK, MOST)).isTrue();
    }
    assertThat(budgets.retryAfter(OTHER)).isZero();
    assertThat(fail(OTHER, MOST)).isTrue();
  }

  @Test
  void aDayWithoutWrongPasswordsEndsTheWaits() {
    failAt(MOST);
    clock.pass(Duration.ofSeconds(1));
    assertThat(fail(NETWORK, MOST)).isTrue();
    clock.pass(DAY);
    failAt(MOST - 1);
    assertThat(budgets.retryAfter(NETWORK)).isZero();
  }

  @Test
  void anAttemptThatIsAskedAgainCountsOnceAndIsServedThoughItWasTheLast() {
    for (int i = 0; i < 100; i++) {
      assertThat(budgets.charge(NETWORK, 1, 1_000)).isTrue();
    }
    IntStream.range(1, MOST).forEach(email -> assertThat(fail(NETWORK, email)).isTrue());
    assertThat(budgets.standing(NETWORK, 1_000)).isEqualTo(NetworkBudgets.Standing.SHARED_TURN);
    assertThat(budgets.charge(NETWORK, 1, 1_000)).isTrue();
    assertThat(fail(NETWORK, 1)).isFalse();
  }

  /** 300 people in one office who type their password wrongly twice and then rightly. */
  @Test
  void whoeverFindsTheRightPasswordCostsNothing() {
    for (int person = 0; person < 300; person++) {
      for (int time = 0; time < 3; time++) {
        assertThat(fail(NETWORK, person)).isTrue();
      }
      budgets.takeBack(NETWORK, person);
      assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.OWN_TURN);
    }
    assertThat(budgets.size()).isZero();
  }

  @Test
  void aRightPasswordTakesBackWhatWasWrongAtItsOwnEmailAlone() {
    failAt(FREE + 1);
    budgets.takeBack(NETWORK, FREE + 1);
    budgets.takeBack(OTHER, 0);
    assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.SHARED_TURN);
    budgets.takeBack(NETWORK, 0);
    assertThat(standing(NETWORK)).isEqualTo(NetworkBudgets.Standing.OWN_TURN);
  }

  @Test
  void whatIsADayOldTakesNoRoom() {
    IntStream.range(0, 1_000).forEach(network -> fail(network, 1));
    assertThat(budgets.size()).isEqualTo(1_000);
    clock.pass(DAY);
    standing(OTHER);
    assertThat(budgets.size()).isZero();
  }

  /** An attacker with more networks than there is room for begins none of them anew by the others. */
  @Test
  void noNetworkGivesWayAndFurtherOnesShareBudgets() {
    NetworkBudgets small = new NetworkBudgets(clock, 3);
    int counted = 0;
    for (int round = 0; round < 2 * MOST; round++) {
      for (int network = 0; network < 10; network++) {
        // All of these share one.
        long further = (long) network * NetworkBudgets.SHARED_BUDGETS;
        counted += small.charge(further, round, attempts++) ? 1 : 0;
      }
    }
    assertThat(counted).isEqualTo((3 + 1) * MOST);
    assertThat(small.size()).isEqualTo(3);
    assertThat(small.charge(1, -1, -1)).as("one that shares another").isTrue();
    clock.pass(DAY);
    assertThat(small.charge(9 * NetworkBudgets.SHARED_BUDGETS, -1, -1)).isTrue();
    assertThat(small.size()).isEqualTo(1);
  }

  /** An attacker that fails in a network whenever it may; how many guesses that is in each of some days. */
  private long[] guessesByDay(int days) {
    long[] guesses = new long[days];
    while (Duration.between(START, clock.instant()).compareTo(DAY.multipliedBy(days)) < 0) {
      int day = (int) Duration.between(START, clock.instant()).dividedBy(DAY);
      if (fail(NETWORK, attempts)) {
        guesses[day]++;
      } else {
        clock.pass(budgets.retryAfter(NETWORK));
      }
    }
    return guesses;
  }

  /** The attacker of src/docs/security.md. The budgets of its networks have nothing to do with one another. */
  @Test
  void tenThousandNetworksHaveSevenHundredAndFortyThousandGuessesADayAndAHundredAndEightyThreeAnAccountInAYear() {
    long[] guesses = guessesByDay(365);
    int networks = 10_000;
    assertThat(guesses[0] * networks).isEqualTo(740_000);
    assertThat(Arrays.stream(guesses).skip(1).max().orElseThrow() * networks).isEqualTo(520_000);
    assertThat(Arrays.stream(guesses).sum() * networks / ACCOUNTS).isEqualTo(182);
  }

  @Test
  void anyNumberOfNetworksHasAMillionAndAHalfGuessesADayAtMost() {
    long budgets = NetworkBudgets.MOST_NETWORKS + NetworkBudgets.SHARED_BUDGETS;
    long[] guesses = guessesByDay(365);
    assertThat(guesses[0] * budgets).isEqualTo(1_515_520);
    assertThat(Arrays.stream(guesses).sum() * budgets / ACCOUNTS).isEqualTo(374);
  }

  /** Any number of networks have the budgets of their own and the shared ones. */
  @Test
  void allNetworksTogetherHaveTheirBudgetsAndTheSharedOnes() {
    int networks = 2 * NetworkBudgets.MOST_NETWORKS;
    long guesses = 0;
    for (int network = 0; network < networks; network++) {
      while (fail(network, attempts)) {
        guesses++;
      }
    }
    assertThat(guesses).isEqualTo((NetworkBudgets.MOST_NETWORKS + NetworkBudgets.SHARED_BUDGETS) * (long) MOST);
  }
}
