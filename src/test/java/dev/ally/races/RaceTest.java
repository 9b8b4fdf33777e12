package dev.ally.races;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.crypto.Secret;
import dev.ally.races.Crowd.User;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class RaceTest {
  @RegisterExtension static final Crowd CROWD = new Crowd();

  @Raced
  void oneOfFiftySpendsACode() {
    User ada = CROWD.new User();
    ada.enrol();
    long before = ada.sessions();
    List<Secret> pending = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      pending.add(ada.logIn());
    }
    String code = ada.codeNow();
    List<Future<LogInWithCode.Result>> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      asked.add(ada.code(pending.get(i % pending.size()), code));
    }
    List<LogInWithCode.Result> outcomes = asked.stream().map(future -> answer(future)).toList();
    assertThat(Collections.frequency(outcomes, LogInWithCode.Outcome.SIGNED_IN)).isEqualTo(1);
    assertThat(ada.sessions()).isEqualTo(before + 1);
  }

  @Raced
  void fiveOfFiftyGuessesAreLookedAt() {
    User ada = CROWD.new User();
    ada.enrol();
    Secret pending = ada.logIn();
    String wrong = ada.app.wrongCodeAt(CROWD.clock.instant());
    List<LogInWithCode.Result> outcomes = atOnce(50, () -> ada.code(pending, wrong));
    assertThat(ada.charges()).isEqualTo(5);
    assertThat(Collections.frequency(outcomes, CodeRefusal.WRONG)
        + Collections.frequency(outcomes, LogInWithCode.Outcome.DEAD)).isEqualTo(5);
    assertThat(answer(ada.code(pending, ada.codeNow()))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
  }

  @Raced
  void fivePasswordsOfFiftyAreLookedAt() {
    User ada = CROWD.new User();
    List<Optional<LogIn.Outcome>> outcomes = atOnce(50, () -> ada.logInWith(Secret.of("not the password"))
        .map(Optional::of)
        // On a machine that is slow now, the queue of the hash threads may be full: then nothing was verified.
        .recover(failure -> failure instanceof Unavailable
            ? Future.succeededFuture(Optional.empty())
            : Future.failedFuture(failure)));
    assertThat(Collections.frequency(outcomes, Optional.of(LogIn.Outcome.REFUSED))).isBetween(1, 5);
    assertThat(outcomes).isSubsetOf(
        Optional.of(LogIn.Outcome.REFUSED), Optional.of(LogIn.Outcome.WAIT), Optional.empty());
  }

  @Raced
  void oneOfTwoTabsConfirms() {
    User ada = CROWD.new User();
    Secret session = ada.logIn();
    UUID pendingId = ada.link(session);
    String code = ada.codeNow();
    List<CompleteEnrolment.Outcome> outcomes = atOnce(2, () -> ada.confirm(session, pendingId, code));
    assertThat(outcomes)
        .containsExactlyInAnyOrder(CompleteEnrolment.Outcome.ACTIVATED, CompleteEnrolment.Outcome.ALREADY_ON);
    assertThat(ada.authenticators()).isEqualTo(1);
    assertThat(ada.openIntents()).isZero();
  }

  @Raced
  void oneOfTwoSessionsConfirms() {
    User ada = CROWD.new User();
    Secret one = ada.logIn();
    UUID firstKey = ada.link(one);
    String firstCode = ada.codeNow();
    Secret two = ada.logIn();
    UUID secondKey = ada.link(two);
    Future<CompleteEnrolment.Outcome> first = ada.confirm(one, firstKey, firstCode);
    Future<CompleteEnrolment.Outcome> second = ada.confirm(two, secondKey, ada.codeNow());
    assertThat(List.of(answer(first), answer(second))).containsOnlyOnce(CompleteEnrolment.Outcome.ACTIVATED);
    assertThat(ada.authenticators()).isEqualTo(1);
    assertThat(ada.sessions()).isEqualTo(1);
    assertThat(ada.openIntents()).isZero();
  }

  @Raced
  void aLoginDuringActivationLeavesNoSessionWithoutACode() {
    User ada = CROWD.new User();
    Secret session = ada.logIn();
    UUID pendingId = ada.link(session);
    List<Future<LogIn.Answer>> logins = new ArrayList<>();
    Future<CompleteEnrolment.Outcome> confirmed = null;
    for (int i = 0; i < 20; i++) {
      logins.add(ada.logIn(CROWD.token()));
      if (i == 10) {
        confirmed = ada.confirm(session, pendingId, ada.codeNow());
      }
    }
    assertThat(answer(confirmed)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    logins.forEach(login -> answer(login.otherwise((LogIn.Answer) null)));
    assertThat(ada.authenticators()).isEqualTo(1);
    assertThat(ada.sessions()).isEqualTo(1);
    assertThat(ada.openIntents()).isZero();
  }

  @Raced
  void aCodeIsSpentEitherByALoginOrByTurningOff() {
    User ada = CROWD.new User();
    Secret session = ada.enrol();
    Secret pending = ada.logIn();
    String code = ada.codeNow();
    Future<LogInWithCode.Result> login = ada.code(pending, code);
    Future<Deactivate.Result> off = ada.deactivate(session, code);
    boolean signedIn = answer(login) == LogInWithCode.Outcome.SIGNED_IN;
    boolean turnedOff = answer(off) == Deactivate.Outcome.DEACTIVATED;
    assertThat(signedIn).isNotEqualTo(turnedOff);
    assertThat(ada.authenticators()).isEqualTo(turnedOff ? 0 : 1);
    assertThat(ada.sessions()).isEqualTo(turnedOff ? 1 : 2);
    assertThat(ada.openIntents()).isZero();
  }

  @Raced
  void turningOnAgainstTurningOffEndsInOneOfTheTwo() {
    User ada = CROWD.new User();
    Secret session = ada.enrol();
    String off = ada.codeNow();
    List<Future<Deactivate.Result>> offs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      offs.add(ada.deactivate(session, off));
    }
    List<Deactivate.Result> outcomes = offs.stream().map(future -> answer(future)).toList();
    assertThat(outcomes).containsOnlyOnce(Deactivate.Outcome.DEACTIVATED);
    UUID pendingId = ada.link(session);
    CROWD.clock.pass(Duration.ofSeconds(1));
    String code = ada.codeNow();
    Future<CompleteEnrolment.Outcome> on = ada.confirm(session, pendingId, code);
    Future<Deactivate.Result> offAgain = ada.deactivate(session, code);
    assertThat(answer(on)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    assertThat(answer(offAgain)).isIn(Deactivate.Outcome.ALREADY_OFF, CodeRefusal.SPENT);
    assertThat(ada.authenticators()).isEqualTo(1);
    assertThat(ada.openIntents()).isZero();
  }
}
