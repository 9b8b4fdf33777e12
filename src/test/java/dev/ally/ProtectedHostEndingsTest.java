package dev.ally;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.EndAllSessions;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A protected host is closed to a person at the next request after each of these, at all of Ally. */
class ProtectedHostEndingsTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.behind("127.0.0.1", "::1");

  private static final String HOST = "wiki.example.org";
  private static final String GROUP = "writers";
  private static final String CHOSEN = "a new and fine password";

  private final ProtectedHost wiki = new ProtectedHost(ALLY, HOST);
  private SimulatedUser ada;
  private String cookie;

  @BeforeAll
  static void register() {
    ApplyClients.Answer applied = answer(ApplyClients.OPERATION.ask(ALLY.bus(), new ApplyClients(
        UUID.randomUUID(), new JsonArray()
            .add(new JsonObject().put("id", "wiki").put("type", "proxy").put("hosts", new JsonArray().add(HOST))
                .put("groups", new JsonArray().add(GROUP)))
            .encode(), false)));
    assertThat(applied.mistakes()).isEmpty();
  }

  @BeforeEach
  void logIn() {
    ada = ALLY.user();
    assertThat(change(GROUP, true)).isEqualTo(ChangeGroup.Outcome.DONE);
    ada.logIn();
    cookie = wiki.logIn(ada);
    HttpResponse<String> open = wiki.check(cookie);
    assertThat(open.statusCode()).isEqualTo(200);
    assertThat(open.headers().firstValue("Remote-Email")).contains(ada.email);
  }

  private ChangeGroup.Outcome change(String group, boolean member) {
    return answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(ada.email, group, member))).outcome();
  }

  private void assertClosed() {
    HttpResponse<String> closed = wiki.check(cookie);
    assertThat(closed.statusCode()).isEqualTo(401);
    assertThat(closed.headers().map()).doesNotContainKeys("Remote-User", "Remote-Email");
  }

  @Test
  void aLogout() {
    ada.logOut();
    assertClosed();
  }

  @Test
  void theEndOfOtherSessions() {
    SimulatedUser elsewhere = ada.elsewhere();
    elsewhere.logIn();
    String other = wiki.logIn(elsewhere);
    elsewhere.browser.submitTo("/settings/sessions", "/settings/sessions/end-others");
    assertClosed();
    assertThat(wiki.check(other).statusCode()).as("the session that goes on").isEqualTo(200);
  }

  @Test
  void theEndOfAllSessions() {
    assertThat(answer(EndAllSessions.OPERATION.ask(ALLY.bus(), new EndAllSessions(ada.email))).outcome())
        .isEqualTo(EndAllSessions.Outcome.ENDED);
    assertClosed();
  }

  @Test
  void aNewPassword() {
    SimulatedUser elsewhere = ada.elsewhere();
    elsewhere.logIn();
    elsewhere.browser.submit(
        "/settings/security/password", "password", SimulatedUser.PASSWORD, "new_password", CHOSEN);
    assertClosed();
  }

  @Test
  void aLock() {
    assertThat(answer(LockAccount.OPERATION.ask(ALLY.bus(), new LockAccount(ada.email, true))).outcome())
        .isEqualTo(LockAccount.Outcome.DONE);
    assertClosed();
    answer(LockAccount.OPERATION.ask(ALLY.bus(), new LockAccount(ada.email, false)));
    assertClosed();
  }

  @Test
  void aDeletion() {
    answer(DeleteAccount.OPERATION.ask(ALLY.bus(), new DeleteAccount(UUID.randomUUID(), ada.email)));
    assertClosed();
  }

  @Test
  void leavingTheGroup() {
    assertThat(change(GROUP, false)).isEqualTo(ChangeGroup.Outcome.DONE);
    assertClosed();
    assertThat(change(GROUP, true)).isEqualTo(ChangeGroup.Outcome.DONE);
    assertThat(wiki.check(cookie).statusCode()).as("a member again").isEqualTo(200);
  }
}
