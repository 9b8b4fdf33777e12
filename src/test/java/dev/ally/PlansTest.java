package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a statement costs must not grow with its table, though it was planned when the table was known to be empty. */
class PlansTest {
  private static final int LOGINS = 30;

  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  @Test
  void aLoginReadsNoTableAndNoIndexFromEndToEnd() {
    ALLY.database().execute("VACUUM ANALYZE");
    SimulatedUser ada = ALLY.enrolledUser();
    for (int i = 0; i < LOGINS; i++) {
      SimulatedUser elsewhere = ada.elsewhere();
      elsewhere.logIn("not the right password");
      elsewhere.logIn();
      elsewhere.code(ada.wrongCode());
      elsewhere.code(ada.codeNow());
      assertThat(elsewhere.isSignedIn()).isTrue();
      // As many wrong codes as these are borne in a day, and in a month.
      ALLY.clock.pass(Duration.ofHours(26));
    }
    ALLY.database().tellStatistics();
    assertThat(ALLY.database().count("pg_stat_user_tables WHERE idx_scan >= " + LOGINS)).isGreaterThan(5);
    assertThat(ALLY.database().count("pg_stat_user_tables WHERE seq_scan >= " + LOGINS))
        .as("tables that were read at every login").isZero();
    // Of recovery codes an account has ten.
    assertThat(ALLY.database().count("pg_stat_user_indexes WHERE relname <> 'recovery_code' AND idx_scan >= "
        + LOGINS + " AND idx_tup_read > 3 * idx_scan"))
        .as("indexes of which more than a few entries were read at every login").isZero();
  }
}
