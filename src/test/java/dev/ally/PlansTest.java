package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.WholeServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a statement costs must not grow with its table, though it was planned when the table was empty. */
class PlansTest {
  private static final int LOGINS = 12;

  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  @Test
  void aLoginReadsNoTableFromEndToEnd() {
    WholeServer.Somebody ada = ALLY.enrolled();
    for (int i = 0; i < LOGINS; i++) {
      WholeServer.Somebody elsewhere = ada.elsewhere();
      elsewhere.logIn("not the right password");
      elsewhere.logIn();
      elsewhere.code(ada.wrongCode());
      elsewhere.code(ada.codeNow());
      assertThat(elsewhere.isSignedIn()).isTrue();
      ALLY.clock.pass(Duration.ofHours(12));
    }
    // A session of the database tells what it did when it ends.
    ALLY.database().execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    assertThat(ALLY.database().count("pg_stat_user_tables WHERE idx_scan >= " + LOGINS)).isGreaterThan(5);
    assertThat(ALLY.database().count("pg_stat_user_tables WHERE seq_scan >= " + LOGINS))
        .as("tables that were read at every login").isZero();
  }
}
