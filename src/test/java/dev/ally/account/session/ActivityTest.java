package dev.ally.account.session;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowActivity.Activity;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.contract.account.ShowActivity;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people are shown of what happened to their account. */
class ActivityTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;
  private Secret session;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
  }

  private Activity activity(long before) {
    return ALLY.ask(ShowActivity.OPERATION, new ShowActivity(session, before)).activity().orElseThrow();
  }

  private List<ActivityKind> kinds() {
    return activity(0).events().stream().map(Event::kind).toList();
  }

  private void note(String what, int times) {
    ALLY.database.execute("""
        INSERT INTO account.activity (account_id, at, what)
        SELECT id, '%s', '%s' FROM account.account, generate_series(1, %d) WHERE email = '%s'"""
        .formatted(AccountFixture.START, what, times, email));
  }

  @Test
  void tellsWhatAndWhenAndFromWhereTheNewestFirst() {
    RequestInfo requestInfo = new RequestInfo("2001:db8::17", "another browser", Secret.token(RANDOM));
    ALLY.clock.pass(Duration.ofMinutes(3));
    ALLY.logIn(email, PASSWORD, requestInfo);
    List<Event> events = activity(0).events();
    assertThat(events).extracting(Event::kind)
        .containsExactly(ActivityKind.LOGIN_PASSWORD, ActivityKind.LOGIN_PASSWORD);
    assertThat(events.get(0).address()).isEqualTo("2001:db8::17");
    assertThat(events.get(0).userAgent()).isEqualTo("another browser");
    assertThat(events.get(0).at()).isEqualTo(AccountFixture.START.plus(Duration.ofMinutes(3)));
    assertThat(events.get(0).id()).isGreaterThan(events.get(1).id());
  }

  @Test
  void notesAWrongCodeAfterARightPasswordOnceForEachAttempt() {
    ALLY.activate(session);
    Secret pending = ALLY.pendingLogin(email);
    LogInWithCode guess = new LogInWithCode(
        UUID.randomUUID(), pending, Secret.of("000000"), requestInfo(), Secret.token(RANDOM), Secret.empty());
    ALLY.ask(LogInWithCode.OPERATION, guess);
    ALLY.ask(LogInWithCode.OPERATION, guess);
    assertThat(kinds()).containsExactly(
        ActivityKind.LOGIN_CODE_WRONG, ActivityKind.TWO_FACTOR_ACTIVATE, ActivityKind.LOGIN_PASSWORD);
    ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM));
    assertThat(kinds()).startsWith(ActivityKind.LOGIN_CODE);
    assertThat(activity(0).events().get(1).address()).isEqualTo(guess.requestInfo().address());
  }

  @Test
  void tellsFromWhereASwitchWasMade() {
    ALLY.activate(session);
    Event activated = activity(0).events().get(0);
    assertThat(activated.kind()).isEqualTo(ActivityKind.TWO_FACTOR_ACTIVATE);
    assertThat(activated.address()).startsWith("198.18.");
    assertThat(activated.userAgent()).isEqualTo("a browser");
  }

  @Test
  void showsAKindOfANewerVersionAsSomethingElse() {
    note("TELEPATHY_LINKED", 1);
    assertThat(kinds()).startsWith(ActivityKind.OTHER);
  }

  @Test
  void turnsItsPagesWithoutLeavingOutOrRepeatingAny() {
    note("LOGGED_OUT", 2 * ActivityService.PAGE_SIZE);
    List<Long> ids = new ArrayList<>();
    Activity page = activity(0);
    assertThat(page.events()).hasSize(ActivityService.PAGE_SIZE);
    while (page.more()) {
      page.events().forEach(event -> ids.add(event.id()));
      note("LOGGED_OUT", 1);
      page = activity(ids.get(ids.size() - 1));
    }
    page.events().forEach(event -> ids.add(event.id()));
    assertThat(ids).hasSize(2 * ActivityService.PAGE_SIZE + 1).isSortedAccordingTo((a, b) -> Long.compare(b, a))
        .doesNotHaveDuplicates();
  }

  @Test
  void saysThatThereIsNoMoreOnAPageThatIsJustFull() {
    note("LOGGED_OUT", ActivityService.PAGE_SIZE - 1);
    assertThat(activity(0).events()).hasSize(ActivityService.PAGE_SIZE);
    assertThat(activity(0).more()).isFalse();
  }

  @Test
  void showsNobodyElses() {
    ALLY.session(ALLY.account());
    assertThat(activity(Long.MAX_VALUE).events()).hasSize(1);
    Secret nobody = Secret.token(RANDOM);
    assertThat(ALLY.ask(ShowActivity.OPERATION, new ShowActivity(nobody, 0)).activity()).isEmpty();
  }
}
