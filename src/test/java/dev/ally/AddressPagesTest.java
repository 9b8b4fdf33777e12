package dev.ally;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Email addresses over HTTP and SMTP. */
class AddressPagesTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'' | Enter your email.",
    "nobody | Enter a full email address",
    "j\u00f6rg@example.org | Before the @, use only the letters a to z",
    "ada@\u212aate.example | The part after the @ has a space, or a character that only looks like the usual one.",
    "ada@example.org\u00a0 | The part after the @ has a space, or a character that only looks like the usual one.",
    "ada@-example.org | The part after the @ isn’t a domain that can receive email.",
  })
  void sayAtTheFieldWhyAnAddressIsRefused(String typed, String reason) {
    Browser requestInfo = ALLY.browser();
    SimulatedUser ada = ALLY.user();
    ada.logIn();
    says(requestInfo.submit("/signup", "email", typed, "name", "Ada", "password", SimulatedUser.PASSWORD), "email",
    reason);
    says(requestInfo.submit("/forgot", "email", typed), "email", reason);
    says(
        ada.browser.submit("/settings/profile/email", "new_email", typed, "password", SimulatedUser.PASSWORD),
        "new_email", reason);
  }

  private static void says(HttpResponse<String> answer, String field, String reason) {
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).containsPattern("id=\"" + field + "-problem\"[^>]*>[^<]*" + reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00a0", "\u3000", "\u3002"})
  void takeARefusedAddressForNobodysAtLogin(String behind) {
    SimulatedUser ada = ALLY.user();
    HttpResponse<String> refused =
        ALLY.browser().submit("/login", "email", ada.email + behind, "password", SimulatedUser.PASSWORD);
    HttpResponse<String> nobodys =
        ALLY.browser().submit("/login", "email", "nobody-" + ada.email, "password", SimulatedUser.PASSWORD);
    assertThat(refused.statusCode()).isEqualTo(nobodys.statusCode());
    assertThat(refused.body()).contains("The email or password is not right.");
    assertThat(nobodys.body()).contains("The email or password is not right.");
  }

  @Test
  void showWhatWasTypedAndMailGoesInAscii() {
    String local = "ada-" + UUID.randomUUID();
    NewAccount account = new NewAccount(local + "@B\u00fccher.example", "Ada", Secret.of(SimulatedUser.PASSWORD));
    assertThat(answer(CreateAccount.OPERATION.ask(
        ALLY.bus(), new CreateAccount(UUID.randomUUID(), account))).created()).isTrue();
    Browser browser = ALLY.browser();
    browser.submit("/login", "email", local + "@xn--bcher-kva.example", "password", SimulatedUser.PASSWORD);
    assertThat(browser.get("/settings/profile").body()).contains(local + "@B\u00fccher.example");
    browser.submit("/logout");
    browser.submit("/forgot", "email", local + "@b\u00fccher.example");
    assertThat(MAIL.await(local + "@xn--bcher-kva.example", 2)).extracting(MailServer::subject)
        .contains("Ally: Choose a new password");
  }
}
