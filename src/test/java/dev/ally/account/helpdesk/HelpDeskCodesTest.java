package dev.ally.account.helpdesk;

import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.config.Limit;
import dev.ally.contract.account.ActOnAccount.Act;
import dev.ally.contract.account.ActOnAccount.Outcome;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When the help desk looks at a code, what it tells before that, and what one operation may do. */
class HelpDeskCodesTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Secret RIGHT = Secret.of(FakeTotp.RIGHT);
  private static final Secret WRONG = Secret.of("222222");

  private final String operator = ALLY.account();
  private final String ada = ALLY.account();
  private final UUID adaId = id(ada);
  private Secret desk;

  @BeforeEach
  void open() {
    desk = desk(operator);
  }

  private static UUID id(String email) {
    return ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status().orElseThrow().person().accountId();
  }

  private static void join(String email) {
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "operators", true));
  }

  private static Secret desk(String email) {
    join(email);
    ALLY.activate(ALLY.session(email));
    return logIn(email);
  }

  private static Secret logIn(String email) {
    Secret session = Secret.token(RANDOM);
    assertThat(ALLY.code(ALLY.pendingLogin(email), FakeTotp.RIGHT, session))
        .isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
    return session;
  }

  private static void lock(String email, boolean locked) {
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, locked));
  }

  private static ActOnAccount.Result act(UUID operation, Secret session, UUID account, Act act, Secret code) {
    return ALLY.ask(ActOnAccount.OPERATION,
        new ActOnAccount(operation, session, account, act, " a call ", code, requestInfo())).outcome();
  }

  private ActOnAccount.Result act(UUID account, Act act, Secret code) {
    return act(UUID.randomUUID(), desk, account, act, code);
  }

  private static OpenHelpDesk.Result open(Secret session, Secret code) {
    return ALLY.ask(OpenHelpDesk.OPERATION, new OpenHelpDesk(UUID.randomUUID(), session, code, requestInfo()))
        .outcome();
  }

  private static HelpDeskAccess access(Secret session) {
    return ALLY.ask(FindAccounts.OPERATION, new FindAccounts(session, "", Optional.empty())).access();
  }

  private static long wrongCodes(String email) {
    return ALLY.database.count(
        "account.event WHERE what = 'REAUTHENTICATION_CODE_WRONG' AND account_id = '" + id(email) + "'");
  }

  private static void passTenMinutes() {
    ALLY.clock.set(START.plus(Limit.HELP_DESK_OPEN.duration()));
  }

  /** A stolen session would tell which accounts a password alone opens. */
  @ParameterizedTest
  @EnumSource(value = Act.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void withoutARecentCodeNothingIsToldAboutAnAccount(Act act) {
    passTenMinutes();
    ActOnAccount.Result told = act.needsCode() ? CodeRefusal.WRONG : Outcome.CODE_NEEDED;
    for (UUID account : List.of(adaId, id(operator), UUID.randomUUID())) {
      assertThat(act(account, act, WRONG)).isEqualTo(told);
    }
    lock(ada, true);
    assertThat(act(adaId, act, WRONG)).isEqualTo(told);
    lock(ada, false);
    ALLY.activate(ALLY.session(ada));
    assertThat(act(adaId, act, WRONG)).isEqualTo(told);
  }

  @Test
  void theCodeOfAnActOpensTheHelpDeskToo() {
    lock(ada, true);
    passTenMinutes();
    assertThat(act(adaId, Act.UNLOCK, RIGHT)).isEqualTo(Outcome.DONE);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.OPEN);
  }

  @Test
  void theCodeOfAnActThatIsHinderedOpensTheHelpDeskToo() {
    passTenMinutes();
    assertThat(act(adaId, Act.FACTOR_OFF, RIGHT)).isEqualTo(Outcome.ALREADY);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.OPEN);
  }

  @Test
  void noCodeIsLookedAtForWhatCannotBeDone() {
    assertThat(act(adaId, Act.UNLOCK, WRONG)).isEqualTo(Outcome.ALREADY);
    assertThat(act(adaId, Act.FACTOR_OFF, WRONG)).isEqualTo(Outcome.ALREADY);
    assertThat(act(id(operator), Act.UNLOCK, WRONG)).isEqualTo(Outcome.OPERATORS_ACCOUNT);
    assertThat(act(UUID.randomUUID(), Act.MAIL_RESET, WRONG)).isEqualTo(Outcome.NO_ACCOUNT);
    lock(ada, true);
    assertThat(act(adaId, Act.MAIL_RESET, WRONG)).isEqualTo(Outcome.LOCKED);
    assertThat(wrongCodes(operator)).isZero();
  }

  /** The answer would tell a thief of a session whether a code is right, for free. */
  @Test
  void noCodeOfAnyoneElseIsLookedAt() {
    Secret session = ALLY.session(ada);
    ALLY.activate(session);
    assertThat(open(session, WRONG)).isEqualTo(OpenHelpDesk.Outcome.CLOSED);
    assertThat(act(UUID.randomUUID(), session, id(ALLY.account()), Act.UNLOCK, WRONG)).isEqualTo(Outcome.CLOSED);
    assertThat(wrongCodes(ada)).isZero();
  }

  @Test
  void aCodeOpensTheHelpDeskToItsOwnSessionAlone() {
    Secret other = logIn(operator);
    passTenMinutes();
    assertThat(open(desk, RIGHT)).isEqualTo(OpenHelpDesk.Outcome.OPENED);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.OPEN);
    assertThat(access(other)).isEqualTo(HelpDeskAccess.CODE_NEEDED);
  }

  @Test
  void saysHowLongTheOperatorsCodesAre() {
    passTenMinutes();
    assertThat(ALLY.ask(FindAccounts.OPERATION, new FindAccounts(desk, "", Optional.empty())).codeDigits())
        .contains(6);
    assertThat(ALLY.ask(InspectAccount.OPERATION, new InspectAccount(desk, adaId, 0)).codeDigits()).contains(6);
  }

  @Test
  void isClosedWhileTheOperatorIsLocked() {
    ALLY.database.execute("UPDATE account.account SET locked_at = now() WHERE id = '" + id(operator) + "'");
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CLOSED);
    assertThat(act(adaId, Act.LOCK, RIGHT)).isEqualTo(Outcome.CLOSED);
  }

  @Test
  void isClosedOnceTheSecondFactorIsOff() {
    ALLY.database.execute("UPDATE account.account SET two_factor = false WHERE id = '" + id(operator) + "'");
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CLOSED);
    assertThat(act(adaId, Act.LOCK, RIGHT)).isEqualTo(Outcome.CLOSED);
  }

  @Test
  void theIdOfAnActIsForNoOtherActAndNoOtherOperator() {
    UUID operation = UUID.randomUUID();
    Secret other = desk(ALLY.account());
    assertThat(act(operation, desk, adaId, Act.LOCK, RIGHT)).isEqualTo(Outcome.DONE);
    assertThat(act(operation, desk, adaId, Act.UNLOCK, RIGHT)).isEqualTo(Outcome.CLOSED);
    assertThat(act(operation, other, adaId, Act.LOCK, RIGHT)).isEqualTo(Outcome.CLOSED);
    assertThat(act(operation, desk, adaId, Act.LOCK, RIGHT)).isEqualTo(Outcome.DONE);
  }

  /** It may have joined the group, or been locked, since the operator's code was asked for. */
  @Test
  void anActLooksAgainAtTheAccount() {
    join(ada);
    for (Act act : List.of(Act.END_SESSIONS, Act.MAIL_RESET, Act.FACTOR_OFF, Act.LOCK, Act.UNLOCK)) {
      assertThat(record(UUID.randomUUID(), act)).isEqualTo(Outcome.OPERATORS_ACCOUNT);
    }
  }

  /** What an act writes in its transaction, and nothing more. */
  private Outcome record(UUID operation, Act act) {
    Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    UUID session = answer(pool.query("SELECT id FROM account.session WHERE account_id = '" + id(operator)
        + "' AND code_at = '" + START + "'").execute()).iterator().next().getUUID("id");
    return answer(new PgActStore(pool).act(
        new PgActStore.Asked(operation, session, id(operator), adaId, act, "a call", ""), START));
  }

  /** A node may be killed between the two. */
  @Test
  void turnsOffWhatWasRecordedAndNoMore() {
    ALLY.activate(ALLY.session(ada));
    UUID operation = UUID.randomUUID();
    assertThat(record(operation, Act.FACTOR_OFF)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.totp.enrolled).contains(adaId);
    assertThat(act(operation, desk, adaId, Act.FACTOR_OFF, RIGHT)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.totp.enrolled).doesNotContain(adaId);
  }

  /** Two schemas take part in it: nothing is turned off that was not allowed and recorded. */
  @Test
  void turnsNoSecondFactorOffOnceTheOperatorIsNone() {
    ALLY.activate(ALLY.session(ada));
    meanwhile(() -> ChangeGroup.OPERATION.ask(ALLY.bus, new ChangeGroup(operator, "operators", false)));
    assertThat(act(adaId, Act.FACTOR_OFF, RIGHT)).isEqualTo(Outcome.CLOSED);
    assertThat(ALLY.totp.enrolled).contains(adaId);
  }

  @Test
  void turnsNoSecondFactorOffOnceItsOwnerIsAnOperator() {
    ALLY.activate(ALLY.session(ada));
    meanwhile(() -> ChangeGroup.OPERATION.ask(ALLY.bus, new ChangeGroup(ada, "operators", true)));
    assertThat(act(adaId, Act.FACTOR_OFF, RIGHT)).isEqualTo(Outcome.OPERATORS_ACCOUNT);
    assertThat(ALLY.totp.enrolled).contains(adaId);
  }

  @Test
  void saysThatNothingChangedWhereTheOwnerTurnedItOff() {
    ALLY.activate(ALLY.session(ada));
    meanwhile(() -> {
      ALLY.totp.enrolled.remove(adaId);
      return Future.succeededFuture();
    });
    assertThat(act(adaId, Act.FACTOR_OFF, RIGHT)).isEqualTo(Outcome.ALREADY);
  }

  /** While the operator's code is looked at. */
  private void meanwhile(Supplier<Future<?>> change) {
    UUID operatorId = id(operator);
    ALLY.totp.meanwhile = accountId ->
        accountId.equals(operatorId) ? change.get() : Future.succeededFuture();
  }

  @Test
  void keepsTheReasonWithoutTheBlanksAroundIt() {
    act(adaId, Act.LOCK, RIGHT);
    assertThat(ALLY.database.count("account.activity WHERE reason = 'a call' AND account_id = '" + adaId + "'")).isOne();
  }
}
