package dev.ally.account.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.AccountFilter;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.AccountFilter.Factor;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.CountAccounts;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.SearchAccounts;
import dev.ally.contract.account.SearchAccounts.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator lists and counts. */
class ListingTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String ada;
  private String ben;

  @BeforeEach
  void makeTwoAccounts() {
    ALLY.database.execute("DELETE FROM account.account");
    ALLY.totp.enrolled.clear();
    ada = ALLY.account();
    ben = ALLY.account();
  }

  private static AccountFilter filter(String search, Factor factor, boolean locked, String group) {
    return new AccountFilter(Optional.ofNullable(search), factor, locked, Optional.ofNullable(group));
  }

  private static List<String> emails(AccountFilter filter) {
    List<Listed> all = all(filter);
    assertThat(count(filter)).isEqualTo(all.size());
    return all.stream().map(Listed::email).toList();
  }

  private static List<Listed> all(AccountFilter filter) {
    List<Listed> all = new ArrayList<>();
    Optional<Cursor> next = Optional.of(Cursor.START);
    while (next.isPresent()) {
      SearchAccounts.Answer some = ALLY.ask(SearchAccounts.OPERATION, new SearchAccounts(filter, next.get()));
      all.addAll(some.accounts());
      next = some.next();
    }
    return all;
  }

  private static long count(AccountFilter filter) {
    long count = 0;
    Optional<Cursor> next = Optional.of(Cursor.START);
    while (next.isPresent()) {
      CountAccounts.Answer some = ALLY.ask(CountAccounts.OPERATION, new CountAccounts(filter, next.get()));
      count += some.count();
      next = some.next();
    }
    return count;
  }

  /** As the version before wrote it: whether there is a second factor is known to totp alone. */
  private static void forgetCopies() {
    ALLY.database.execute("UPDATE account.account SET two_factor = NULL");
  }

  @Test
  void everybodyIsListedInTheOrderOfAddresses() {
    assertThat(emails(AccountFilter.ALL)).containsExactlyElementsOf(Stream.of(ada, ben).sorted().toList());
    assertThat(all(AccountFilter.ALL)).allSatisfy(listed -> {
      assertThat(listed.since()).isEqualTo(AccountFixture.START);
      assertThat(listed.secondFactor()).isFalse();
      assertThat(listed.lockedSince()).isEmpty();
      assertThat(listed.groups()).isEmpty();
    });
  }

  @Test
  void theSearchIsForAPartOfTheAddressOrTheNameInAnyCase() {
    ALLY.database.execute("UPDATE account.account SET name = 'Ben O''Neill 100%' WHERE email = '" + ben + "'");
    assertThat(emails(filter(ada.substring(3, 20).toUpperCase(Locale.ROOT), Factor.ANY, false, null)))
        .containsExactly(ada);
    assertThat(emails(filter("o'neill", Factor.ANY, false, null))).containsExactly(ben);
    assertThat(emails(filter("0%", Factor.ANY, false, null))).containsExactly(ben);
    assertThat(emails(filter("_", Factor.ANY, false, null))).isEmpty();
    assertThat(emails(filter("nul\0", Factor.ANY, false, null))).isEmpty();
    assertThat(emails(filter("\ud800", Factor.ANY, false, null))).isEmpty();
    String id = all(AccountFilter.ALL).get(0).id().toString();
    assertThat(all(filter(id, Factor.ANY, false, null))).extracting(listed -> listed.id().toString())
        .containsExactly(id);
  }

  @Test
  void theSecondFactorIsThatOfTheCopyOrElseOfTotp() {
    ALLY.activate(ALLY.session(ada));
    assertThat(emails(filter(null, Factor.ON, false, null))).containsExactly(ada);
    assertThat(emails(filter(null, Factor.OFF, false, null))).containsExactly(ben);
    forgetCopies();
    assertThat(emails(filter(null, Factor.ON, false, null))).containsExactly(ada);
    assertThat(emails(filter(null, Factor.OFF, false, null))).containsExactly(ben);
    assertThat(all(AccountFilter.ALL)).filteredOn(Listed::secondFactor).extracting(Listed::email).containsExactly(ada);
  }

  @Test
  void lockedOnesAndMembersOfAGroupAreFound() {
    ALLY.ask(LockAccount.OPERATION, new LockAccount(ben, true));
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(ada, "staff", true));
    assertThat(emails(filter(null, Factor.ANY, true, null))).containsExactly(ben);
    assertThat(emails(filter(null, Factor.ANY, false, "staff"))).containsExactly(ada);
    assertThat(emails(filter(null, Factor.ANY, true, "staff"))).isEmpty();
    assertThat(emails(filter(null, Factor.ANY, false, "Staff"))).isEmpty();
    assertThat(emails(filter(ada, Factor.OFF, false, "staff"))).containsExactly(ada);
  }

  /** So many more accounts, such as p1@example.net; every second one has a second factor. */
  private void makeAccounts(String letter, int count) {
    ALLY.database.execute("""
        INSERT INTO account.account
          (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id, created_at, two_factor)
        SELECT gen_random_uuid(), address, address, address, upper('%s') || n, '', sealing_key_id, created_at,
          CASE WHEN n %% 2 = 0 THEN true END
        FROM account.account, generate_series(1, %d) n, concat('%1$s', n, '@example.net') AS address
        WHERE email = '%s'""".formatted(letter, count, ada));
  }

  @Test
  void pagesHaveEveryAccountOnce() {
    makeAccounts("p", 5_100);
    assertThat(emails(AccountFilter.ALL)).hasSize(5_102).doesNotHaveDuplicates();
    assertThat(emails(filter("p777@", Factor.ANY, false, null))).containsExactly("p777@example.net");
    assertThat(emails(filter(null, Factor.ON, false, null))).hasSize(2_550);
    assertThat(emails(filter(null, Factor.OFF, false, null))).hasSize(2_552);
  }

  @Test
  void aGroupIsListedWhole() {
    makeAccounts("q", 10_100);
    for (int members : List.of(4_990, 5_010, 10_010)) {
      ALLY.database.execute("DELETE FROM account.account_group");
      ALLY.database.execute("INSERT INTO account.account_group SELECT id, 'staff' FROM account.account "
          + "WHERE email LIKE 'q%' ORDER BY email DESC LIMIT " + members);
      assertThat(emails(filter(null, Factor.ANY, false, "staff"))).hasSize(members).doesNotHaveDuplicates().isSorted();
      assertThat(emails(filter("Q777", Factor.ANY, false, "staff"))).contains("q777@example.net");
      assertThat(emails(filter(null, Factor.OFF, false, "staff"))).hasSizeBetween(members / 2 - 100, members / 2 + 100);
    }
  }
}
