package dev.ally.account.session;

import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.person.FactorPolicy;
import dev.ally.account.person.Tokens;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession.Outcome;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.contract.account.ShowSessions;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions as their person sees them, and how they are ended. */
class SessionsTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;
  private Secret mine;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    mine = ALLY.session(email);
  }

  private static List<Open> list(Secret session) {
    return ALLY.ask(ShowSessions.OPERATION, new ShowSessions(session)).sessions().orElseThrow().sessions();
  }

  private static UUID idOf(Secret session) {
    return list(session).get(0).id();
  }

  private static Outcome end(Secret session, UUID id) {
    return ALLY.ask(EndSession.OPERATION, new EndSession(session, id, requestInfo())).outcome();
  }

  private static boolean endOthers(Secret session) {
    return ALLY.ask(EndOtherSessions.OPERATION, new EndOtherSessions(session, requestInfo())).done();
  }

  private long noted(String what) {
    return ALLY.database.count("""
        account.activity v JOIN account.account a ON a.id = v.account_id
        WHERE a.email = '%s' AND v.what = '%s'""".formatted(email, what));
  }

  @Test
  void listsTheAskingOneFirstAndThenTheLastUsed() {
    ALLY.clock.pass(Duration.ofMinutes(5));
    Secret second = ALLY.session(email);
    ALLY.clock.pass(Duration.ofMinutes(5));
    Secret third = ALLY.session(email);
    List<Open> listed = list(mine);
    assertThat(listed).extracting(Open::id).containsExactly(idOf(mine), idOf(third), idOf(second));
    assertThat(listed).extracting(Open::asking).containsExactly(true, false, false);
    assertThat(listed.get(0).since()).isEqualTo(START);
    assertThat(listed.get(0).lastSeen()).isEqualTo(START.plus(Duration.ofMinutes(10)));
    assertThat(listed.get(2).userAgent()).isEqualTo("a browser");
    assertThat(listed.get(2).address()).startsWith("198.18.");
  }

  @Test
  void listsNoneThatHasRunOutNorAnybodyElses() {
    ALLY.session(ALLY.account());
    ALLY.session(email);
    ALLY.clock.pass(Duration.ofMinutes(59));
    assertThat(list(mine)).hasSize(2);
    ALLY.clock.pass(Duration.ofMinutes(2));
    assertThat(list(mine)).hasSize(1);
  }

  @Test
  void endsTheChosenOneAtOnceAndNoOther() {
    Secret second = ALLY.session(email);
    Secret third = ALLY.session(email);
    assertThat(end(mine, idOf(second))).isEqualTo(Outcome.ENDED);
    assertThat(ALLY.isOpen(second)).isFalse();
    assertThat(ALLY.isOpen(third)).isTrue();
    assertThat(ALLY.isOpen(mine)).isTrue();
    assertThat(noted("SESSION_ENDED")).isEqualTo(1);
  }

  @Test
  void anotherNodeKnowsAtOnceThatOneHasEnded() {
    PgSessionStore elsewhere = new PgSessionStore(
        ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT), new FactorPolicy(Optional.empty()));
    Secret second = ALLY.session(email);
    var hashes = new Tokens(ALLY.keyring).hashes(Tokens.Purpose.SESSION, second);
    assertThat(answer(elsewhere.find(hashes, START))).isPresent();
    end(mine, idOf(second));
    assertThat(answer(elsewhere.find(hashes, START))).isEmpty();
  }

  @RepeatedTest(5)
  void oneThatIsUsedMeanwhileIsNotRevived() {
    Secret second = ALLY.session(email);
    UUID id = idOf(second);
    ALLY.clock.pass(Duration.ofMinutes(2));
    List<Future<FindSession.Answer>> used = new ArrayList<>();
    Future<EndSession.Answer> ended = null;
    for (int i = 0; i < 20; i++) {
      used.add(FindSession.OPERATION.ask(ALLY.bus, new FindSession(second)));
      if (i == 10) {
        ended = EndSession.OPERATION.ask(ALLY.bus, new EndSession(mine, id, requestInfo()));
      }
    }
    assertThat(answer(ended).outcome()).isEqualTo(Outcome.ENDED);
    assertThat(ALLY.isOpen(second)).isFalse();
    used.forEach(use -> answer(use));
    assertThat(ALLY.isOpen(second)).isFalse();
  }

  @RepeatedTest(5)
  void ofTwoThatEndEachOtherOneAtMostIsLeft() {
    Secret second = ALLY.session(email);
    UUID first = idOf(mine);
    UUID other = idOf(second);
    var one = EndSession.OPERATION.ask(ALLY.bus, new EndSession(mine, other, requestInfo()));
    var two = EndSession.OPERATION.ask(ALLY.bus, new EndSession(second, first, requestInfo()));
    List<Outcome> outcomes = List.of(answer(one).outcome(), answer(two).outcome());
    assertThat(outcomes).contains(Outcome.ENDED);
    assertThat(ALLY.isOpen(mine) && ALLY.isOpen(second)).isFalse();
  }

  @Test
  void repeatingItChangesNothingAndNotesNothing() {
    UUID id = idOf(ALLY.session(email));
    assertThat(end(mine, id)).isEqualTo(Outcome.ENDED);
    assertThat(end(mine, id)).isEqualTo(Outcome.NOT_THERE);
    assertThat(noted("SESSION_ENDED")).isEqualTo(1);
  }

  @Test
  void neitherSomebodyElsesNorItsOwnIsEnded() {
    Secret somebodyElses = ALLY.session(ALLY.account());
    assertThat(end(mine, idOf(somebodyElses))).isEqualTo(Outcome.NOT_THERE);
    assertThat(end(mine, idOf(mine))).isEqualTo(Outcome.NOT_THERE);
    assertThat(end(mine, UUID.randomUUID())).isEqualTo(Outcome.NOT_THERE);
    assertThat(ALLY.isOpen(somebodyElses)).isTrue();
    assertThat(ALLY.isOpen(mine)).isTrue();
    assertThat(noted("SESSION_ENDED")).isZero();
  }

  @Test
  void whoHasNoSessionEndsNone() {
    Secret nobody = Secret.token(AccountFixture.RANDOM);
    assertThat(end(nobody, idOf(mine))).isEqualTo(Outcome.NO_SESSION);
    assertThat(endOthers(nobody)).isFalse();
    assertThat(ALLY.ask(ShowSessions.OPERATION, new ShowSessions(nobody)).sessions()).isEmpty();
    assertThat(ALLY.isOpen(mine)).isTrue();
  }

  @Test
  void endsAllOthersAndThePendingLoginsOfThisAccountAlone() {
    Secret somebodyElses = ALLY.session(ALLY.account());
    Secret second = ALLY.session(email);
    ALLY.activate(mine);
    Secret third = Secret.token(AccountFixture.RANDOM);
    ALLY.code(ALLY.pendingLogin(email), FakeTotp.RIGHT, third);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(endOthers(mine)).isTrue();
    assertThat(ALLY.isOpen(mine)).isTrue();
    assertThat(ALLY.isOpen(second)).isFalse();
    assertThat(ALLY.isOpen(third)).isFalse();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(AccountFixture.RANDOM)))
        .isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(ALLY.isOpen(somebodyElses)).isTrue();
    assertThat(noted("OTHER_SESSIONS_ENDED")).isEqualTo(1);
  }

  @Test
  void endingAllOthersWhereThereIsNoneIsNotNoted() {
    assertThat(endOthers(mine)).isTrue();
    assertThat(noted("OTHER_SESSIONS_ENDED")).isZero();
  }

  @Test
  void loggingOutIsNotedOnce() {
    ALLY.ask(LogOut.OPERATION, new LogOut(mine, Secret.empty()));
    ALLY.ask(LogOut.OPERATION, new LogOut(mine, Secret.empty()));
    assertThat(noted("LOGGED_OUT")).isEqualTo(1);
  }
}
