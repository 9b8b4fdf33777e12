package dev.ally.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred people switch two-factor on and off and log in, while one thing after the other is taken away. Everything
 * that was acknowledged is there afterwards, everything else is whole or not at all, and nobody is let in without all
 * the factors. {@code -Dally.faults.rounds=20} does each so many times.
 */
@Tag("trial")
class FaultsIT {
  private static final int POPULATION = 200;
  private static final int ROUNDS = Integer.getInteger("ally.faults.rounds", 1);
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static LoadedServer town;
  private static final AtomicInteger NEXT_SAMPLE = new AtomicInteger();

  @BeforeAll
  static void found() throws Exception {
    town = new LoadedServer(directory, POPULATION);
    town.serve(town.postgres.port());
    town.all(town.people, Somebody::signUp);
    town.all(town.people, Somebody::switchOver);
    town.settleAndCheck(List.of());
    assertThat(town.changes()).isPositive();
  }

  @AfterAll
  static void leave() throws Exception {
    town.close();
  }

  private static List<Somebody> sample() {
    int from = NEXT_SAMPLE.getAndAdd(20) % POPULATION;
    return town.people.subList(from, from + 20);
  }

  private static void awaitChanges(long more) throws InterruptedException {
    long enough = town.changes() + more;
    town.await("people get on", () -> town.changes() >= enough);
  }

  private static void awaitRefusals(long more) throws InterruptedException {
    long enough = town.refusals() + more;
    town.await("people are told to come again", () -> town.refusals() >= enough);
  }

  private static void awaitRecovery() throws InterruptedException {
    long changes = town.changes();
    town.await("recovery without help", RECOVERY, () -> town.isReady() && town.changes() > changes);
  }

  @Nested
  class WithItsDatabaseTakenAway {
    @BeforeEach
    void serve() throws Exception {
      town.serve(town.postgres.port());
    }

    @Test
    void answersComeAgainAndGoesOnWhenItIsBack() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.whileEverybody(Somebody::live, () -> {
          awaitChanges(30);
          town.postgres.stop("fast");
          town.databaseIsAway(true);
          awaitRefusals(50);
          assertThat(town.isReady()).isFalse();
          assertThat(town.isAlive()).isTrue();
          town.databaseIsAway(false);
          town.postgres.startAgain();
          awaitRecovery();
          awaitChanges(10);
        });
        town.settleAndCheck(sample());
      }
    }

    @Test
    void losesNothingWhenThatCrashes() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.whileEverybody(Somebody::live, () -> {
          awaitChanges(30);
          town.postgres.stop("immediate");
          town.postgres.startAgain();
          awaitRecovery();
          awaitChanges(10);
        });
        town.settleAndCheck(sample());
      }
    }

    @Test
    void isNotHeldByALockThatSomebodyElseHolds() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.whileEverybody(Somebody::live, () -> {
          awaitChanges(10);
          try (Connection connection = town.postgres.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE totp.authenticator, account.session IN ACCESS EXCLUSIVE MODE");
            awaitRefusals(60);
            assertThat(town.isAlive()).isTrue();
            connection.rollback();
          }
          awaitRecovery();
          awaitChanges(10);
        });
        town.settleAndCheck(sample());
      }
    }
  }

  @Nested
  class OverASlowLine {
    @BeforeEach
    void serve() throws Exception {
      town.serve(town.line.port());
    }

    @Test
    void answersComeAgainWhileAnAnswerTakesFiveSeconds() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.whileEverybody(Somebody::live, () -> {
          awaitChanges(10);
          town.line.delay(Duration.ofSeconds(5));
          awaitRefusals(60);
          assertThat(town.isReady()).isFalse();
          assertThat(town.isAlive()).isTrue();
          town.line.delay(Duration.ZERO);
          awaitRecovery();
          awaitChanges(10);
        });
        town.settleAndCheck(sample());
      }
    }

    @Test
    void answersComeAgainWhileNothingGoesThrough() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.whileEverybody(Somebody::live, () -> {
          awaitChanges(10);
          town.line.standStill(true);
          awaitRefusals(60);
          assertThat(town.isReady()).isFalse();
          assertThat(town.isAlive()).isTrue();
          town.line.standStill(false);
          awaitRecovery();
          awaitChanges(10);
        });
        town.settleAndCheck(sample());
      }
    }

    @Test
    void findsNewConnectionsWhenAFirewallForgotTheOldOnes() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.whileEverybody(Somebody::live, () -> {
          awaitChanges(10);
          town.line.forgetConnections();
          awaitRefusals(20);
          awaitRecovery();
          awaitChanges(10);
        });
        town.settleAndCheck(sample());
      }
    }
  }

  @Nested
  class Killed {
    @Test
    void inTheMiddleOfTwoHundredLoginsAcceptsNoCodeTwice() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.serve(town.postgres.port());
        long before = town.logins();
        town.whileEverybody(Somebody::logIn, () -> {
          town.await("people log in", () -> town.logins() >= before + 40);
          town.killAlly();
        });
        town.serve(town.postgres.port());
        town.all(town.people, Somebody::replay);
        town.settleAndCheck(sample());
      }
    }

    @Test
    void inTheMiddleOfSwitchesLeavesEachWholeOrAbsent() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        town.serve(town.postgres.port());
        for (int kill = 0; kill < 2; kill++) {
          town.whileEverybody(Somebody::switchOver, () -> {
            awaitChanges(40);
            town.killAlly();
          });
          town.serve(town.postgres.port());
        }
        town.settleAndCheck(sample());
      }
    }
  }
}
