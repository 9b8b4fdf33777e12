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
 * Two hundred users switch two-factor on and off and log in, while one thing after the other is taken away. Everything
 * that was acknowledged is there afterwards, everything else is whole or not at all, and nobody is let in without all
 * the factors. {@code -Dally.faults.rounds=20} does each so many times.
 */
@Tag("trial")
class FaultsIT {
  private static final int POPULATION = 200;
  private static final int ROUNDS = Integer.getInteger("ally.faults.rounds", 1);
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static LoadedServer server;
  private static final AtomicInteger NEXT_SAMPLE = new AtomicInteger();

  @BeforeAll
  static void found() throws Exception {
    server = new LoadedServer(directory, POPULATION);
    server.serve(server.postgres.port());
    server.all(server.users, CheckedUser::register);
    server.all(server.users, CheckedUser::switchOver);
    server.settleAndCheck(List.of());
    assertThat(server.changes()).isPositive();
  }

  @AfterAll
  static void leave() throws Exception {
    server.close();
  }

  private static List<CheckedUser> sample() {
    int from = NEXT_SAMPLE.getAndAdd(20) % POPULATION;
    return server.users.subList(from, from + 20);
  }

  private static void awaitChanges(long more) throws InterruptedException {
    long enough = server.changes() + more;
    server.await("people get on", () -> server.changes() >= enough);
  }

  private static void awaitRefusals(long more) throws InterruptedException {
    long enough = server.refusals() + more;
    server.await("people are told to come again", () -> server.refusals() >= enough);
  }

  private static void awaitRecovery() throws InterruptedException {
    long changes = server.changes();
    server.await("recovery without help", RECOVERY, () -> server.isReady() && server.changes() > changes);
  }

  @Nested
  class WithItsDatabaseTakenAway {
    @BeforeEach
    void serve() throws Exception {
      server.serve(server.postgres.port());
    }

    @Test
    void answersComeAgainAndGoesOnWhenItIsBack() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.whileAll(CheckedUser::live, () -> {
          awaitChanges(30);
          server.postgres.stop("fast");
          server.databaseIsAway(true);
          awaitRefusals(50);
          assertThat(server.isReady()).isFalse();
          assertThat(server.isAlive()).isTrue();
          server.databaseIsAway(false);
          server.postgres.startAgain();
          awaitRecovery();
          awaitChanges(10);
        });
        server.settleAndCheck(sample());
      }
    }

    @Test
    void losesNothingWhenThatCrashes() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.whileAll(CheckedUser::live, () -> {
          awaitChanges(30);
          server.postgres.stop("immediate");
          server.postgres.startAgain();
          awaitRecovery();
          awaitChanges(10);
        });
        server.settleAndCheck(sample());
      }
    }

    @Test
    void isNotHeldByALockOfAnotherClient() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.whileAll(CheckedUser::live, () -> {
          awaitChanges(10);
          try (Connection connection = server.postgres.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE totp.authenticator, account.session IN ACCESS EXCLUSIVE MODE");
            awaitRefusals(60);
            assertThat(server.isAlive()).isTrue();
            connection.rollback();
          }
          awaitRecovery();
          awaitChanges(10);
        });
        server.settleAndCheck(sample());
      }
    }
  }

  @Nested
  class OverASlowLine {
    @BeforeEach
    void serve() throws Exception {
      server.serve(server.line.port());
    }

    @Test
    void answersComeAgainWhileAnAnswerTakesFiveSeconds() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.whileAll(CheckedUser::live, () -> {
          awaitChanges(10);
          server.line.delay(Duration.ofSeconds(5));
          awaitRefusals(60);
          assertThat(server.isReady()).isFalse();
          assertThat(server.isAlive()).isTrue();
          server.line.delay(Duration.ZERO);
          awaitRecovery();
          awaitChanges(10);
        });
        server.settleAndCheck(sample());
      }
    }

    @Test
    void answersComeAgainWhileNothingGoesThrough() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.whileAll(CheckedUser::live, () -> {
          awaitChanges(10);
          server.line.standStill(true);
          awaitRefusals(60);
          assertThat(server.isReady()).isFalse();
          assertThat(server.isAlive()).isTrue();
          server.line.standStill(false);
          awaitRecovery();
          awaitChanges(10);
        });
        server.settleAndCheck(sample());
      }
    }

    @Test
    void findsNewConnectionsWhenAFirewallForgotTheOldOnes() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.whileAll(CheckedUser::live, () -> {
          awaitChanges(10);
          server.line.forgetConnections();
          awaitRefusals(20);
          awaitRecovery();
          awaitChanges(10);
        });
        server.settleAndCheck(sample());
      }
    }
  }

  @Nested
  class Killed {
    @Test
    void inTheMiddleOfTwoHundredLoginsAcceptsNoCodeTwice() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.serve(server.postgres.port());
        long before = server.logins();
        server.whileAll(CheckedUser::tryToLogIn, () -> {
          server.await("people log in", () -> server.logins() >= before + 40);
          server.killAlly();
        });
        server.serve(server.postgres.port());
        server.all(server.users, CheckedUser::replay);
        server.settleAndCheck(sample());
      }
    }

    @Test
    void inTheMiddleOfSwitchesLeavesEachWholeOrAbsent() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        server.serve(server.postgres.port());
        for (int kill = 0; kill < 2; kill++) {
          server.whileAll(CheckedUser::switchOver, () -> {
            awaitChanges(40);
            server.killAlly();
          });
          server.serve(server.postgres.port());
        }
        server.settleAndCheck(sample());
      }
    }
  }
}
