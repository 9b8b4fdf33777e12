package dev.ally.totp.rules;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.GrantFreshGuesses;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.SetClock;
import dev.ally.totp.TotpVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
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

  private static final class Wrong {
    private final Instant at;
    private final boolean known;
    private boolean fresh;

    Wrong(Instant at, boolean known, boolean fresh) {
      this.at = at;
      this.known = known;
      this.fresh = fresh;
    }
  }

  /**
   * Five wrong codes, then a wait of 30 s, doubling to an hour; ten in 24 hours and forty in 30 days at most, of which two
   * and ten are for browsers that the account knows, which wait for their own wrong codes alone. A right code ends the
   * waiting and never the caps. A password reset by email gives five more, once in 30 days.
   */
  private static final class PlainBudget {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration MONTH = Duration.ofHours(30 * 24);

    private final List<Wrong> wrong = new ArrayList<>();
    private final Map<Boolean, Integer> inARow = new HashMap<>();
    private Instant grantedAt = Instant.MIN;
    private int freshUsed = 5;

    Instant freeAt(boolean known) {
      Instant capped = freshUsed < 5
          ? later(capped(15, DAY, one -> true), capped(45, MONTH, one -> true))
          : cappedUntil(known);
      return later(capped, waitingUntil(known));
    }

    private Instant waitingUntil(boolean known) {
      int row = inARow.getOrDefault(known, 0);
      if (row < 5) {
        return Instant.MIN;
      }
      Instant last = wrong.stream().filter(one -> one.known == known).map(one -> one.at)
          .max(Comparator.naturalOrder()).orElseThrow();
      return last.plusSeconds(Math.min(3600, 30L << Math.min(20, row - 5)));
    }

    private Instant cappedUntil(boolean known) {
      Instant capped = later(capped(10, DAY, one -> !one.fresh), capped(40, MONTH, one -> !one.fresh));
      return known ? capped : later(capped, later(
          capped(8, DAY, one -> !one.fresh && !one.known), capped(30, MONTH, one -> !one.fresh && !one.known)));
    }

    private Instant capped(int most, Duration within, Predicate<Wrong> which) {
      List<Wrong> counted = wrong.stream().filter(which).toList();
      return counted.size() < most ? Instant.MIN : counted.get(counted.size() - most).at.plus(within);
    }

    private static Instant later(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }

    /** @param evaluated what a look at the code says */
    CodeVerdict attempt(Instant now, boolean known, Verdict evaluated) {
      if (evaluated == Verdict.MALFORMED) {
        return CodeVerdict.of(evaluated);
      }
      if (now.isBefore(freeAt(known))) {
        Duration wait = Duration.between(now, freeAt(known));
        return CodeVerdict.waitFor(wait.compareTo(SECOND) > 0 ? wait : SECOND);
      }
      if (evaluated == Verdict.WRONG) {
        boolean fresh = now.isBefore(cappedUntil(known));
        freshUsed += fresh ? 1 : 0;
        wrong.add(new Wrong(now, known, fresh));
        inARow.merge(known, 1, Integer::sum);
      } else if (evaluated == Verdict.ACCEPTED) {
        inARow.clear();
      }
      return CodeVerdict.of(evaluated);
    }

    boolean grant(Instant now) {
      if (grantedAt.isAfter(now.minus(MONTH))) {
        return false;
      }
      grantedAt = now;
      freshUsed = 0;
      wrong.forEach(one -> one.fresh = false);
      inARow.clear();
      return true;
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
        pool, KEYS, CLOCK, RANDOM, Optional.empty(),
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
    private AuthenticatorApp app;
    private long lastStep;

    Account() {
      enrol();
    }

    void enrol() {
      UUID session = UUID.randomUUID();
      PendingKey pending = answer(BeginEnrolment.OPERATION.ask(vertx.eventBus(), new BeginEnrolment(id, session)));
      app = new AuthenticatorApp(pending.key().revealText());
      String code = app.codeAt(CLOCK.instant());
      assertThat(answer(ConfirmEnrolment.OPERATION.ask(vertx.eventBus(), new ConfirmEnrolment(
          UUID.randomUUID(), id, session, pending.id(), Secret.of(code)))).outcome())
          .isEqualTo(ConfirmEnrolment.Outcome.CONFIRMED);
      lastStep = step();
      budget.inARow.clear();
      story.add(CLOCK.instant() + " enrolled");
    }

    private static long step() {
      return CLOCK.instant().getEpochSecond() / 30;
    }

    private String codeOf(long step) {
      return app.codeAt(Instant.ofEpochSecond(step * 30));
    }

    /** Asks, and compares with the plain budget. */
    private CodeVerdict attempt(String code, Verdict evaluated, boolean atRemoval, boolean known) {
      Instant now = CLOCK.instant();
      story.add(now + (atRemoval ? " removal, " : " login, ") + (known ? "known, " : "") + evaluated);
      CodeVerdict expected = budget.attempt(now, known, evaluated);
      UUID operation = UUID.randomUUID();
      CodeVerdict verdict = answer(atRemoval
          ? RemoveAuthenticators.OPERATION.ask(
              vertx.eventBus(), new RemoveAuthenticators(operation, id, Secret.of(code), known))
          : VerifyCode.OPERATION.ask(vertx.eventBus(), new VerifyCode(operation, id, Secret.of(code), known)));
      assertThat(verdict).as(String.join("\n", story)).isEqualTo(expected);
      return verdict;
    }

    CodeVerdict wrong(boolean atRemoval, boolean known) {
      return attempt(app.wrongCodeAt(CLOCK.instant()), Verdict.WRONG, atRemoval, known);
    }

    void right(boolean atRemoval, boolean known) {
      long fresh = Math.max(lastStep + 1, step() - 1);
      if (fresh > step() + 1) {
        return;
      }
      CodeVerdict verdict = attempt(codeOf(fresh), Verdict.ACCEPTED, atRemoval, known);
      if (verdict.verdict() == Verdict.ACCEPTED) {
        lastStep = fresh;
        if (atRemoval) {
          enrol();
        }
      }
    }

    void spent(boolean atRemoval, boolean known) {
      if (lastStep >= step() - 1) {
        attempt(codeOf(lastStep), Verdict.SPENT, atRemoval, known);
      }
    }

    /** The password was reset by email. */
    void grant() {
      story.add(CLOCK.instant() + " reset");
      boolean expected = budget.grant(CLOCK.instant());
      assertThat(answer(GrantFreshGuesses.OPERATION.ask(
          vertx.eventBus(), new GrantFreshGuesses(UUID.randomUUID(), id))).granted())
          .as(String.join("\n", story)).isEqualTo(expected);
    }

    void untilFree(Duration butFor, boolean known) {
      Instant free = budget.freeAt(known);
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
      boolean known = dice.nextInt(4) == 0;
      account.untilFree(Duration.ZERO, known);
      account.wrong(false, known);
    }
    for (int i = 0; i < STEPS; i++) {
      act(dice, account);
    }
  }

  private static void act(Random dice, Account account) {
    boolean atRemoval = dice.nextInt(4) == 0;
    boolean known = dice.nextInt(3) == 0;
    switch (dice.nextInt(17)) {
      case 0, 1, 2, 3, 4, 5 -> account.wrong(atRemoval, known);
      case 6, 7 -> account.right(dice.nextInt(10) == 0, known);
      case 8 -> account.spent(atRemoval, known);
      case 9 -> account.attempt("12345" + "6".repeat(dice.nextInt(2) * 2), Verdict.MALFORMED, atRemoval, known);
      case 10 -> CLOCK.pass(Duration.ofSeconds(dice.nextInt(90)));
      case 11 -> CLOCK.pass(Duration.ofMinutes(dice.nextInt(180)));
      case 12 -> CLOCK.pass(Duration.ofHours(dice.nextInt(60)));
      case 13 -> account.untilFree(Duration.ZERO, known);
      case 14 -> account.untilFree(SECOND, known);
      case 15 -> account.grant();
      default -> restart();
    }
  }

  /** Nothing is remembered but by the database. */
  private static void restart() {
    answer(vertx.undeploy(deployment));
    deploy();
  }

  /** How many wrong codes are verified in a year, of an attacker who guesses whenever that is free. */
  private static int guessesInAYear(boolean known, boolean resets) {
    Account account = new Account();
    Instant end = START.plus(Duration.ofDays(365));
    int guesses = 0;
    while (true) {
      if (resets) {
        account.grant();
      }
      account.untilFree(SECOND, known);
      if (CLOCK.instant().isBefore(account.budget.freeAt(known))) {
        assertThat(account.wrong(false, known).verdict()).isEqualTo(Verdict.WAIT);
      }
      account.untilFree(Duration.ZERO, known);
      if (!CLOCK.instant().isBefore(end)) {
        return guesses;
      }
      assertThat(account.wrong(guesses % 2 == 0, known).verdict()).isEqualTo(Verdict.WRONG);
      guesses++;
    }
  }

  /** Of that many guesses, each of which hits with this probability, one at least does. */
  private static double chance(int guesses, double each) {
    return -Math.expm1(guesses * Math.log1p(-each));
  }

  /**
   * An attacker has the password, a browser that the account knows and the mailbox, so that they can reset it again and
   * again, and guesses at codes and recovery codes for a year without a pause. An authenticator has three right codes of
   * a million at any time.
   */
  @Test
  void isNotBrokenInAYear() {
    int guesses = guessesInAYear(true, true);
    // However the guesses are spread, each of the thirteen months of 30 days that a year touches bears 40 and five.
    assertThat(guesses).isEqualTo(13 * (40 + 5));
    double byRecoveryCode = chance(guesses, RecoveryCode.MADE_AT_ONCE / Math.pow(23, 20));
    assertThat(byRecoveryCode).as("a recovery code, besides").isPositive().isLessThan(1e-20);
    assertThat(chance(guesses, 3e-6) + byRecoveryCode).as("one authenticator").isBetween(0.00175, 0.0018);
    assertThat(chance(guesses, 15e-6) + byRecoveryCode).as("five authenticators").isBetween(0.0087, 0.0088);
  }

  /** An attacker who has the password alone is left fewer: the others are the owner's. */
  @Test
  void isNotBrokenInAYearByThePasswordAlone() {
    int guesses = guessesInAYear(false, false);
    assertThat(guesses).isEqualTo(13 * 30);
    assertThat(chance(guesses, 3e-6)).isBetween(0.00116, 0.0012);
    assertThat(chance(guesses, 15e-6)).isBetween(0.0058, 0.0059);
  }
}
