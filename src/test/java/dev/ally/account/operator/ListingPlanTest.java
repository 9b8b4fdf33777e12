package dev.ally.account.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.AccountFilter.Factor;
import dev.ally.contract.account.AccountFilter;
import dev.ally.contract.account.CountAccounts;
import dev.ally.contract.account.SearchAccounts;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A page of a list reads few rows of a large table, however few accounts fit and wherever they are. */
class ListingPlanTest {
  private static final int ACCOUNTS = 30_000;
  /** Of rows of accounts that the look-ups of a page and a count may read. */
  private static final int FEW = 100;
  /** Members of the large group. */
  private static final int LARGE = ACCOUNTS / 5;

  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  /** The last three have no second factor and are in a group of their own; a fifth of all are in another. */
  @BeforeEach
  void fill() {
    ALLY.database.execute("DELETE FROM account.account");
    String ada = ALLY.account();
    ALLY.database.execute("""
        INSERT INTO account.account
          (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id, created_at, two_factor)
        SELECT gen_random_uuid(), address, address, address, 'P', '', sealing_key_id, created_at, n <= %d - 3
        FROM account.account, generate_series(1, %d) n, concat('z', 100000 + n, '@example.net') AS address
        WHERE email = '%s'""".formatted(ACCOUNTS, ACCOUNTS, ada));
    ALLY.database.execute("DELETE FROM account.account WHERE email = '" + ada + "'");
    ALLY.database.execute("INSERT INTO account.account_group "
        + "SELECT id, CASE WHEN two_factor THEN 'large' ELSE 'small' END FROM account.account "
        + "WHERE NOT two_factor OR address_key LIKE '%1@example.net' OR address_key LIKE '%2@example.net'");
    ALLY.database.execute("ANALYZE account.account, account.account_group");
    ALLY.database.execute("SELECT pg_stat_reset()");
  }

  /** Rows of accounts. */
  private static long read() {
    ALLY.database.tellStatistics();
    return ALLY.database.count("generate_series(1, (SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) "
        + "FROM pg_stat_user_tables WHERE schemaname = 'account' AND relname = 'account'))");
  }

  private static SearchAccounts.Answer list(AccountFilter filter) {
    return ALLY.ask(SearchAccounts.OPERATION, new SearchAccounts(filter, Cursor.START));
  }

  private static void assertThreeAreFoundByFewRows(AccountFilter filter) {
    assertThat(list(filter).accounts()).hasSize(3);
    assertThat(ALLY.ask(CountAccounts.OPERATION, new CountAccounts(filter, Cursor.START)).count()).isEqualTo(3);
    assertThat(read()).isLessThan(FEW);
  }

  @Test
  void membersOfASmallGroupAreReadAlone() {
    assertThreeAreFoundByFewRows(new AccountFilter(Optional.empty(), Factor.ANY, false, Optional.of("small")));
  }

  @Test
  void thoseWhoLackASecondFactorAreReadAlone() {
    assertThreeAreFoundByFewRows(new AccountFilter(Optional.empty(), Factor.OFF, false, Optional.empty()));
  }

  @Test
  void aPageOfALargeGroupLooksAtABoundedNumberOfAccounts() {
    AccountFilter large = new AccountFilter(Optional.empty(), Factor.ANY, false, Optional.of("large"));
    SearchAccounts.Answer page = list(large);
    assertThat(read()).isLessThan(LARGE);
    assertThat(page.accounts()).hasSize(1_000);
    assertThat(page.next()).isPresent();
  }
}
