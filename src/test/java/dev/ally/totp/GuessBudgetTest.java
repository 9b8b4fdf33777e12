package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Limits;
import dev.ally.contract.BeginEnrolment;
import dev.ally.contract.CodeVerdict;
import dev.ally.contract.CodeVerdict.Verdict;
import dev.ally.contract.ConfirmEnrolment;
import dev.ally.contract.PendingKey;
import dev.ally.contract.RemoveAuthenticators;
import dev.ally.contract.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.database.TestDatabase;
import dev.ally.harness.PhoneApp;
import dev.ally.harness.SetClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random attempts over the real verticle and PostgreSQL, against the promise written plainly. */
class GuessBudgetTest {
  /** Within 30 days of it the hour is changed in {@link #ZONE}: where a day is not 24 hours a month is not 30 of them. */
  private static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  private static final String ZONE = "Europe/Berlin";
  private static final int STEPS = 30;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final SetClock CLOCK = new SetClock(START);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Keyring KEYS = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  private static Vertx vertx;
  private static TestDatabase database;
  private static Pool pool;
  private static String deployment;

  /**
   * Five wrong codes, then a wait of 30 s, doubling to an hour; ten in 24 hours and forty in 30 days at most. A right
   * code ends the waiting and never the two caps.
   */
  private static final class PlainBudget {
    private final List<Instant> wrong = new ArrayList<>();
    private int inARow;

    Instant freeAt() {
      Instant free = Instant.MIN;
      if (inARow >= 5) {
        long seconds = Math.min(3600, 30L << Math.min(20, inARow - 5));
        free = wrong.get(wrong.size() - 1).plusSeconds(seconds);
      }
      free = later(free, capped(10, Duration.ofHours(24)));
      return later(free, capped(40, Duration.ofHours(30 * 24)));
    }

    private Instant capped(int most, Duration within) {
      return wrong.size() < most ? Instant.MIN : wrong.get(wrong.size() - most).plus(within);
    }

    private static Instant later(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }

