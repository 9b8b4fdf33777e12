package dev.ally.account.operator;

import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ChangeGroup.Outcome;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.ListGroups;
import dev.ally.contract.account.ListGroups.Listed;
import dev.ally.contract.account.RequireFactor;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.account.ShowActivity;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The groups that an operator puts accounts in. */
class GroupTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;

  @BeforeEach
  void makeAnAccount() {
    ALLY.database.execute("DELETE FROM account.account_group");
    email = ALLY.account();
  }

  private static Outcome change(String email, String group, boolean member) {
    return ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, group, member)).outcome();
  }

  private Outcome add(String group) {
    return change(email, group, true);
  }

  private Outcome remove(String group) {
    return change(email, group, false);
  }

  private Set<String> groups() {
    return ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status().orElseThrow().groups();
  }

  private static List<Listed> all() {
    List<Listed> all = new ArrayList<>();
    List<Listed> some = ALLY.ask(ListGroups.OPERATION, ListGroups.START).groups();
    while (!some.isEmpty()) {
      all.addAll(some);
      some = ALLY.ask(ListGroups.OPERATION, ListGroups.after(some)).groups();
    }
    return all;
  }

  @Test
  void areShownWithTheAccount() {
    assertThat(groups()).isEmpty();
    assertThat(add("staff")).isEqualTo(Outcome.DONE);
    assertThat(add("operators")).isEqualTo(Outcome.DONE);
    assertThat(add("staff")).isEqualTo(Outcome.ALREADY);
    assertThat(groups()).containsExactlyInAnyOrder("staff", "operators");
    assertThat(remove("staff")).isEqualTo(Outcome.DONE);
    assertThat(remove("staff")).isEqualTo(Outcome.ALREADY);
    assertThat(groups()).containsExactly("operators");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Staff-2.old_ones", "0123456789012345678901234567890123456789012345678901234567890123"})
  void haveNamesOfLettersDigitsDotsUnderscoresAndHyphens(String name) {
    assertThat(add(name)).isEqualTo(Outcome.DONE);
    assertThat(groups()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", " ", "two words", "a,b", "a\n", "\u00e4rzte", "a;b", "01234567890123456789012345678901234567890123456789012345678901234"
  })
  void haveNoOtherNames(String name) {
    assertThat(add(name)).isEqualTo(Outcome.MALFORMED);
    assertThat(remove(name)).isEqualTo(Outcome.MALFORMED);
    assertThat(all()).isEmpty();
  }

  @Test
  void differByUpperAndLowerCase() {
    add("staff");
    assertThat(add("Staff")).isEqualTo(Outcome.DONE);
    assertThat(remove("STAFF")).isEqualTo(Outcome.ALREADY);
    assertThat(all()).containsExactly(new Listed("Staff", 1), new Listed("staff", 1));
  }

  @Test
  void areNoneOfAnAddressOfNobody() {
    assertThat(change("nobody@example.org", "staff", true)).isEqualTo(Outcome.NO_ACCOUNT);
    assertThat(change("nobody@example.org", "staff", false)).isEqualTo(Outcome.NO_ACCOUNT);
  }

  @Test
  void areListedWithTheNumberOfTheirAccountsWhileTheyHaveOne() {
    String other = ALLY.account();
    add("staff");
    add("operators");
    change(other, "staff", true);
    assertThat(all()).containsExactly(new Listed("operators", 1), new Listed("staff", 2));
    remove("operators");
    ALLY.ask(DeleteAccount.OPERATION, new DeleteAccount(UUID.randomUUID(), other));
    assertThat(all()).containsExactly(new Listed("staff", 1));
  }

  @Test
  void areListedHoweverManyThereAre() {
    ALLY.database.execute("INSERT INTO account.account_group (account_id, name) SELECT a.id, 'group-' || n "
        + "FROM account.account a, generate_series(1, 1100) AS n WHERE a.email = '" + email + "'");
    assertThat(all()).hasSize(1_100).extracting(Listed::group).doesNotHaveDuplicates();
  }

  @Test
  void standInTheActivityOnceForEachChange() {
    Secret session = ALLY.session(email);
    atOnce(10, () -> ChangeGroup.OPERATION.ask(ALLY.bus, new ChangeGroup(email, "staff", true)));
    remove("staff");
    remove("staff");
    assertThat(ALLY.ask(ShowActivity.OPERATION, new ShowActivity(session, 0)).activity().orElseThrow().events())
        .extracting(event -> event.kind() + " " + event.detail() + event.address())
        .startsWith(ActivityKind.GROUP_REMOVED + " staff", ActivityKind.GROUP_ADDED + " staff")
        .hasSize(3);
  }

  @Test
  void demandsASecondFactorFromADayOnOrNoLonger() {
    String group = "demand-" + UUID.randomUUID();
    assertThat(require(group, true, "2027-01-31")).isEqualTo(RequireFactor.Outcome.DONE);
    assertThat(require(group, true, "2027-01-31")).isEqualTo(RequireFactor.Outcome.ALREADY);
    assertThat(all()).contains(new Listed(group, 0, Optional.of(Instant.parse("2027-01-31T00:00:00Z"))));
    assertThat(require(group, true, "")).isEqualTo(RequireFactor.Outcome.DONE);
    assertThat(all()).contains(new Listed(group, 0, Optional.of(Instant.EPOCH)));
    assertThat(require(group, false, "")).isEqualTo(RequireFactor.Outcome.DONE);
    assertThat(require(group, false, "")).isEqualTo(RequireFactor.Outcome.ALREADY);
    assertThat(all()).extracting(Listed::group).doesNotContain(group);
    assertThat(ALLY.database.count("account.event WHERE actor = 'operator' AND reason LIKE '" + group + "%'"))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2027-02-30", "2027-13-01", "31.1.2027", "+12027-01-31", "\u0662\u0660\u0662\u0667-01-31",
    "2027-01-31\0", " 2027-01-31", "tomorrow"})
  void demandsNothingFromADayThatIsNone(String day) {
    assertThat(require("staff", true, day)).isEqualTo(RequireFactor.Outcome.NO_SUCH_DAY);
  }

  @Test
  void demandsNothingOfAGroupWithANameThatIsNone() {
    assertThat(require("two words", true, "")).isEqualTo(RequireFactor.Outcome.MALFORMED);
    assertThat(require("", false, "")).isEqualTo(RequireFactor.Outcome.MALFORMED);
  }

  private static RequireFactor.Outcome require(String group, boolean required, String day) {
    return ALLY.ask(RequireFactor.OPERATION, new RequireFactor(group, required, day)).outcome();
  }
}
