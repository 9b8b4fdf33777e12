package dev.ally.account.session;

import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.bus.BusOperation;
import dev.ally.contract.Operations;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ChooseLanguage;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.RequireFactor;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that is held, as each operation of the bus sees it. */
class HeldSessionTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Path MESSAGES = Path.of("src/test/resources/messages");

  /** What a held session is for. */
  private static final Set<String> HELD_TOO = Set.of(
      FindSession.OPERATION.address(), LogOut.OPERATION.address(), ShowSecurity.OPERATION.address(),
      ChangeMethod.OPERATION.address(), FindEnrolment.OPERATION.address(), CompleteEnrolment.OPERATION.address(),
      AbandonEnrolment.OPERATION.address(), ChooseLanguage.OPERATION.address());

  private static Secret held;

  @BeforeAll
  static void hold() {
    String email = ALLY.account();
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "held", true));
    held = ALLY.session(email);
    ALLY.ask(RequireFactor.OPERATION, new RequireFactor("held", true, ""));
  }

  @TestFactory
  List<DynamicTest> findsNoSessionInAnyOperationThatDoesNotSayOtherwise() {
    return Operations.all().values().stream()
        .map(Operations.Declared::operation)
        .filter(operation -> operation.address().startsWith("account."))
        .filter(operation -> !HELD_TOO.contains(operation.address()))
        .filter(operation -> sample(operation).containsKey("session"))
        .map(operation -> DynamicTest.dynamicTest(operation.address(), () ->
            assertThat(asked(operation, held)).isEqualTo(asked(operation, Secret.token(RANDOM)))))
        .toList();
  }

  @Test
  void isOpenAllTheWhile() {
    FindSession.Answer found = ALLY.ask(FindSession.OPERATION, new FindSession(held));
    assertThat(found.person()).isEmpty();
    assertThat(found.held()).isPresent();
  }

  private static <Q, A> JsonObject asked(BusOperation<Q, A> operation, Secret session) {
    JsonObject question = sample(operation).put("session", session.revealText());
    return operation.answer().write().apply(answer(operation.ask(
        ALLY.bus, operation.question().read().apply(question))));
  }

  /** As a released version sent it. */
  private static JsonObject sample(BusOperation<?, ?> operation) {
    return Stream.of("0.2.0", "0.1.0")
        .map(version -> MESSAGES.resolve(version).resolve(operation.address() + ".question.json"))
        .filter(Files::exists).findFirst()
        .map(HeldSessionTest::read)
        .orElseThrow(() -> new AssertionError("no sample of " + operation.address()));
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
