package dev.ally.account.event;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.SignUp;
import dev.ally.contract.account.StopUndo;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each event that a person's request causes has the id of that request, and the address from which it came. */
class RequestIdsTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret WRONG = Secret.of("not the password");
  private static final Secret CHOSEN = Secret.of("a new and fine password");
  private static final Secret RIGHT = Secret.of(FakeTotp.RIGHT);
  private static final String BEFORE = "an earlier request";
  /** Where the last request comes from: a session is used where it did not begin. */
  private static final String ELSEWHERE = "198.51.100.9";

  /** What leads to each event: everything but its last step is done within other requests. */
  private static final Map<String, Consumer<RequestIdsTest>> STEPS = new LinkedHashMap<>();

  static {
    STEPS.put("SIGN_UP", test -> ALLY.ask(SignUp.OPERATION, new SignUp(
        id(), new NewAccount(id() + "@example.org", "Ada", PASSWORD), test.info(), token(), Secret.empty())));
    STEPS.put("LOGIN_PASSWORD", test -> test.logIn(PASSWORD));
    STEPS.put("LOGIN_PASSWORD_WRONG", test -> test.logIn(WRONG));
    STEPS.put("LOGIN_CODE", test -> test.code(test.pending(), FakeTotp.RIGHT));
    STEPS.put("LOGIN_CODE_WRONG", test -> test.code(test.pending(), "222222"));
    STEPS.put("RECOVERY_CODE_USED", test -> test.code(test.pending(), FakeTotp.RECOVERY));
    STEPS.put("REAUTHENTICATION_PASSWORD_WRONG", test -> ALLY.ask(DeleteOwnAccount.OPERATION, new DeleteOwnAccount(
        id(), test.session(), WRONG, Secret.empty(), test.info())));
    STEPS.put("REAUTHENTICATION_CODE_WRONG", test ->
        ALLY.ask(Deactivate.OPERATION, new Deactivate(id(), test.enrolled(), Secret.of("222222"), test.info())));
    STEPS.put("LOGGED_OUT", test ->
        ALLY.ask(LogOut.OPERATION, new LogOut(test.session(), Secret.empty(), test.info())));
    STEPS.put("SESSION_ENDED", test -> {
      Secret session = test.session();
      test.session();
      UUID other = ALLY.ask(ShowSessions.OPERATION, new ShowSessions(session)).sessions().orElseThrow().sessions()
          .stream().filter(open -> !open.asking()).findFirst().orElseThrow().id();
      ALLY.ask(EndSession.OPERATION, new EndSession(session, other, test.info()));
    });
    STEPS.put("OTHER_SESSIONS_ENDED", test -> {
      Secret session = test.session();
      test.session();
      ALLY.ask(EndOtherSessions.OPERATION, new EndOtherSessions(session, test.info()));
    });
    STEPS.put("NAME_CHANGED", test ->
        ALLY.ask(ChangeName.OPERATION, new ChangeName(test.session(), "Grace", test.info())));
    STEPS.put("EMAIL_CHANGE_ASKED", test -> test.askEmailChange(test.session(), test.info()));
    STEPS.put("EMAIL_CHANGE_CANCELLED", test -> {
      Secret session = test.session();
      test.askEmailChange(session, test.earlier());
      ALLY.ask(CancelEmailChange.OPERATION, new CancelEmailChange(session, test.info()));
    });
    STEPS.put("EMAIL_CHANGED", test -> {
      String other = test.askEmailChange(test.session(), test.earlier());
      ALLY.ask(ConfirmEmailChange.OPERATION,
          new ConfirmEmailChange(id(), MAILBOX.link(other, "/email"), test.info()));
    });
    STEPS.put("BROWSER_ADMITTED", test ->
        ALLY.ask(AdmitBrowser.OPERATION, new AdmitBrowser(id(), test.browserLink(), test.info())));
    STEPS.put("PASSWORD_CHANGED", test -> ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        id(), test.session(), PASSWORD, CHOSEN, Secret.empty(), test.info(), token())));
    STEPS.put("PASSWORD_RESET", test -> test.reset(test.resetLink(), test.info()));
    STEPS.put("PASSWORD_RESET_BY_OPERATOR", test -> {
      Secret link = token();
      ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(test.email, link));
      test.reset(link, test.info());
    });
    STEPS.put("DATA_DOWNLOADED", test -> ALLY.ask(ExportData.OPERATION, new ExportData(
        id(), test.session(), PASSWORD, Secret.empty(), test.info())));
    STEPS.put("TWO_FACTOR_ACTIVATE", test -> test.confirm(test.linking()));
    STEPS.put("TWO_FACTOR_DEACTIVATE", test ->
        ALLY.ask(Deactivate.OPERATION, new Deactivate(id(), test.enrolled(), RIGHT, test.info())));
    STEPS.put("TWO_FACTOR_UNDO", test -> test.undo(test.undoLink(), PASSWORD));
    STEPS.put("UNDO_ASKED", test -> {
      Secret link = test.undoLink();
      test.reset(test.resetLink(), test.earlier());
      test.undo(link, CHOSEN);
    });
    STEPS.put("UNDO_STOPPED", test -> {
      STEPS.get("UNDO_ASKED").accept(test);
      Secret link = MAILBOX.link(test.email, "/undo/stop");
      ALLY.ask(StopUndo.OPERATION, new StopUndo(id(), link, RIGHT, test.info()));
    });
    STEPS.put("AUTHENTICATOR_ADDED", test -> test.linkAnother(Optional.empty()));
    STEPS.put("AUTHENTICATOR_REPLACED", test -> test.linkAnother(Optional.of(id())));
    STEPS.put("AUTHENTICATOR_REMOVED", test -> ALLY.ask(
        DropAuthenticator.OPERATION, new DropAuthenticator(id(), test.enrolled(), id(), RIGHT, test.info())));
    STEPS.put("RECOVERY_CODES_REPLACED", test -> ALLY.ask(
        ReplaceRecoveryCodes.OPERATION, new ReplaceRecoveryCodes(id(), test.enrolled(), RIGHT, test.info())));
    STEPS.put("ACCOUNT_DELETED", test -> ALLY.ask(DeleteOwnAccount.OPERATION, new DeleteOwnAccount(
        id(), test.session(), PASSWORD, Secret.empty(), test.info())));
    STEPS.put("APPLICATION_LOGIN", test -> test.application(NoteApplication.Event.LOGGED_IN));
    STEPS.put("APPLICATION_TAKEN_BACK", test -> test.application(NoteApplication.Event.TAKEN_BACK));
    STEPS.put("TOKEN_REUSED", test -> test.application(NoteApplication.Event.TOKEN_REUSED));
  }

  private final Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
  private final String email = ALLY.account();
  private int requests;

  static Iterable<String> kinds() {
    return STEPS.keySet();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isToldOf(String kind) {
    ALLY.database.execute("DELETE FROM account.event");
    STEPS.get(kind).accept(this);
    String newest = "SELECT request, address FROM account.event WHERE what = '" + kind + "' ORDER BY nr DESC LIMIT 1";
    assertThat(requests).isPositive();
    Row event = answer(pool.query(newest).execute()).iterator().next();
    assertThat(event.getString("request")).isEqualTo(Integer.toString(requests));
    assertThat(event.getString("address")).isEqualTo(ELSEWHERE);
  }

  @Test
  void ofARecoveryCodeThatLinksAnApp() {
    Secret session = enrolled();
    ALLY.ask(AddAuthenticator.OPERATION, new AddAuthenticator(
        id(), session, Secret.of(FakeTotp.RECOVERY), true, "", Optional.empty(), info()));
    assertThat(ALLY.database.count("account.event WHERE what = 'RECOVERY_CODE_USED' AND request = '" + requests + "'"))
        .isEqualTo(1);
  }

  @Test
  void coversAllThatThePersonDoes() throws Exception {
    String table = Files.readString(Path.of("src/docs/audit.md")).split("## Events")[1];
    assertThat(Pattern.compile("(?m)^\\| `(\\w+)` \\| \\w+ \\| person").matcher(table).results()
        .map(row -> row.group(1))).isSubsetOf(STEPS.keySet());
  }

  private static UUID id() {
    return UUID.randomUUID();
  }

  private static Secret token() {
    return Secret.token(AccountFixture.RANDOM);
  }

  /** The id of the next request. */
  private String request() {
    return Integer.toString(++requests);
  }

  private RequestInfo info() {
    return info(ELSEWHERE, request());
  }

  private RequestInfo earlier() {
    return info(AccountFixture.requestInfo().address(), BEFORE);
  }

  private static RequestInfo info(String address, String request) {
    RequestInfo info = AccountFixture.requestInfo();
    return new RequestInfo(
        address, info.userAgent(), info.browser(), Secret.empty(), false, info.language(), request);
  }

  private void logIn(Secret password) {
    ALLY.logIn(email, password, info(), token(), Secret.empty());
  }

  private Secret session() {
    Secret session = token();
    ALLY.logIn(email, PASSWORD, earlier(), session, Secret.empty());
    return session;
  }

  private Secret enrolled() {
    Secret session = session();
    ALLY.activate(session);
    return session;
  }

  private Secret pending() {
    enrolled();
    return ALLY.pendingLogin(email);
  }

  private void code(Secret pending, String code) {
    ALLY.ask(LogInWithCode.OPERATION, new LogInWithCode(
        id(), pending, Secret.of(code), info(), token(), Secret.empty()));
  }

  private Secret linking() {
    Secret session = session();
    ALLY.changeMethod(session, ChangeMethod.Method.AUTHENTICATOR, PASSWORD);
    return session;
  }

  private void confirm(Secret session) {
    ALLY.ask(CompleteEnrolment.OPERATION, new CompleteEnrolment(id(), session, Optional.empty(), RIGHT, info()));
  }

  private void linkAnother(Optional<UUID> replaces) {
    Secret session = enrolled();
    ALLY.ask(AddAuthenticator.OPERATION, new AddAuthenticator(id(), session, RIGHT, false, "", replaces, earlier()));
    confirm(session);
  }

  private Secret undoLink() {
    enrolled();
    return MAILBOX.link(email, "/undo");
  }

  private void undo(Secret link, Secret password) {
    ALLY.ask(UndoTwoFactor.OPERATION, new UndoTwoFactor(id(), link, password, info()));
  }

  /** The address to which the link goes. */
  private String askEmailChange(Secret session, RequestInfo info) {
    String other = UUID.randomUUID() + "@example.net";
    ALLY.ask(AskEmailChange.OPERATION, new AskEmailChange(id(), session, other, PASSWORD, Secret.empty(), info));
    return other;
  }

  private Secret resetLink() {
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(id(), email, earlier()));
    return MAILBOX.link(email, "/reset");
  }

  private void reset(Secret link, RequestInfo info) {
    ALLY.ask(ResetPassword.OPERATION, new ResetPassword(id(), link, CHOSEN, info));
  }

  /** After so many wrong passwords that only a recognised browser may go on. */
  private Secret browserLink() {
    byte[] subject = new Tokens(ALLY.keyring)
        .hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.of("email " + EmailAddress.of(email).key())).getBytes();
    ALLY.logIn(email, WRONG, earlier());
    ALLY.database.execute("UPDATE account.password_budget SET in_a_row = 99 WHERE subject = '\\x"
        + HexFormat.of().formatHex(subject) + "'");
    ALLY.clock.pass(Duration.ofMinutes(15));
    ALLY.logIn(email, WRONG, earlier());
    ALLY.logIn(email, PASSWORD, earlier());
    return MAILBOX.link(email, "/login/link");
  }

  private void application(NoteApplication.Event event) {
    UUID account = answer(pool.query("SELECT id FROM account.account WHERE email = '" + email + "'").execute())
        .iterator().next().getUUID("id");
    ALLY.ask(NoteApplication.OPERATION, new NoteApplication(id(), account, event, "Shop", info()));
  }
}
