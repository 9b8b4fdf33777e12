package dev.ally.web.home;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages where a person downloads what is kept, and deletes the account. */
class OwnAccountPagesTest {
  private static final String DATA = "/settings/profile/data";
  private static final String DELETE = "/settings/profile/delete";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  private HttpResponse<String> submit(String page) {
    return ada.submit(page, "password", "my own password", "totp", "123456");
  }

  private ExportData.Data data() {
    return new ExportData.Data(
        site.account.ada, FakeAccount.NOW, Optional.of(new ExportData.EmailChange("new@example.org", FakeAccount.NOW)),
        List.of(new LinkedAuthenticator(UUID.randomUUID(), "Phone", FakeAccount.NOW, FakeAccount.NOW, 6)), 9,
        Optional.empty(),
        List.of(new Open(UUID.randomUUID(), "192.0.2.7", "a browser", FakeAccount.NOW, FakeAccount.NOW, true)),
        List.of(FakeAccount.NOW), List.of(new ExportData.WaitingEmail("PASSWORD_CHANGED", FakeAccount.NOW)),
        Set.of("staff", "admins"), List.of(new ExportData.ApplicationLogin("Grafana", FakeAccount.NOW)));
  }

  private JsonObject downloaded(long pages) {
    site.account.answer(ExportData.OPERATION, ExportData.Answer.of(data()));
    site.account.answerBy(ShowActivity.OPERATION, question -> {
      long last = question.before() == 0 ? pages * 25 : question.before() - 1;
      List<Event> events = LongStream.iterate(last, id -> id > last - 25, id -> id - 1)
          .mapToObj(id -> new Event(id, FakeAccount.NOW, ActivityKind.LOGIN_PASSWORD, "192.0.2.7", "a browser", "Wiki")).toList();
      return new ShowActivity.Answer(Optional.of(
          new ShowActivity.Activity(site.account.ada, events, last > 25)));
    });
    HttpResponse<String> file = submit(DATA);
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(file.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"account-data.json\"");
    assertThat(file.headers().firstValue("Cache-Control")).contains("no-store");
    return new JsonObject(file.body());
  }

  @Test
  void areReachedFromTheProfile() {
    assertThat(ada.get("/settings/profile").body()).contains("href=\"" + DATA + "\"", "href=\"" + DELETE + "\"");
  }

  @Test
  void downloadsWhatIsKeptWithEveryPageOfTheActivity() {
    site.account.picture = Buffer.buffer("a picture");
    JsonObject file = downloaded(3);
    assertThat(file.getJsonObject("account").getString("email")).isEqualTo(FakeAccount.EMAIL);
    assertThat(file.getJsonObject("account").getJsonObject("newEmail").getString("email")).isEqualTo("new@example.org");
    JsonObject twoFactor = file.getJsonObject("twoFactor");
    assertThat(twoFactor.getJsonArray("authenticators").getJsonObject(0).getString("name")).isEqualTo("Phone");
    assertThat(twoFactor.getInteger("recoveryCodesLeft")).isEqualTo(9);
    assertThat(file.getJsonArray("sessions").getJsonObject(0).getString("address")).isEqualTo("192.0.2.7");
    assertThat(file.getJsonArray("knownBrowsers")).hasSize(1);
    assertThat(file.getJsonArray("unsentEmails")).hasSize(1);
    assertThat(file.getJsonArray("groups")).containsExactly("admins", "staff");
    assertThat(file.getJsonArray("applications").getJsonObject(0).getString("name")).isEqualTo("Grafana");
    assertThat(file.getJsonArray("activity").getJsonObject(0).getString("detail")).isEqualTo("Wiki");
    assertThat(file.getJsonArray("activity")).hasSize(75);
    assertThat(file.getBoolean("activityIsComplete")).isTrue();
    assertThat(new String(Base64.getDecoder().decode(file.getString("pictureJpegBase64")))).isEqualTo("a picture");
    ExportData asked = site.account.last(ExportData.class);
    assertThat(asked.password()).isEqualTo(Secret.of("my own password"));
    assertThat(asked.code()).isEqualTo(Secret.of("123456"));
  }

  @Test
  void holdsNoMoreActivityThanAFileMay() {
    JsonObject file = downloaded(DataFile.Activity.MOST);
    assertThat(file.getJsonArray("activity")).hasSize(DataFile.Activity.MOST);
    assertThat(file.getBoolean("activityIsComplete")).isFalse();
  }

  @Test
  void deletesTheAccountAndSaysSo() {
    site.account.answer(DeleteOwnAccount.OPERATION, DeleteOwnAccount.Answer.of(DeleteOwnAccount.Outcome.DELETED));
    HttpResponse<String> deleted = submit(DELETE);
    assertThat(deleted.statusCode()).isEqualTo(303);
    assertThat(location(deleted)).isEqualTo("/");
    assertThat(ada.cookies.get("ally_session")).isNullOrEmpty();
    assertThat(ada.get("/").body()).contains("Your account has been deleted.");
    assertThat(site.account.last(DeleteOwnAccount.class).password()).isEqualTo(Secret.of("my own password"));
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, DELETE})
  void askForACodeOnlyWhereThereIsASecondFactor(String page) {
    assertThat(ada.get(page).body()).contains(">Current password</label>").doesNotContain("Six-digit code");
    site.account.twoFactor = true;
    assertThat(ada.get(page).body()).contains(">Six-digit code</label>", ">Recovery code</label>");
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, DELETE})
  void sayAtTheFieldWhatIsWrongAndKeepNoSecret(String page) {
    site.account.twoFactor = true;
    answer(FactorRefusal.WRONG_CODE, Duration.ZERO);
    HttpResponse<String> refused = submit(page);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("<a href=\"#totp\">").doesNotContain("my own password", "123456");
    answer(FactorRefusal.WAIT_FOR_PASSWORD, Duration.ofMinutes(4));
    HttpResponse<String> waiting = submit(page);
    assertThat(waiting.statusCode()).isEqualTo(429);
    assertThat(waiting.body()).contains("Too many attempts. Try again in 4 minutes.");
  }

  private void answer(FactorRefusal why, Duration wait) {
    site.account.answer(ExportData.OPERATION, ExportData.Answer.refused(why, wait));
    site.account.answer(DeleteOwnAccount.OPERATION, new DeleteOwnAccount.Answer(why, wait));
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, DELETE})
  void leadWhoHasNoSessionToTheLogin(String page) {
    assertThat(location(site.browser().get(page))).startsWith("/login?next=");
    site.account.answer(ExportData.OPERATION, ExportData.Answer.refused(ExportData.Outcome.NO_SESSION, Duration.ZERO));
    site.account.answer(
        DeleteOwnAccount.OPERATION, DeleteOwnAccount.Answer.of(DeleteOwnAccount.Outcome.NO_SESSION));
    assertThat(location(submit(page))).startsWith("/login?next=");
  }
}
