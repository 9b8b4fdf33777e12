package dev.ally.account.profile;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ExportData.Data;
import dev.ally.contract.account.ExportData.Outcome;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.ShowActivity;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is kept about a person is told to that person, who proves all factors. */
class DataExportTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;
  private Secret session;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
  }

  private ExportData.Answer ask(UUID operationId, Secret password, String code) {
    return ALLY.ask(ExportData.OPERATION,
        new ExportData(operationId, session, password, Secret.of(code), requestInfo()));
  }

  private ExportData.Answer ask(Secret password, String code) {
    return ask(UUID.randomUUID(), password, code);
  }

  private void note(NoteApplication.Event event, String application) {
    UUID account = ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().accountId();
    ALLY.ask(NoteApplication.OPERATION,
        new NoteApplication(UUID.randomUUID(), account, event, application, requestInfo()));
  }

  @Test
  void tellsAllThatIsKept() {
    ALLY.session(email);
    ALLY.activate(session);
    ALLY.session(ALLY.account());
    String other = UUID.randomUUID() + "@example.org";
    ALLY.ask(AskEmailChange.OPERATION, new AskEmailChange(
        UUID.randomUUID(), session, other, PASSWORD, Secret.of(FakeTotp.RIGHT), requestInfo()));
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "staff", true));
    note(NoteApplication.Event.LOGGED_IN, "Grafana");
    note(NoteApplication.Event.TAKEN_BACK, "Wiki");
    ExportData.Answer answer = ask(PASSWORD, FakeTotp.RIGHT);
    assertThat(answer.outcome()).isEqualTo(Outcome.EXPORTED);
    Data data = answer.data().orElseThrow();
    assertThat(data.person().email()).isEqualTo(email);
    assertThat(data.person().name()).isEqualTo("Ada");
    assertThat(data.since()).isEqualTo(AccountFixture.START);
    assertThat(data.emailChange().orElseThrow().email()).isEqualTo(other);
    assertThat(data.authenticators()).hasSize(1);
    assertThat(data.sessions()).singleElement().satisfies(open -> assertThat(open.asking()).isTrue());
    assertThat(data.knownBrowsers()).hasSize(2);
    assertThat(data.emails()).extracting(ExportData.WaitingEmail::kind).contains("TWO_FACTOR_ACTIVATE");
    assertThat(data.groups()).containsExactly("staff");
    assertThat(data.applications()).containsExactly(
        new ExportData.ApplicationLogin("Grafana", AccountFixture.START));
  }

  @Test
  void tellsNothingWithoutAllFactors() {
    assertThat(ask(Secret.of("some wrong password"), "")).isEqualTo(ExportData.Answer.refused(
        FactorRefusal.WRONG_PASSWORD, Duration.ZERO));
    ALLY.activate(session);
    ExportData.Answer wrongCode = ask(PASSWORD, "222222");
    assertThat(wrongCode.outcome()).isEqualTo(FactorRefusal.WRONG_CODE);
    assertThat(wrongCode.data()).isEmpty();
    session = Secret.of("another");
    assertThat(ask(PASSWORD, "").outcome()).isEqualTo(Outcome.NO_SESSION);
  }

  @Test
  void standsInTheActivityOnce() {
    UUID operation = UUID.randomUUID();
    ask(operation, PASSWORD, "");
    ask(operation, PASSWORD, "");
    assertThat(ALLY.ask(ShowActivity.OPERATION, new ShowActivity(session, 0)).activity().orElseThrow().events())
        .extracting(ShowActivity.Event::kind).containsOnlyOnce(ActivityKind.DATA_DOWNLOADED);
  }
}
