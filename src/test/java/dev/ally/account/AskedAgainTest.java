package dev.ally.account;

import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.password.RepeatedPasswordTest;
import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.RequestedEmail;
import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.Orders;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operations that are asked again, in every order, against what is counted by the hour and with a login: an operation
 * counts once, also when it is refused in between. Passwords have {@link RepeatedPasswordTest}.
 */
class AskedAgainTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final int OPERATIONS = 3;
  private static final int LIMIT = 2;

  private final UUID[] ids = Stream.generate(UUID::randomUUID).limit(OPERATIONS).toArray(UUID[]::new);

  static List<List<Integer>> orders() {
    return Orders.of(5, OPERATIONS);
  }

  private static PgHourStore hours() {
    return new PgHourStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT));
  }

  /** Sign-ups and emails of a network, resets, sign-ups and changes of an email address, changes of an account. */
  @Test
  void countOnceInAnHour() {
    PgHourStore hours = hours();
    for (List<Integer> order : orders()) {
      Buffer subject = Buffer.buffer("subject of " + order);
      Set<Integer> counted = new LinkedHashSet<>();
      for (int operation : order) {
        boolean fits = counted.contains(operation) || counted.size() < LIMIT;
        if (fits) {
          counted.add(operation);
        }
        Duration wait = answer(hours.charge(subject, ids[operation], ALLY.clock.instant(), LIMIT));
        assertThat(wait.isZero()).as("%s, operation %s", order, operation).isEqualTo(fits);
      }
    }
  }

  /** Also where the email was sent, and its row is gone, before the question comes again. */
  @Test
  void areMailedOnceInAnHour() {
    PgHourStore hours = hours();
    for (List<Integer> order : orders()) {
      Buffer subject = Buffer.buffer("emails of " + order);
      UUID[] own = Stream.generate(UUID::randomUUID).limit(OPERATIONS).toArray(UUID[]::new);
      int mailed = 0;
      for (int operation : order) {
        answer(hours.write(
            subject, own[operation], ALLY.clock.instant(), new PgHourStore.Bound(order.size(), 0, PgHourStore.WINDOW),
            RequestedEmail.RESET_ASKED, EmailAddress.of("nobody@example.org"), requestInfo()));
        long waiting = ALLY.database.count("account.letter WHERE id = '" + own[operation] + "'");
        ALLY.database.execute("DELETE FROM account.letter WHERE id = '" + own[operation] + "'");
        mailed += (int) waiting;
      }
      assertThat(mailed).as("%s", order).isEqualTo((int) order.stream().distinct().count());
    }
  }

  /** Places in this hour and the next ones, for links to another email address. */
  @Test
  void takeOnePlace() {
    PgHourStore hours = hours();
    for (List<Integer> order : orders()) {
      Buffer subject = Buffer.buffer("places of " + order);
      Set<Integer> placed = new LinkedHashSet<>();
      Instant newest = ALLY.clock.instant();
      for (int operation : order) {
        if (placed.add(operation) && placed.size() > 1) {
          newest = newest.plus(PgHourStore.WINDOW);
        }
        assertThat(answer(hours.takePlace(subject, ids[operation], ALLY.clock.instant(), 1)))
            .as("%s, operation %s", order, operation).contains(newest);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void missOnceAtALogin(List<Integer> order) {
    String email = ALLY.account();
    ALLY.activate(ALLY.session(email));
    Secret pending = ALLY.pendingLogin(email);
    for (int operation : order) {
      assertThat(ALLY.ask(LogInWithCode.OPERATION, new LogInWithCode(
          ids[operation], pending, Secret.of("22222" + operation), requestInfo(), Secret.of("session"), Secret.empty()))
          .outcome()).isEqualTo(CodeRefusal.WRONG);
    }
    assertThat(ALLY.database.count("account.pending_login l JOIN account.account a ON a.id = l.account_id, "
        + "generate_series(1, l.misses) WHERE a.email = '" + email + "'"))
        .isEqualTo(order.stream().distinct().count());
  }
}
