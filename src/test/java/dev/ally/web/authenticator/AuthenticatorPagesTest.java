package dev.ally.web.authenticator;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.RECOVERY_CODES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorPagesTest {
  private static final String PAGES = "/settings/security/authenticators/";
  private static final String RECOVERY_CODE = RECOVERY_CODES.codes().get(0).revealText();

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @BeforeEach
  void turnItOn() {
    site.account.twoFactor = true;
  }

  @AfterEach
  void close() {
    site.close();
  }

  private UUID listed() {
    Matcher id = Pattern.compile("replace\\?authenticator=([0-9a-f-]{36})").matcher(ada.get("/settings/security").body());
    assertThat(id.find()).isTrue();
    return UUID.fromString(id.group(1));
  }

  private HttpResponse<String> post(String page, String fields) {
    return ada.post(PAGES + page, "csrf=" + ada.token(PAGES + page) + "&" + fields);
  }

  @Test
  void standOnTheSecurityPageWithWhenTheyWereUsed() {
    assertThat(ada.get("/settings/security").body())
        .contains("Authenticator app", "Since <time datetime=\"2026-03-03T10:00:00Z\" data-day>3 March</time>",
            "last used", "10 of 10 are left.", "Add another authenticator")
        .contains("aria-label=\"Replace “Authenticator app”\"", "aria-label=\"Rename “Authenticator app”\"")
        .doesNotContain("authenticators/remove");
  }

  @Test
  void addOneMoreForACodeOfAPresentOne() {
    HttpResponse<String> answer = post("add", "name=Work+phone&totp=" + CODE);

    assertThat(location(answer)).isEqualTo("/settings/security/link");
    AddAuthenticator asked = site.account.last(AddAuthenticator.class);
    assertThat(asked.name()).isEqualTo("Work phone");
    assertThat(asked.replaces()).isEmpty();
    assertThat(asked.byRecoveryCode()).isFalse();
  }

  @Test
  void replaceTheOneThatIsMeantForARecoveryCode() {
    UUID id = listed();
    HttpResponse<String> answer = post("replace", "authenticator=" + id + "&totp=&recovery_code=" + RECOVERY_CODE);

    assertThat(location(answer)).isEqualTo("/settings/security/link");
    assertThat(site.account.last(AddAuthenticator.class).replaces()).hasValue(id);
    assertThat(site.account.last(AddAuthenticator.class).byRecoveryCode()).isTrue();
  }

  /** So the switch of languages and a reload lead back to it. */
  @ParameterizedTest
  @ValueSource(strings = {"replace", "rename", "remove"})
  void haveFormsThatStayAtTheAddressOfTheirAuthenticator(String page) {
    site.account.addAnother();
    String address = PAGES + page + "?authenticator=" + listed();

    assertThat(ada.get(address).body()).contains(" action=\"" + address + "\"");
  }

  @Test
  void askForNoSecondRecoveryCodeAfterALoginWithOne() {
    site.account.recovered = true;
    assertThat(ada.get(PAGES + "replace").body())
        .contains("You logged in with a recovery code just now, so no other code is needed. “Authenticator app”")
        .doesNotContain("totp", "recovery_code");
    assertThat(ada.get(PAGES + "add").body()).contains("id=\"totp\"");
    site.account.answer(AddAuthenticator.OPERATION, FactorChange.of(FactorChange.Outcome.DONE));

    HttpResponse<String> answer = ada.submit(PAGES + "replace", "name", "New phone");

    assertThat(location(answer)).isEqualTo("/settings/security/link");
    assertThat(site.account.last(AddAuthenticator.class).code().isEmpty()).isTrue();
    assertThat(site.account.last(AddAuthenticator.class).replaces()).hasValue(listed());
  }

  /** Too much time has passed, or a node of an earlier version answers. */
  @Test
  void askForACodeAfterAllWhereTheLoginIsNotTakenForProof() {
    site.account.recovered = true;
    HttpResponse<String> answer = ada.submit(PAGES + "replace", "name", "New phone");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains(
        "<a href=\"#totp\">Enter the six-digit code.</a>", "id=\"totp\"", "id=\"recovery_code\"",
        "value=\"New phone\"");
  }

  @Test
  void meanTheOnlyOneWhenNoneIsNamed() {
    assertThat(ada.get(PAGES + "replace").body()).contains("value=\"" + listed() + "\"");
  }

  @Test
  void doNotOfferToRemoveTheOnlyOne() {
    UUID id = listed();
    assertThat(location(ada.get(PAGES + "remove?authenticator=" + id))).isEqualTo("/settings/security");
    assertThat(location(ada.get(PAGES + "remove"))).isEqualTo("/settings/security");
  }

  @Test
  void removeOne() {
    UUID id = listed();
    site.account.addAnother();
    HttpResponse<String> answer = post("remove?authenticator=" + id, "authenticator=" + id + "&totp=" + CODE);

    assertThat(location(answer)).isEqualTo("/settings/security");
    assertThat(site.account.last(DropAuthenticator.class).authenticatorId()).isEqualTo(id);
    assertThat(ada.get("/settings/security").body()).contains("The authenticator is removed.");
  }

  @Test
  void renameOne() {
    UUID id = listed();
    assertThat(ada.get("/settings/security").body()).contains("rename?authenticator=" + id);
    String page = "rename?authenticator=" + id;
    HttpResponse<String> answer = post(page, "authenticator=" + id + "&name=Work+phone");

    assertThat(location(answer)).isEqualTo("/settings/security");
    assertThat(site.account.last(NameAuthenticator.class).name()).isEqualTo("Work phone");
    assertThat(ada.get("/settings/security").body()).contains("The authenticator has its new name.");
    site.account.answer(
        NameAuthenticator.OPERATION, new NameAuthenticator.Answer(NameAuthenticator.Outcome.REFUSED));
    HttpResponse<String> refused = post(page, "authenticator=" + id + "&name=x");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("The name is too long, or has characters that can’t be shown.");
    assertThat(location(ada.get(PAGES + "rename?authenticator=" + UUID.randomUUID()))).isEqualTo("/settings/security");
    assertThat(location(ada.get(PAGES + "rename"))).isEqualTo("/settings/security");
  }

  @Test
  void sayWhatIsWrongAtTheFieldThatWasFilledInAndKeepTheName() {
    HttpResponse<String> code = post("add", "name=Work+phone&totp=999999");
    assertThat(code.statusCode()).isEqualTo(422);
    assertThat(code.body()).contains("That code doesn’t match. Enter the one your app shows now.", "value=\"Work phone\"")
        .contains("href=\"#totp\"");
    HttpResponse<String> recovery = post("add", "name=Work+phone&recovery_code=CCCCC-CCCCC-CCCCC-CCCCC");
    assertThat(recovery.body()).contains("That recovery code doesn’t match.", "href=\"#recovery_code\"", "<details class=\"lost\" open")
        .doesNotContain("CCCCC");
    assertThat(post("add", "recovery_code=AAA").body()).contains("That’s not a recovery code.");
    assertThat(post("add", "totp=12345").statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "replace"})
  void sayAtTheFieldThatTheNameIsRefusedAndKeepIt(String page) {
    String name = "x".repeat(61);
    HttpResponse<String> refused = post(page, "authenticator=" + listed() + "&name=" + name + "&totp=" + CODE);

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("<a href=\"#name\">The name is too long, or has characters that can’t be shown.</a>")
        .contains("id=\"name-problem\">The name is too long, or has characters that can’t be shown.</p>")
        .containsPattern("<input id=\"name\" [^>]*value=\"" + name
            + "\" dir=\"auto\" [^>]*aria-describedby=\"name-hint name-problem\" aria-invalid=\"true\">")
        .doesNotContain(CODE);
    assertThat(refused.body().contains("value=\"" + listed() + "\"")).isEqualTo(page.equals("replace"));
  }

  @Test
  void sayHowLongToWaitAndThatNothingChanged() {
    site.account.answer(AddAuthenticator.OPERATION, new FactorChange(CodeRefusal.WAIT, Duration.ofMinutes(2)));
    HttpResponse<String> wait = post("add", "totp=" + CODE);
    assertThat(wait.statusCode()).isEqualTo(429);
    assertThat(wait.headers().firstValue("Retry-After")).hasValue("120");
    site.account.answer(AddAuthenticator.OPERATION, FactorChange.of(FactorChange.Outcome.NOT_POSSIBLE));
    assertThat(location(post("add", "totp=" + CODE))).isEqualTo("/settings/security");
    assertThat(ada.get("/settings/security").body()).contains("Nothing changed.");
  }

  @Test
  void areNotThereWithoutASessionOrWhileItIsOffOrForAnotherId() {
    assertThat(location(site.browser().get(PAGES + "add")))
        .isEqualTo("/login?next=%2Fsettings%2Fsecurity%2Fauthenticators%2Fadd");
    assertThat(location(ada.get(PAGES + "remove?authenticator=" + UUID.randomUUID()))).isEqualTo("/settings/security");
    assertThat(ada.get(PAGES + "replace?authenticator=nonsense").statusCode()).isEqualTo(400);
    site.account.twoFactor = false;
    assertThat(location(ada.get(PAGES + "add"))).isEqualTo("/settings/security");
  }
}
