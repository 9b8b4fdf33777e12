package dev.ally.account.password;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.password.PgPasswordStore.Attempt;
import dev.ally.account.person.AddressSql;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import dev.ally.harness.Answers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Questions about passwords that are asked again and then refused, on real PostgreSQL: none gives a guess back twice. */
public class RepeatedPasswordTest {
  @RegisterExtension static final VerifierFixture ALLY = new VerifierFixture();

  private static final String FLOOD = "192.0.2.66";
  private static final int REQUESTS = 3;
  private static final Integer NOBODY = -1;

  @BeforeEach
  void open() {
    ALLY.open(2, new PasswordHash(64, 1));
  }

  private static Future<PasswordVerifier.Verdict> verify(EmailAddress email, String address, String password,
      UUID operationId) {
    return ALLY.ask(verifier -> verifier.verify(email, Secret.of(password),
        new RequestInfo(address, "a browser", Secret.token(VerifierFixture.RANDOM)), operationId,
        VerifierFixture.ASKER));
  }

  /** Returns when it waits in the queue, behind a held thread, or has its answer. */
  private static Future<PasswordVerifier.Verdict> queued(EmailAddress email, String address, String password,
      UUID operationId) {
    return ALLY.queued(() -> verify(email, address, password, operationId));
  }

  /** Asks, and is pushed out of the full queue before its turn. */
  private static void pushedOut(EmailAddress email, String password, UUID operationId) throws InterruptedException {
    VerifierFixture.Hold hold = ALLY.hold().awaitBegin();
    Future<?> first = queued(VerifierFixture.email(), FLOOD, "filling the queue", UUID.randomUUID());
    Future<PasswordVerifier.Verdict> pushedOut = queued(email, FLOOD, password, operationId);
    Future<?> other = queued(VerifierFixture.email(), "192.0.2.1", "pushing one out", UUID.randomUUID());
    assertThat(answer(pushedOut.map(false).otherwise(failure -> failure instanceof Unavailable))).isTrue();
    hold.release().countDown();
    List.of(hold.end(), first, other).forEach(Answers::answer);
  }

  private static PgPasswordStore.Subjects subjects(EmailAddress email) {
    return new PgPasswordStore.Subjects(
        AddressSql.parameter(email), new Buffer[0], ALLY.subject(email), Buffer.buffer("no browser"));
  }

  /** However often a guess is asked again and refused, five guesses are five. */
  @Test
  void aGuessThatWasVerifiedStaysCountedWhenItIsAskedAgainAndPushedOut() throws Exception {
    EmailAddress email = VerifierFixture.email();
    for (int i = 0; i < Limit.PASSWORDS_BEFORE_WAIT.count(); i++) {
      UUID operation = UUID.randomUUID();
      assertThat(answer(verify(email, FLOOD, "guess number " + i, operation)))
          .isInstanceOf(PasswordVerifier.Verdict.Wrong.class);
      pushedOut(email, "guess number " + i, operation);
      assertThat(ALLY.counted(email)).isEqualTo(i + 1);
    }
    for (int i = Limit.PASSWORDS_BEFORE_WAIT.count(); i < 120; i++) {
      assertThat(answer(verify(email, FLOOD, "guess number " + i, UUID.randomUUID())))
          .isInstanceOf(PasswordVerifier.Verdict.Wait.class);
    }
  }

  /** The one that counted it is refused while the other is verified: the guess was made. */
  @Test
  void aGuessIsNotGivenBackOnceItWasAskedAgain() {
    PgPasswordStore store = new PgPasswordStore(ALLY.pool());
    EmailAddress email = VerifierFixture.email();
    UUID operation = UUID.randomUUID();
    Attempt first = charge(store, email, operation);
    assertThat(charge(store, email, operation).charged()).isTrue();
    answer(store.refund(first));
    assertThat(ALLY.counted(email)).isEqualTo(1);
  }

  @Test
  void aGuessThatIsAskedAgainMuchLaterIsAnotherOne() {
    PgPasswordStore store = new PgPasswordStore(ALLY.pool());
    EmailAddress email = VerifierFixture.email();
    UUID operation = UUID.randomUUID();
    charge(store, email, operation);
    ALLY.clock.pass(Duration.ofMinutes(2));
    charge(store, email, operation);
    assertThat(ALLY.counted(email)).isEqualTo(2);
  }

  private static Attempt charge(PgPasswordStore store, EmailAddress email, UUID operation) {
    return answer(store.charge(
        subjects(email), operation, UUID.randomUUID(), Integer.MAX_VALUE, ALLY.clock.instant()));
  }

  /** Every order of three requests for one or two operations, each of which is verified or refused in the end. */
  static List<List<Integer>> orders() {
    List<List<Integer>> orders = new ArrayList<>();
    extend(new ArrayList<>(), orders);
    return orders;
  }

  /** Requests begin by their numbers; a number that comes again ends one. */
  private static void extend(List<Integer> order, List<List<Integer>> orders) {
    if (order.size() == 2 * REQUESTS) {
      orders.add(List.copyOf(order));
      return;
    }
    long begun = order.stream().distinct().count();
    for (int request = 0; request < REQUESTS; request++) {
      int next = request;
      if (request == begun || request < begun && order.stream().filter(one -> one == next).count() == 1) {
        order.add(request);
        extend(order, orders);
        order.remove(order.size() - 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void onlyTheRequestThatCountedAGuessGivesItBack(List<Integer> order) {
    for (int operations = 0; operations < 1 << (REQUESTS - 1); operations++) {
      for (int outcomes = 0; outcomes < 1 << REQUESTS; outcomes++) {
        play(order, operations << 1, outcomes);
      }
    }
  }

  /**
   * @param operations of each request, a bit
   * @param outcomes of each request, a bit: whether it is refused
   */
  private static void play(List<Integer> order, int operations, int outcomes) {
    PgPasswordStore store = new PgPasswordStore(ALLY.pool());
    EmailAddress email = VerifierFixture.email();
    UUID[] ids = {UUID.randomUUID(), UUID.randomUUID()};
    Attempt[] attempts = new Attempt[REQUESTS];
    // Of each operation: the request that may give it back, or that none may; absent while it is not counted.
    Map<Integer, Integer> owners = new HashMap<>();
    for (int request : order) {
      int operation = operations >> request & 1;
      if (attempts[request] == null) {
        attempts[request] = charge(store, email, ids[operation]);
        owners.merge(operation, request, (before, again) -> NOBODY);
      } else if ((outcomes >> request & 1) == 1) {
        answer(store.refund(attempts[request]));
        owners.remove(operation, request);
      }
    }
    assertThat(ALLY.counted(email))
        .as("%s, operations %s, refused %s", order, Integer.toBinaryString(operations), Integer.toBinaryString(outcomes))
        .isEqualTo(owners.size());
  }
}
