package dev.ally.account.password;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random attempts over the real verticle and PostgreSQL, against the promise written plainly. */
class PasswordBudgetTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final int ATTEMPTS = 25;
  private static final Secret WRONG = Secret.of("not the password");

  /** Five wrong in a row, then a wait: one second, doubling to a quarter of an hour. */
  private static final class Counter {
    private int inARow;
    private Instant freeAt = Instant.MIN;

    LogIn.Answer attempt(Instant now, boolean right) {
      if (now.isBefore(freeAt)) {
        return new LogIn.Answer(LogIn.Outcome.WAIT, longest(Duration.ofSeconds(1), Duration.between(now, freeAt)));
      }
      if (right) {
        inARow = 0;
        freeAt = Instant.MIN;
        return LogIn.Answer.of(LogIn.Outcome.SIGNED_IN);
      }
      inARow++;
      if (inARow >= 5) {
        freeAt = now.plusSeconds(Math.min(15 * 60, 1L << Math.min(20, inARow - 5)));
      }
      return LogIn.Answer.of(LogIn.Outcome.REFUSED);
    }

    private static Duration longest(Duration one, Duration other) {
      return one.compareTo(other) > 0 ? one : other;
    }
  }

  static LongStream seeds() {
    long tries = Long.getLong("ally.fuzz.tries", 500);
    return new Random().longs(Math.max(1, tries / 25));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void countsAsPromised(long seed) {
    Random dice = new Random(seed);
    String email = dice.nextInt(3) == 0 ? UUID.randomUUID() + "@example.org" : ALLY.account();
    boolean exists = ALLY.database.count("account.account WHERE email = '" + email + "'") == 1;
    RequestInfo owner = requestInfo();
    if (exists) {
      ALLY.logIn(email, PASSWORD, owner);
    }
    Counter unrecognised = new Counter();
    Counter known = exists ? new Counter() : unrecognised;
    List<String> story = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      boolean byOwner = dice.nextInt(4) == 0;
      boolean right = dice.nextInt(8) == 0;
      Counter counter = byOwner ? known : unrecognised;
      pass(dice, counter);
      Instant now = ALLY.clock.instant();
      story.add(now + (byOwner ? " owner " : " other ") + (right ? "right" : "wrong"));
      LogIn.Answer answer = ALLY.logIn(email, right ? PASSWORD : WRONG, byOwner ? owner : requestInfo());
      assertThat(answer).as(String.join("\n", story)).isEqualTo(counter.attempt(now, right && exists));
    }
  }

  private static void pass(Random dice, Counter counter) {
    Instant now = ALLY.clock.instant();
    switch (dice.nextInt(4)) {
      case 0 -> ALLY.clock.pass(Duration.ofMillis(dice.nextInt(60_000)));
      case 1 -> { }
      default -> ALLY.clock.set(now.isBefore(counter.freeAt) ? counter.freeAt.minusMillis(dice.nextInt(2)) : now);
    }
  }

  /** An attacker who has taken {@code web} over chooses the ids: one for all guesses must not make them one guess. */
  @Test
  void countsEachPasswordWhateverIdItComesUnder() {
    String email = ALLY.account();
    UUID one = UUID.randomUUID();
    for (int i = 0; i < 5; i++) {
      assertThat(guess(one, email, "guess number " + i)).isEqualTo(LogIn.Outcome.REFUSED);
    }
    assertThat(guess(one, email, PASSWORD.revealText())).isEqualTo(LogIn.Outcome.WAIT);
  }

  private static LogIn.Outcome guess(UUID operationId, String email, String password) {
    return ALLY.ask(LogIn.OPERATION, new LogIn(
        operationId, email, Secret.of(password), requestInfo(), Secret.token(RANDOM), Secret.empty())).outcome();
  }
}