    /** @param evaluated what a look at the code says */
    CodeVerdict attempt(Instant now, Verdict evaluated) {
      if (evaluated == Verdict.MALFORMED) {
        return CodeVerdict.of(evaluated);
      }
      if (now.isBefore(freeAt())) {
        Duration wait = Duration.between(now, freeAt());
        return CodeVerdict.waitFor(wait.compareTo(SECOND) > 0 ? wait : SECOND);
      }
      if (evaluated == Verdict.WRONG) {
        wrong.add(now);
        inARow++;
      } else if (evaluated == Verdict.ACCEPTED) {
        inARow = 0;
      }
      return CodeVerdict.of(evaluated);
    }
  }

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    database.execute("ALTER DATABASE " + database.superuser().database() + " SET timezone TO '" + ZONE + "'");
    vertx = Vertx.vertx();
    pool = database.pool(vertx, Schema.TOTP);
    answer(Pools.connect(vertx, pool, Duration.ofSeconds(20)));
    deploy();
  }

  private static void deploy() {
    deployment = answer(vertx.deployVerticle(new TotpVerticle(
        pool, KEYS, Limits.PROMISED, CLOCK, RANDOM, Optional.empty(),
        () -> Future.succeededFuture(CLOCK.instant()))));
  }

  @AfterAll
  static void close() {
    answer(vertx.close());
    database.close();
  }

  @BeforeEach
  void startTheClock() {
    CLOCK.set(START);
  }

  /** An account, what it bears, and how far its codes are spent. */
  private static final class Account {
    private final UUID id = UUID.randomUUID();
    private final PlainBudget budget = new PlainBudget();
    private final List<String> story = new ArrayList<>();
    private PhoneApp app;
    private long lastStep;

    Account() {
      enrol();
    }

    void enrol() {
      UUID session = UUID.randomUUID();
      PendingKey pending = answer(BeginEnrolment.OPERATION.ask(vertx.eventBus(), new BeginEnrolment(id, session)));
      app = new PhoneApp(pending.key().revealText());
      String code = app.codeAt(CLOCK.instant());
      assertThat(answer(ConfirmEnrolment.OPERATION.ask(vertx.eventBus(), new ConfirmEnrolment(
          UUID.randomUUID(), id, session, pending.id(), Secret.of(code)))).outcome())
          .isEqualTo(ConfirmEnrolment.Outcome.CONFIRMED);
      lastStep = step();
      budget.inARow = 0;
      story.add(CLOCK.instant() + " enrolled");
    }

    private static long step() {
      return CLOCK.instant().getEpochSecond() / 30;
    }

    private String codeOf(long step) {
      return app.codeAt(Instant.ofEpochSecond(step * 30));
    }

    /** Asks, and compares with the plain budget. */
    private CodeVerdict attempt(String code, Verdict evaluated, boolean atRemoval) {
      Instant now = CLOCK.instant();
      story.add(now + (atRemoval ? " removal, " : " login, ") + evaluated);
      CodeVerdict expected = budget.attempt(now, evaluated);
      UUID operation = UUID.randomUUID();
      CodeVerdict verdict = answer(atRemoval
          ? RemoveAuthenticators.OPERATION.ask(
              vertx.eventBus(), new RemoveAuthenticators(operation, id, Secret.of(code)))
          : VerifyCode.OPERATION.ask(vertx.eventBus(), new VerifyCode(operation, id, Secret.of(code))));
      assertThat(verdict).as(String.join("\n", story)).isEqualTo(expected);
      return verdict;
    }

    CodeVerdict wrong(boolean atRemoval) {
      return attempt(app.wrongCodeAt(CLOCK.instant()), Verdict.WRONG, atRemoval);
    }

    void right(boolean atRemoval) {
      long fresh = Math.max(lastStep + 1, step() - 1);
      if (fresh > step() + 1) {
        return;
      }
      CodeVerdict verdict = attempt(codeOf(fresh), Verdict.ACCEPTED, atRemoval);
      if (verdict.verdict() == Verdict.ACCEPTED) {
        lastStep = fresh;
        if (atRemoval) {
          enrol();
        }
      }
    }

    void spent(boolean atRemoval) {
      if (lastStep >= step() - 1) {
        attempt(codeOf(lastStep), Verdict.SPENT, atRemoval);
      }
    }

    void untilFree(Duration butFor) {
      Instant free = budget.freeAt();
      if (free.isAfter(CLOCK.instant())) {
        CLOCK.set(free.minus(butFor));
      }
    }
  }

  static LongStream seeds() {
    long tries = Long.getLong("ally.fuzz.tries", 500);
    return new Random().longs(Math.max(1, tries / 5));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void countsAsPromised(long seed) {
    Random dice = new Random(seed);
    Account account = new Account();
    int burnt = dice.nextInt(4) == 0 ? dice.nextInt(45) : 0;
    for (int i = 0; i < burnt; i++) {
      account.untilFree(Duration.ZERO);
      account.wrong(false);
    }
    for (int i = 0; i < STEPS; i++) {
      act(dice, account);
    }
  }

  private static void act(Random dice, Account account) {
    boolean atRemoval = dice.nextInt(4) == 0;
    switch (dice.nextInt(16)) {
      case 0, 1, 2, 3, 4, 5 -> account.wrong(atRemoval);
      case 6, 7 -> account.right(dice.nextInt(10) == 0);
      case 8 -> account.spent(atRemoval);
      case 9 -> account.attempt("12345" + "6".repeat(dice.nextInt(2) * 2), Verdict.MALFORMED, atRemoval);
      case 10 -> CLOCK.pass(Duration.ofSeconds(dice.nextInt(90)));
      case 11 -> CLOCK.pass(Duration.ofMinutes(dice.nextInt(180)));
      case 12 -> CLOCK.pass(Duration.ofHours(dice.nextInt(60)));
      case 13 -> account.untilFree(Duration.ZERO);
      case 14 -> account.untilFree(SECOND);
      default -> restart();
    }
  }

  /** Nothing is remembered but by the database. */
  private static void restart() {
    answer(vertx.undeploy(deployment));
    deploy();
  }

  /** Somebody has the password, and guesses whenever it is free, for a year: three codes of a million are right. */
  @Test
  void isNotBrokenInAYear() {
    Account account = new Account();
    Instant end = START.plus(Duration.ofDays(365));
    int guesses = 0;
    while (true) {
      account.untilFree(SECOND);
      if (CLOCK.instant().isBefore(account.budget.freeAt())) {
        assertThat(account.wrong(false).verdict()).isEqualTo(Verdict.WAIT);
      }
      account.untilFree(Duration.ZERO);
      if (CLOCK.instant().isAfter(end)) {
        break;
      }
      assertThat(account.wrong(guesses % 2 == 0).verdict()).isEqualTo(Verdict.WRONG);
      guesses++;
    }
    double chance = 1 - Math.pow(1 - 3e-6, guesses);
    System.out.printf("%d guesses in a year find a right code with a probability of %.4f %%%n", guesses, chance * 100);
    // However the guesses are spread, each of the thirteen months of 30 days that a year touches bears forty.
    assertThat(guesses).isEqualTo(13 * 40);
    assertThat(chance).isLessThan(0.002);
  }
}
