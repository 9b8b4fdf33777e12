package dev.ally.account.application;

import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.at;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.Mailbox;
import dev.ally.account.PgUpkeep;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.NoteApplication.Event;
import dev.ally.contract.account.ShowActivity;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.Answers;
import dev.ally.mail.Email;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands in a person's activity of the applications that she uses. */
class ApplicationNoteTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);

  private String email;
  private Secret session;
  private UUID account;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
    account = new Asked(ALLY).login(session).accountId();
  }

  private NoteApplication question(UUID operationId, Event event, String application) {
    return new NoteApplication(operationId, account, event, application, at("192.0.2.7"));
  }

  private void note(Event event, String application) {
    ALLY.ask(NoteApplication.OPERATION, question(UUID.randomUUID(), event, application));
  }

  /** The newest first, without the login. */
  private List<ShowActivity.Event> noted() {
    return ALLY.ask(ShowActivity.OPERATION, new ShowActivity(session, 0)).activity().orElseThrow().events().stream()
        .filter(event -> event.kind() != ActivityKind.LOGIN_PASSWORD).toList();
  }

  private List<String> details() {
    return noted().stream().map(ShowActivity.Event::detail).toList();
  }

  @Test
  void namesTheApplicationAndTheBrowser() {
    note(Event.LOGGED_IN, "Grafana");
    assertThat(noted()).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(ActivityKind.APPLICATION_LOGIN);
      assertThat(event.detail()).isEqualTo("Grafana");
      assertThat(event.address()).isEqualTo("192.0.2.7");
      assertThat(event.userAgent()).isEqualTo("a browser");
      assertThat(event.at()).isEqualTo(START);
    });
  }

  @Test
  void hasAKindForEachEvent() {
    note(Event.LOGGED_IN, "Grafana");
    note(Event.TAKEN_BACK, "Grafana");
    note(Event.TOKEN_REUSED, "Grafana");
    assertThat(noted()).extracting(ShowActivity.Event::kind).containsExactly(
        ActivityKind.TOKEN_REUSED, ActivityKind.APPLICATION_TAKEN_BACK, ActivityKind.APPLICATION_LOGIN);
  }

  @Test
  void standsThereOnceForEachOperation() {
    UUID operation = UUID.randomUUID();
    ALLY.ask(NoteApplication.OPERATION, question(operation, Event.TOKEN_REUSED, "Grafana"));
    ALLY.clock.pass(Duration.ofMinutes(59));
    ALLY.ask(NoteApplication.OPERATION, question(operation, Event.TOKEN_REUSED, "Grafana"));
    ALLY.clock.pass(Duration.ofMinutes(1));
    ALLY.ask(NoteApplication.OPERATION, question(operation, Event.TOKEN_REUSED, "Grafana"));
    session = ALLY.session(email);
    assertThat(noted()).hasSize(1);
  }

  /** Applications log people in again and again without asking them. */
  @Test
  void standsThereOnceAnHourForEachApplication() {
    Answers.atOnce(20, () -> NoteApplication.OPERATION.ask(
        ALLY.bus, question(UUID.randomUUID(), Event.LOGGED_IN, "Grafana")));
    note(Event.LOGGED_IN, "Wiki");
    assertThat(details()).containsExactly("Wiki", "Grafana");
    ALLY.clock.set(START.plus(Duration.ofHours(1)).minusMillis(1));
    note(Event.LOGGED_IN, "Grafana");
    assertThat(details()).containsExactly("Wiki", "Grafana");
    ALLY.clock.set(START.plus(Duration.ofHours(1)));
    note(Event.LOGGED_IN, "Grafana");
    session = ALLY.session(email);
    assertThat(details()).containsExactly("Grafana", "Wiki", "Grafana");
  }

  @Test
  void isNoneOfAnAccountThatIsGone() {
    account = UUID.randomUUID();
    note(Event.LOGGED_IN, "Grafana");
    assertThat(noted()).isEmpty();
  }

  @Test
  void tellsTheOwnerByEmailOfATokenThatCameTwiceAndOfNothingElse() {
    note(Event.LOGGED_IN, "Grafana");
    note(Event.TAKEN_BACK, "Grafana");
    note(Event.TOKEN_REUSED, "Grafana");
    List<Email> emails = MAILBOX.to(email).stream()
        .filter(sent -> !sent.subject().contains("new browser")).toList();
    assertThat(emails).singleElement().satisfies(sent -> {
      assertThat(sent.subject()).isEqualTo("Ally: An application’s access was ended");
      assertThat(sent.parts().toString()).contains("Grafana had been given access to your account on Ally", "192.0.2.7");
    });
  }

  @Test
  void isForgottenWithTheActivity() {
    note(Event.LOGGED_IN, "Grafana");
    PgUpkeep upkeep =
        new PgUpkeep(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT), Duration.ofDays(500));
    answer(upkeep.sweep(START.plus(Duration.ofDays(500)).minusMillis(1)));
    assertThat(kept()).isEqualTo(1);
    answer(upkeep.sweep(START.plus(Duration.ofDays(500))));
    assertThat(kept()).isZero();
  }

  private long kept() {
    return ALLY.database.count("account.application_note WHERE account_id = '" + account + "'");
  }
}
