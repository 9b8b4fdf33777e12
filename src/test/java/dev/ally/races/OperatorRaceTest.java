package dev.ally.races;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.races.Crowd.User;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator does to an account while its person uses it. */
class OperatorRaceTest {
  @RegisterExtension static final Crowd CROWD = new Crowd();

  /**
   * For two days an ending has the id of an account that is no more: {@code oidc} ends by it what it gave. Security
   * events, which the audit log and webhooks tell, have it for a week.
   */
  private static String rememberedBesideEvents() {
    CROWD.database.execute("DELETE FROM account.ending; DELETE FROM account.event");
    return CROWD.database.dump(Schema.ACCOUNT);
  }

  @Test
  void aDeletedAccountLeavesNothingInEitherSchema() {
    User ada = CROWD.new User();
    Secret session = ada.enrol();
    answer(ada.code(ada.logIn(), ada.app.wrongCodeAt(CROWD.clock.instant())));
    answer(ada.code(ada.logIn(), ada.codeNow()));
    assertThat(CROWD.isOpen(session)).isTrue();
    String id = ada.id().toString();
    assertThat(CROWD.database.dump(Schema.TOTP)).contains(id);
    assertThat(answer(ada.delete())).isEqualTo(DeleteAccount.Outcome.DELETED);
    assertThat(CROWD.database.dump(Schema.TOTP)).doesNotContain(id);
    assertThat(rememberedBesideEvents()).doesNotContain(id, ada.email);
    assertThat(CROWD.isOpen(session)).isFalse();
  }

  /** One that is added later must be thought of: in {@code PgForgetting}, and by a foreign key that cascades. */
  @Test
  void everyTableThatNamesAnAccountIsEmptiedOfIt() {
    assertThat(CROWD.database.count("""
        information_schema.columns c
        WHERE c.table_schema = 'account' AND c.column_name = 'account_id'
          AND c.table_name NOT IN ('deletion', 'ending', 'event', 'webhook_delivery')
          AND NOT EXISTS (
            SELECT FROM information_schema.table_constraints t
            JOIN information_schema.referential_constraints r USING (constraint_schema, constraint_name)
            WHERE t.table_schema = c.table_schema AND t.table_name = c.table_name AND r.delete_rule = 'CASCADE')"""))
        .isZero();
    assertThat(CROWD.database.count("""
        information_schema.columns WHERE table_schema = 'totp' AND column_name = 'account_id'
          AND table_name NOT IN ('authenticator', 'pending_key', 'recovery_code', 'shown_recovery_codes',
            'guess_budget', 'recovery_budget', 'operation', 'void_recovery_codes')""")).isZero();
  }

  @Raced
  void aLoginWhileItIsDeletedLeavesNothing() {
    User ada = CROWD.new User();
    String id = ada.id().toString();
    List<Future<LogIn.Answer>> logins = new ArrayList<>();
    Future<DeleteAccount.Outcome> deleted = null;
    for (int i = 0; i < 14; i++) {
      logins.add(ada.logIn(CROWD.token()));
      if (i == 10) {
        deleted = ada.delete();
      }
    }
    assertThat(answer(deleted)).isEqualTo(DeleteAccount.Outcome.DELETED);
    logins.forEach(login -> answer(login.otherwise((LogIn.Answer) null)));
    assertThat(rememberedBesideEvents()).doesNotContain(id, ada.email);
    // Logins that came after the deletion were wrong passwords; after five of them the next one waits.
    assertThat(answer(ada.logIn(CROWD.token())).outcome()).isIn(LogIn.Outcome.REFUSED, LogIn.Outcome.WAIT);
  }

  @Raced
  void ofTwoOperatorsBothAreToldThatItIsGone() {
    User ada = CROWD.new User();
    ada.enrol();
    List<Future<DeleteAccount.Outcome>> asked = List.of(ada.delete(), ada.delete());
    List<Optional<DeleteAccount.Outcome>> outcomes = asked.stream()
        .map(one -> answer(one.map(Optional::of).otherwise(Optional.<DeleteAccount.Outcome>empty()))).toList();
    assertThat(outcomes).contains(Optional.of(DeleteAccount.Outcome.DELETED));
    assertThat(answer(ada.delete())).isEqualTo(DeleteAccount.Outcome.NO_ACCOUNT);
  }

  @Raced
  void deletingWhileTwoFactorIsTurnedOnLeavesNoAuthenticator() {
    User ada = CROWD.new User();
    String id = ada.id().toString();
    Secret session = ada.logIn();
    UUID pendingId = ada.link(session);
    var confirmed = ada.confirm(session, pendingId, ada.codeNow());
    var deleted = ada.delete();
    assertThat(answer(deleted)).isEqualTo(DeleteAccount.Outcome.DELETED);
    answer(confirmed.map(Optional::of).otherwise(Optional.empty()));
    assertThat(CROWD.database.count("totp.authenticator WHERE account_id = '" + id + "'")).isZero();
    assertThat(rememberedBesideEvents()).doesNotContain(id);
  }

  @Raced
  void aLoginWhileItIsLockedLeavesNoSession() {
    User ada = CROWD.new User();
    List<Future<LogIn.Answer>> logins = new ArrayList<>();
    Future<LockAccount.Outcome> locked = null;
    for (int i = 0; i < 20; i++) {
      logins.add(ada.logIn(CROWD.token()));
      if (i == 10) {
        locked = ada.lock();
      }
    }
    assertThat(answer(locked)).isEqualTo(LockAccount.Outcome.DONE);
    logins.forEach(login -> answer(login.otherwise((LogIn.Answer) null)));
    assertThat(ada.sessions()).isZero();
  }

  @Raced
  void aCodeWhileItIsLockedLeavesNoSession() {
    User ada = CROWD.new User();
    ada.enrol();
    Secret pending = ada.logIn();
    Future<LogInWithCode.Result> code = ada.code(pending, ada.codeNow());
    assertThat(answer(ada.lock())).isEqualTo(LockAccount.Outcome.DONE);
    answer(code.map(Optional::of).otherwise(Optional.empty()));
    assertThat(ada.sessions()).isZero();
  }
}
