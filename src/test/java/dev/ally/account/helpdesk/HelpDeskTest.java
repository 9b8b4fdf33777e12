package dev.ally.account.helpdesk;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.contract.account.ActOnAccount.Act;
import dev.ally.contract.account.ActOnAccount.Outcome;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindAccounts.Found;
import dev.ally.contract.account.FindAccounts.Place;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount.Noted;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.mail.Email;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** To whom the help desk is open, what it shows, and what it does. */
class HelpDeskTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret CODE = Secret.of(FakeTotp.RIGHT);
  private static final Secret NO_CODE = Secret.empty();
  private static final Duration OPEN = Duration.ofMinutes(10);

  private final String operator = ALLY.account();
  private final String ada = ALLY.account();
  private final UUID adaId = id(ada);

  private static UUID id(String email) {
    return ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status().orElseThrow().person().accountId();
  }

  private static void group(String email, boolean member) {
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "operators", member));
  }

  /** A session that began with a code. */
  private Secret desk() {
    group(operator, true);
    ALLY.activate(ALLY.session(operator));
    return logIn(operator, FakeTotp.RIGHT);
  }

  private static Secret logIn(String email, String code) {
    Secret session = Secret.token(RANDOM);
    assertThat(ALLY.code(ALLY.pendingLogin(email), code, session)).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
    return session;
  }

  private static HelpDeskAccess access(Secret session) {
    HelpDeskAccess search = search(session, "").access();
    assertThat(ALLY.ask(InspectAccount.OPERATION, new InspectAccount(session, new UUID(0, 0), 0)).access())
        .isEqualTo(search);
    return search;
  }

  private static FindAccounts.Answer search(Secret session, String text) {
    return ALLY.ask(FindAccounts.OPERATION, new FindAccounts(session, text, Optional.empty()));
  }

  private InspectAccount.Inspected inspect(Secret session) {
    return ALLY.ask(InspectAccount.OPERATION, new InspectAccount(session, adaId, 0)).account().orElseThrow();
  }

  private static ActOnAccount.Result act(Secret session, UUID account, Act act, String reason, Secret code) {
    return ALLY.ask(ActOnAccount.OPERATION,
        new ActOnAccount(UUID.randomUUID(), session, account, act, reason, code, requestInfo())).outcome();
  }

  private ActOnAccount.Result act(Secret session, Act act) {
    return act(session, adaId, act, "a call", act.needsCode() ? CODE : NO_CODE);
  }

  private long noted(String what) {
    return ALLY.database.count(
        "account.activity WHERE what = '" + what + "' AND account_id = '" + adaId + "' AND reason = 'a call'"
            + " AND actor = '" + id(operator) + "'");
  }

  private static OpenHelpDesk.Result open(Secret session, String code) {
    return ALLY.ask(OpenHelpDesk.OPERATION,
        new OpenHelpDesk(UUID.randomUUID(), session, Secret.of(code), requestInfo())).outcome();
  }

  @Test
  void isClosedToThoseWhoAreNotInTheGroupOrHaveNoSecondFactor() {
    Secret plain = ALLY.session(operator);
    assertThat(access(plain)).isEqualTo(HelpDeskAccess.CLOSED);
    group(operator, true);
    assertThat(access(plain)).as("without a second factor").isEqualTo(HelpDeskAccess.CLOSED);
    assertThat(ALLY.ask(FindSession.OPERATION, new FindSession(plain)).person().orElseThrow().operator()).isFalse();
    assertThat(open(plain, FakeTotp.RIGHT)).isEqualTo(OpenHelpDesk.Outcome.CLOSED);
    assertThat(act(plain, Act.LOCK)).isEqualTo(Outcome.CLOSED);
    assertThat(access(Secret.token(RANDOM))).isEqualTo(HelpDeskAccess.CLOSED);

    Secret enrolled = ALLY.session(ada);
    ALLY.activate(enrolled);
    assertThat(access(enrolled)).as("not in the group").isEqualTo(HelpDeskAccess.CLOSED);
    assertThat(open(enrolled, FakeTotp.RIGHT)).isEqualTo(OpenHelpDesk.Outcome.CLOSED);
    for (Act one : Act.values()) {
      assertThat(act(enrolled, id(operator), one, "a call", CODE)).isEqualTo(Outcome.CLOSED);
    }
  }

  @Test
  void isOpenForTenMinutesAfterACode() {
    Secret desk = desk();
    assertThat(ALLY.ask(FindSession.OPERATION, new FindSession(desk)).person().orElseThrow().operator()).isTrue();
    ALLY.clock.set(START.plus(OPEN).minusMillis(1));
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.OPEN);
    ALLY.clock.set(START.plus(OPEN));
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CODE_NEEDED);
    assertThat(search(desk, ada).accounts()).isEmpty();
    assertThat(ALLY.ask(InspectAccount.OPERATION, new InspectAccount(desk, adaId, 0)).account()).isEmpty();
    assertThat(act(desk, Act.LOCK)).isEqualTo(Outcome.CODE_NEEDED);
    assertThat(open(desk, "222222")).isEqualTo(CodeRefusal.WRONG);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CODE_NEEDED);
    assertThat(open(desk, FakeTotp.RIGHT)).isEqualTo(OpenHelpDesk.Outcome.OPENED);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.OPEN);
  }

  @Test
  void opensWithNoRecoveryCode() {
    desk();
    Secret recovered = logIn(operator, FakeTotp.RECOVERY);
    assertThat(access(recovered)).isEqualTo(HelpDeskAccess.CODE_NEEDED);
    assertThat(open(recovered, FakeTotp.RECOVERY)).isEqualTo(CodeRefusal.MALFORMED);
    for (Act one : List.of(Act.FACTOR_OFF, Act.MAIL_RESET, Act.UNLOCK)) {
      assertThat(act(recovered, adaId, one, "a call", Secret.of(FakeTotp.RECOVERY)))
          .isEqualTo(CodeRefusal.MALFORMED);
    }
    assertThat(access(recovered)).isEqualTo(HelpDeskAccess.CODE_NEEDED);
  }

  @Test
  void closesWithTheGroupTheSecondFactorAndTheAccount() {
    Secret desk = desk();
    group(operator, false);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CLOSED);
    assertThat(act(desk, Act.LOCK)).isEqualTo(Outcome.CLOSED);
    group(operator, true);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.OPEN);
    ALLY.deactivate(desk, FakeTotp.RIGHT);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CLOSED);
    ALLY.activate(desk);
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.OPEN);
    ALLY.ask(LockAccount.OPERATION, new LockAccount(operator, true));
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CLOSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u200B", "\u2800\u00A0"})
  void actsForNoBlankReason(String reason) {
    assertThat(act(desk(), adaId, Act.LOCK, reason, NO_CODE)).isEqualTo(Outcome.REASON_MISSING);
  }

  @Test
  void actsForNoReasonThatCannotBeShown() {
    Secret desk = desk();
    for (String reason : List.of("a\u202Eb", "a\nb", "a\u0000b", "a\uD800", "x".repeat(501), "\u0301".repeat(20))) {
      assertThat(act(desk, adaId, Act.LOCK, reason, NO_CODE)).isEqualTo(Outcome.REASON_REFUSED);
    }
    assertThat(act(desk, adaId, Act.LOCK, "🔑".repeat(500), NO_CODE)).isEqualTo(Outcome.DONE);
  }

  @ParameterizedTest
  @EnumSource(value = Act.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void actsOnNoOperator(Act act) {
    Secret desk = desk();
    group(ada, true);
    assertThat(act(desk, act)).isEqualTo(Outcome.OPERATORS_ACCOUNT);
    assertThat(act(desk, id(operator), act, "a call", CODE)).isEqualTo(Outcome.OPERATORS_ACCOUNT);
    assertThat(act(desk, UUID.randomUUID(), act, "a call", CODE)).isEqualTo(Outcome.NO_ACCOUNT);
    assertThat(act(desk, adaId, Act.UNKNOWN, "a call", CODE)).isEqualTo(Outcome.CLOSED);
  }

  @Test
  void locksAndUnlocks() {
    Secret desk = desk();
    Secret session = ALLY.session(ada);
    assertThat(act(desk, Act.UNLOCK)).isEqualTo(Outcome.ALREADY);
    assertThat(search(desk, ada).accounts()).extracting(Found::locked).containsExactly(false);
    assertThat(act(desk, Act.LOCK)).isEqualTo(Outcome.DONE);
    assertThat(search(desk, ada).accounts()).extracting(Found::locked).containsExactly(true);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.logIn(ada, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(act(desk, Act.LOCK)).isEqualTo(Outcome.ALREADY);
    assertThat(act(desk, adaId, Act.UNLOCK, "a call", NO_CODE)).isInstanceOf(CodeRefusal.class);
    assertThat(act(desk, Act.UNLOCK)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.logIn(ada, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(noted("ACCOUNT_LOCKED")).isEqualTo(1);
    assertThat(noted("ACCOUNT_UNLOCKED")).isEqualTo(1);
    assertThat(MAILBOX.to(ada)).extracting(Email::subject)
        .contains("Ally: Your account was locked", "Ally: Your account was unlocked");
  }

  @Test
  void endsAllSessions() {
    Secret desk = desk();
    assertThat(act(desk, Act.END_SESSIONS)).as("there is none").isEqualTo(Outcome.ALREADY);
    List<Secret> sessions = List.of(ALLY.session(ada), ALLY.session(ada));
    assertThat(act(desk, Act.END_SESSIONS)).isEqualTo(Outcome.DONE);
    assertThat(sessions).noneMatch(ALLY::isOpen);
    assertThat(ALLY.isOpen(desk)).isTrue();
    assertThat(noted("SESSIONS_ENDED_BY_OPERATOR")).isEqualTo(1);
    assertThat(MAILBOX.to(ada)).extracting(Email::subject).contains("Ally: You’ve been logged out everywhere");
  }

  @Test
  void turnsTheSecondFactorOff() {
    Secret desk = desk();
    assertThat(act(desk, Act.FACTOR_OFF)).as("it is off").isEqualTo(Outcome.ALREADY);
    Secret session = ALLY.session(ada);
    ALLY.activate(session);
    assertThat(act(desk, adaId, Act.FACTOR_OFF, "a call", Secret.of("222222"))).isEqualTo(CodeRefusal.WRONG);
    assertThat(act(desk, Act.FACTOR_OFF)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.logIn(ada, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(noted("TWO_FACTOR_RESET")).isEqualTo(1);
    assertThat(MAILBOX.to(ada)).extracting(Email::subject).contains("Ally: Two-factor authentication is off");
  }

  @Test
  void mailsALinkToTheOwnerAlone() {
    Secret desk = desk();
    ALLY.ask(LockAccount.OPERATION, new LockAccount(ada, true));
    assertThat(act(desk, Act.MAIL_RESET)).isEqualTo(Outcome.LOCKED);
    ALLY.ask(LockAccount.OPERATION, new LockAccount(ada, false));
    assertThat(act(desk, Act.MAIL_RESET)).isEqualTo(Outcome.DONE);
    assertThat(noted("RESET_LINK_MAILED")).isEqualTo(1);
    assertThat(ALLY.ask(ResetPassword.OPERATION, new ResetPassword(
        UUID.randomUUID(), MAILBOX.link(ada, "/reset"), Secret.of("a new and fine password"), requestInfo())).outcome())
        .isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(MAILBOX.to(operator)).noneMatch(one ->
        one.link().filter(link -> link.revealText().contains("/reset")).isPresent());
  }

  @ParameterizedTest
  @EnumSource(value = Act.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void doesAnActOnceHoweverOftenItIsAskedFor(Act act) {
    Secret desk = desk();
    Secret session = ALLY.session(ada);
    if (act == Act.FACTOR_OFF) {
      ALLY.activate(session);
    }
    if (act == Act.UNLOCK) {
      ALLY.ask(LockAccount.OPERATION, new LockAccount(ada, true));
    }
    ActOnAccount question = new ActOnAccount(
        UUID.randomUUID(), desk, adaId, act, "a call", CODE, new RequestInfo(
            "192.0.2.7", "", Secret.token(RANDOM), Secret.empty(), false, "", "0123456789abcdef"));
    for (int i = 0; i < 3; i++) {
      assertThat(ALLY.ask(ActOnAccount.OPERATION, question).outcome()).isEqualTo(Outcome.DONE);
      if (i == 0 && act == Act.END_SESSIONS) {
        session = ALLY.session(ada);
      }
    }
    assertThat(ALLY.database.count("account.activity WHERE actor = '" + id(operator) + "'")).isEqualTo(1);
    assertThat(ALLY.database.count(
        "account.event WHERE actor = '" + id(operator) + "' AND account_id = '" + adaId + "' AND reason = 'a call'"
            + " AND request = '0123456789abcdef'")).isEqualTo(1);
    if (act == Act.END_SESSIONS) {
      assertThat(ALLY.isOpen(session)).as("begun after the act").isTrue();
    }
  }

  @Test
  void doesNothingElseUnderTheIdOfAnAct() {
    Secret desk = desk();
    UUID operation = UUID.randomUUID();
    UUID other = id(ALLY.account());
    ALLY.ask(ActOnAccount.OPERATION, new ActOnAccount(operation, desk, adaId, Act.LOCK, "a call", NO_CODE, requestInfo()));
    assertThat(ALLY.database.count("account.account WHERE locked_at IS NOT NULL AND id = '" + adaId + "'")).isOne();
    assertThat(ALLY.ask(ActOnAccount.OPERATION,
        new ActOnAccount(operation, desk, other, Act.LOCK, "a call", NO_CODE, requestInfo())).outcome()).isEqualTo(Outcome.CLOSED);
    assertThat(ALLY.database.count("account.account WHERE locked_at IS NOT NULL AND id = '" + other + "'")).isZero();
  }

  @Test
  void showsHowAnAccountStandsAndWhoActedOnItWhy() {
    Secret desk = desk();
    ALLY.activate(ALLY.session(ada));
    act(desk, Act.LOCK);
    InspectAccount.Inspected shown = inspect(desk);
    assertThat(shown.person().email()).isEqualTo(ada);
    assertThat(shown.twoFactor()).isTrue();
    assertThat(shown.since()).isEqualTo(START);
    assertThat(shown.lastLogin()).contains(START);
    assertThat(shown.lockedSince()).contains(START);
    assertThat(shown.sessions()).isZero();
    assertThat(shown.acts()).isTrue();
    assertThat(shown.mailed()).isTrue();
    assertThat(shown.groups()).isEmpty();
    assertThat(shown.events().get(0).event().kind()).isEqualTo(ActivityKind.ACCOUNT_LOCKED);
    assertThat(shown.events().get(0).actor()).isEqualTo(operator);
    assertThat(shown.events().get(0).reason()).isEqualTo("a call");
    assertThat(shown.events().get(1).actor()).isEmpty();
    group(ada, true);
    assertThat(inspect(desk).acts()).isFalse();
    assertThat(inspect(desk).groups()).isEqualTo(Set.of("operators"));
  }

  @Test
  void findsByTheBeginningOfEmailNameAndId() {
    Secret desk = desk();
    for (String text : List.of(
        ada, ada.substring(0, 20), ada.toUpperCase(Locale.ROOT), " " + ada + " ", adaId.toString(),
        adaId.toString().substring(0, 18), adaId.toString().replace("-", "").toUpperCase(Locale.ROOT))) {
      assertThat(search(desk, text).accounts()).extracting(Found::id).as(text).containsExactly(adaId);
    }
    for (String text : List.of("%", "_" + ada.substring(1), ada.substring(1), ada + "x", "x\uD800", "x".repeat(300), "\\",
        "'", adaId.toString().substring(0, 3) + "!")) {
      assertThat(search(desk, text).accounts()).as(text).isEmpty();
    }
    ALLY.database.execute("UPDATE account.account SET name = 'Zoë ÉLAN' WHERE id = '" + adaId + "'");
    assertThat(search(desk, "zoë").accounts()).extracting(Found::id).containsExactly(adaId);
    assertThat(search(desk, "ZO").accounts()).extracting(Found::name).containsExactly("Zoë ÉLAN");
  }

  @Test
  void turnsPagesWithoutLosingAnAccount() {
    Secret desk = desk();
    String mark = "paged" + RANDOM.nextInt(1_000_000_000);
    ALLY.database.execute("""
        INSERT INTO account.account (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id,
          created_at)
        SELECT gen_random_uuid(), CASE WHEN n <= 30 THEN 'MARK' ELSE 'x' END || n || '.MARK@example.org',
          n || '.MARK', n || '.MARK', CASE WHEN n > 20 THEN 'MARK' ELSE 'Name' END,
          a.sealed_password_hash, a.sealing_key_id, a.created_at
        FROM generate_series(1, 60) n, (SELECT * FROM account.account LIMIT 1) a""".replace("MARK", mark));
    List<UUID> found = new ArrayList<>();
    Optional<Place> place = Optional.empty();
    int pages = 0;
    do {
      FindAccounts.Answer answer =
          ALLY.ask(FindAccounts.OPERATION, new FindAccounts(desk, mark.toUpperCase(Locale.ROOT), place));
      assertThat(answer.accounts()).hasSizeLessThanOrEqualTo(25).isNotEmpty();
      answer.accounts().forEach(one -> found.add(one.id()));
      place = answer.next();
    } while (place.isPresent() && ++pages < 10);
    assertThat(Set.copyOf(found)).hasSize(60);
  }

  @Test
  void isClosedToASessionThatBeganWithoutASecondFactor() {
    Secret desk = desk();
    ALLY.database.execute("UPDATE account.session SET second_factor = false WHERE account_id = '" + id(operator) + "'");
    assertThat(access(desk)).isEqualTo(HelpDeskAccess.CLOSED);
    assertThat(open(desk, FakeTotp.RIGHT)).isEqualTo(OpenHelpDesk.Outcome.CLOSED);
    assertThat(act(desk, Act.LOCK)).isEqualTo(Outcome.CLOSED);
  }

  /** What was so when an act was asked for need not be so when it is done. */
  @Test
  void anActLooksAgainWhoAsksForIt() {
    desk();
    Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    UUID session = answer(pool.query("SELECT id FROM account.session WHERE account_id = '" + id(operator)
        + "' AND code_at = '" + START + "' ORDER BY created_at DESC").execute()).iterator().next().getUUID("id");
    PgActStore acts = new PgActStore(pool);
    PgActStore.Asked lock =
        new PgActStore.Asked(UUID.randomUUID(), session, id(operator), adaId, Act.LOCK, "a call", "");
    assertThat(answer(acts.act(lock, START.plus(OPEN)))).isEqualTo(Outcome.CODE_NEEDED);
    group(operator, false);
    assertThat(answer(acts.act(lock, START))).isEqualTo(Outcome.CLOSED);
    assertThat(answer(new PgOperatorStore(pool).noteCode(session, START))).isFalse();
    group(operator, true);
    ALLY.database.execute("UPDATE account.session SET second_factor = false WHERE id = '" + session + "'");
    assertThat(answer(acts.act(lock, START))).isEqualTo(Outcome.CLOSED);
    ALLY.database.execute("UPDATE account.session SET second_factor = true WHERE id = '" + session + "'");
    assertThat(noted("ACCOUNT_LOCKED")).isZero();
    assertThat(answer(acts.act(lock, START))).isEqualTo(Outcome.DONE);
  }

  @Test
  void aWrongCodeIsAnEventOfTheOperator() {
    Secret desk = desk();
    ALLY.ask(LockAccount.OPERATION, new LockAccount(ada, true));
    assertThat(act(desk, adaId, Act.UNLOCK, "a call", Secret.of("222222"))).isEqualTo(CodeRefusal.WRONG);
    assertThat(open(desk, "222222")).isEqualTo(CodeRefusal.WRONG);
    assertThat(ALLY.database.count("account.event WHERE what = 'REAUTHENTICATION_CODE_WRONG' AND account_id = '"
        + id(operator) + "'")).isEqualTo(2);
  }

  @Test
  void showsTheActivityPageByPage() {
    Secret desk = desk();
    UUID gone = UUID.randomUUID();
    ALLY.database.execute("DELETE FROM account.activity WHERE account_id = '" + adaId + "'");
    ALLY.database.execute("""
        INSERT INTO account.activity (account_id, at, what, actor)
        SELECT 'ADA', now(), CASE WHEN n % 10 = 0 THEN 'CODE_WRONG' ELSE 'ACCOUNT_LOCKED' END,
          CASE n % 3 WHEN 0 THEN 'operator' WHEN 1 THEN 'ADA' ELSE 'GONE' END
        FROM generate_series(1, 33) n""".replace("ADA", adaId.toString()).replace("GONE", gone.toString()));
    InspectAccount.Inspected first = inspect(desk);
    assertThat(first.events()).as("without those that owners are not shown").hasSize(25);
    assertThat(first.more()).isTrue();
    assertThat(first.events()).extracting(Noted::actor).as("nobody for a command or the owner").containsOnly("", gone.toString());
    InspectAccount.Inspected second = ALLY.ask(InspectAccount.OPERATION,
        new InspectAccount(desk, adaId, first.events().get(24).event().id())).account().orElseThrow();
    assertThat(second.events()).hasSize(5);
    assertThat(second.more()).isFalse();
    assertThat(Stream.of(first, second).flatMap(page -> page.events().stream()).map(noted -> noted.event().id()))
        .isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
  }

  @Test
  void findsByFourDigitsOfAnIdAndByNoLess() {
    Secret desk = desk();
    assertThat(AccountSearch.ids("fff")).isEmpty();
    assertThat(AccountSearch.ids("ffff")).contains(new PgSearchStore.Ids(
        UUID.fromString("ffff0000-0000-0000-0000-000000000000"),
        UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff")));
    assertThat(AccountSearch.ids(adaId + "0")).isEmpty();
    assertThat(search(desk, adaId.toString().substring(0, 4)).accounts()).extracting(Found::id).contains(adaId);
  }
}
