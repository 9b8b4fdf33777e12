package dev.ally.account.event;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.LockAccount;
import dev.ally.database.Schema;
import dev.ally.files.LineLog;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each event once, by one node, and what an operator does by the command. */
class AuditLogTest {
  @RegisterExtension static final AccountFixture ACCOUNT = new AccountFixture();

  private static final Duration LATER = Duration.ofSeconds(11);

  private final Lines lines = new Lines();
  private Pool pool;
  private String email;

  /** Remembers lines, or takes none. */
  private static final class Lines implements LineLog {
    private final List<String> all = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean full;

    @Override
    public void write(List<String> some) throws IOException {
      if (full) {
        throw new IOException("no space left on device");
      }
      all.addAll(some);
    }

    @Override
    public void close() {
      // Nothing is open.
    }

    private List<JsonObject> events() {
      return all.stream().map(JsonObject::new).toList();
    }

    private List<String> names() {
      return events().stream().map(event -> event.getString("event")).toList();
    }
  }

  @BeforeEach
  void forgetOlderEvents() {
    pool = ACCOUNT.database.pool(ACCOUNT.vertx(), Schema.ACCOUNT);
    email = ACCOUNT.account();
    ACCOUNT.database.execute("DELETE FROM account.event");
  }

  private AuditLog log(AuditScope scope) {
    return new AuditLog(ACCOUNT.vertx(), new PgEventStore(pool), lines, scope, ACCOUNT.clock);
  }

  private String id() {
    return answer(pool.preparedQuery("SELECT id FROM account.account WHERE email = $1")
        .execute(Tuple.of(email))).iterator().next().getUUID("id").toString();
  }

  @Test
  void aLineSaysWhatHappenedToWhomByWhomAndFromWhere() {
    ACCOUNT.logIn(email, AccountFixture.PASSWORD, AccountFixture.at("192.0.2.7"));
    answer(log(AuditScope.SERVER).round());
    assertThat(lines.all).containsExactly("{\"time\":\"2026-03-03T09:00:00.000Z\",\"event\":\"LOGIN_PASSWORD\","
        + "\"account\":\"" + id() + "\",\"actor\":\"" + id() + "\",\"address\":\"192.0.2.7\",\"outcome\":\"success\","
        + "\"request\":null,\"reason\":null}");
  }

  @Test
  void nodesThatTellAtOnceTellEachEventOnce() {
    ACCOUNT.database.execute("INSERT INTO account.event (at, what) SELECT now(), 'E' || n FROM generate_series(1, 1700) n");
    answer(Future.all(log(AuditScope.SERVER).round(), log(AuditScope.SERVER).round(), log(AuditScope.SERVER).round()));
    assertThat(lines.names()).hasSize(1700).doesNotHaveDuplicates();
    answer(log(AuditScope.SERVER).drain());
    assertThat(lines.all).hasSize(1700);
  }

  @Test
  void whatCouldNotBeWrittenIsToldLater() {
    ACCOUNT.logIn(email, AccountFixture.PASSWORD, AccountFixture.requestInfo());
    AuditLog log = log(AuditScope.SERVER);
    lines.full = true;
    assertThatThrownBy(() -> answer(log.round())).hasMessageContaining("no space left");
    lines.full = false;
    answer(log.round());
    assertThat(lines.names()).containsExactly("LOGIN_PASSWORD");
  }

  @Test
  void drainingTellsWhatWasWrittenDuringARound() {
    AuditLog log = log(AuditScope.SERVER);
    Future<Void> round = log.round();
    ACCOUNT.logIn(email, AccountFixture.PASSWORD, AccountFixture.requestInfo());
    answer(log.drain());
    assertThat(round.isComplete()).isTrue();
    assertThat(lines.names()).containsExactly("LOGIN_PASSWORD");
  }

  @Test
  void aCommandTellsWhatItsOperatorDidAndNothingElse() {
    ACCOUNT.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "before", true));
    ACCOUNT.clock.pass(Duration.ofSeconds(1));
    AuditLog command = log(AuditScope.COMMAND);
    ACCOUNT.logIn(email, AccountFixture.PASSWORD, AccountFixture.requestInfo());
    ACCOUNT.ask(LockAccount.OPERATION, new LockAccount(email, true));
    answer(command.drain());
    assertThat(lines.names()).containsExactly("ACCOUNT_LOCKED");
    assertThat(lines.events().get(0).getString("actor")).isEqualTo("operator");
  }

  @Test
  void aServerLeavesAnOperatorsEventsToTheCommandForAWhile() {
    ACCOUNT.ask(LockAccount.OPERATION, new LockAccount(email, true));
    AuditLog server = log(AuditScope.SERVER);
    answer(server.round());
    assertThat(lines.names()).isEmpty();
    ACCOUNT.clock.pass(LATER);
    answer(server.round());
    assertThat(lines.names()).containsExactly("ACCOUNT_LOCKED");
  }

  @Test
  void aDeletedAccountsEventsRemain() {
    ACCOUNT.logIn(email, AccountFixture.PASSWORD, AccountFixture.requestInfo());
    ACCOUNT.database.execute("DELETE FROM account.account WHERE email = '" + email + "'");
    answer(log(AuditScope.SERVER).round());
    assertThat(lines.names()).contains("LOGIN_PASSWORD");
  }

  @Test
  void linesAreAsciiWhateverAnEventSays() {
    ACCOUNT.database.execute(
        "INSERT INTO account.event (at, what, reason) VALUES (now(), 'E', E'a\"b\\n\u202e \\U0001f600 \\u2028')");
    answer(log(AuditScope.SERVER).round());
    assertThat(lines.all).singleElement().asString().matches("[\\x20-\\x7e]+").contains("\\u202e");
    assertThat(lines.events().get(0).getString("reason")).isEqualTo("a\"b\n\u202e \ud83d\ude00 \u2028");
  }
}
