package dev.ally.account.person;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.contract.account.ChooseLanguage;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import dev.ally.harness.PseudoLanguage;
import dev.ally.language.Languages;
import dev.ally.mail.Email;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LanguageOfAccountTest {
  @RegisterExtension
  static final AccountFixture ALLY = new AccountFixture();

  @TempDir
  private static Path dataDir;

  private static Mailbox mailbox;

  private final Secret session = Secret.token(AccountFixture.RANDOM);
  private final String email = UUID.randomUUID() + "@example.org";

  @BeforeAll
  static void addALanguage() throws IOException {
    mailbox = new Mailbox(ALLY, Languages.read(PseudoLanguage.addTo(dataDir).resolve("site")));
  }

  private SignUp.Outcome signUp(String language) {
    RequestInfo info = AccountFixture.requestInfo();
    return ALLY.ask(SignUp.OPERATION, new SignUp(
        UUID.randomUUID(), new NewAccount(email, "Ada", AccountFixture.PASSWORD),
        new RequestInfo(info.address(), info.userAgent(), info.browser(), info.newBrowser(), language), session,
        Secret.empty())).outcome();
  }

  private String language() {
    return ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().language();
  }

  @Test
  void beginsAsThatOfItsSignUp() {
    assertThat(signUp("pt-BR")).isEqualTo(SignUp.Outcome.SIGNED_IN);
    assertThat(language()).isEqualTo("pt-BR");
  }

  @Test
  void isNotKnownWhereAnOlderNodeAsked() {
    assertThat(signUp("")).isEqualTo(SignUp.Outcome.SIGNED_IN);
    assertThat(language()).isEmpty();
  }

  @Test
  void isAnotherOnceItIsChosen() {
    signUp("de");

    assertThat(ALLY.ask(ChooseLanguage.OPERATION, new ChooseLanguage(session, "he")).outcome())
        .isEqualTo(ChooseLanguage.Outcome.CHOSEN);
    assertThat(language()).isEqualTo("he");
  }

  @Test
  void isThatOfItsEmails() {
    signUp("en");
    ALLY.activate(session);
    assertThat(mailbox.to(email)).extracting(sent -> sent.language().tag()).containsOnly("en");
    ALLY.ask(ChooseLanguage.OPERATION, new ChooseLanguage(session, "fa"));
    ALLY.deactivate(session, FakeTotp.RIGHT);

    List<Email> sent = mailbox.to(email);
    assertThat(sent.get(sent.size() - 1).language()).isEqualTo(new Email.Language("fa", "rtl"));
    assertThat(sent.get(sent.size() - 1).title()).isEqualTo(PseudoLanguage.said("Two-factor authentication is off"));
  }

  @Test
  void isEnglishInEmailsWhereItIsNotKnownOrThereIsNoSuch() {
    signUp("xx");
    ALLY.activate(session);

    assertThat(mailbox.to(email)).extracting(sent -> sent.language().tag()).containsOnly("en");
  }

  @Test
  void isNotChosenWithoutASession() {
    assertThat(ALLY.ask(ChooseLanguage.OPERATION, new ChooseLanguage(session, "he")).outcome())
        .isEqualTo(ChooseLanguage.Outcome.NO_SESSION);
  }
}
