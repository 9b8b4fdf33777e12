package dev.ally.account.helpdesk;

import static dev.ally.account.AccountFixture.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.crypto.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a search costs must not grow with the table, though it was planned when the table was small. */
class SearchPlanTest {
  private static final int SEARCHES = 20;

  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  @Test
  void readsARangeOfAnIndex() {
    String operator = ALLY.account();
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(operator, "operators", true));
    ALLY.activate(ALLY.session(operator));
    Secret desk = Secret.token(RANDOM);
    ALLY.code(ALLY.pendingLogin(operator), FakeTotp.RIGHT, desk);
    for (int i = 0; i < SEARCHES; i++) {
      FindAccounts question = new FindAccounts(desk, "abcd" + i, Optional.empty());
      assertThat(ALLY.ask(FindAccounts.OPERATION, question).access()).isEqualTo(HelpDeskAccess.OPEN);
    }
    ALLY.database.tellStatistics();
    assertThat(ALLY.database.count("pg_stat_user_indexes WHERE indexrelname IN ('account_by_email', 'account_by_name')"
        + " AND idx_scan >= " + SEARCHES)).isEqualTo(2);
    assertThat(ALLY.database.count("pg_stat_user_tables WHERE relname = 'account' AND seq_scan >= " + SEARCHES))
        .isZero();
  }
}
