package dev.ally.account.session;

import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.bus.BusOperation;
import dev.ally.bus.TooMany;
import dev.ally.config.Limit;
import dev.ally.contract.Operations;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindPicture;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowHome;
import dev.ally.contract.account.ShowRecoveryCodes;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.VouchForSession;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much an account's sessions may write in an hour, whatever they ask for. */
class ChangesOfAccountTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  /** What a session asks for that writes nothing, or ends sessions. Anything else that one can ask for is a change. */
  private static final Set<Class<?>> NO_CHANGES = Set.of(
      FindSession.class, FindPicture.class, FindEmailChange.class, ShowActivity.class, FindEnrolment.class,
      ShowHome.class, ShowRecoveryCodes.class, ShowSecurity.class, ShowSessions.class, EndSession.class,
      EndOtherSessions.class, LogOut.class, VouchForSession.class, FindAccounts.class, InspectAccount.class);

  private final String email = ALLY.account();
  private final Secret session = ALLY.session(email);

  /** Every question that bears a session's token. */
  static List<Class<?>> changes() {
    return Operations.all().values().stream()
        .<Class<?>>map(declared -> (Class<?>) declared.question())
        .filter(question -> hasSession(question) && !NO_CHANGES.contains(question))
        .toList();
  }

  private static boolean hasSession(Class<?> question) {
    return Arrays.stream(question.getRecordComponents())
        .anyMatch(part -> part.getName().equals("session") && part.getType() == Secret.class);
  }

  @SuppressWarnings("unchecked")
  private static Optional<BusOperation<Object, Object>> operation(Class<?> question) {
    return Arrays.stream(question.getDeclaredFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == BusOperation.class)
        .findFirst()
        .map(field -> {
          try {
            return (BusOperation<Object, Object>) field.get(null);
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private Object sample(Class<?> question) throws ReflectiveOperationException {
    RecordComponent[] parts = question.getRecordComponents();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(parts)
        .map(part -> part.getName().equals("session") ? session : sampleOf(part.getType()))
        .toArray();
    Constructor<?> constructor = question.getDeclaredConstructor(types);
    return constructor.newInstance(values);
  }

  private static Object sampleOf(Class<?> type) {
    return type == UUID.class ? UUID.randomUUID()
        : type == Secret.class ? Secret.of("something typed")
        : type == String.class ? "a text"
        : type == RequestInfo.class ? requestInfo()
        : type == Optional.class ? Optional.empty()
        : type == boolean.class ? Boolean.FALSE
        : type == Buffer.class ? Buffer.buffer()
        : type.getEnumConstants()[type.getEnumConstants().length - 1];
  }

  private ChangeName.Outcome rename(String name) {
    return ALLY.ask(ChangeName.OPERATION, new ChangeName(session, name, requestInfo())).outcome();
  }

  private void changeAsOftenAsOneMay() {
    for (int i = 0; i < Limit.CHANGES_OF_ACCOUNT.count(); i++) {
      assertThat(rename("Ada " + i)).isEqualTo(ChangeName.Outcome.CHANGED);
    }
  }

  private long activity() {
    return ALLY.database.count("account.activity x JOIN account.account a ON a.id = x.account_id WHERE a.email = '"
        + email + "'");
  }

  @Test
  void isBoundedInAnHourAndGoesOnInTheNext() {
    changeAsOftenAsOneMay();
    long before = activity();
    for (int i = 0; i < 1_000; i++) {
      assertThatThrownBy(() -> rename("Grace")).isInstanceOfSatisfying(TooMany.class, tooMany ->
          assertThat(tooMany.retryAfter()).isEqualTo(Duration.ofHours(1)));
    }
    assertThat(activity()).isEqualTo(before);
    ALLY.clock.pass(Duration.ofMinutes(59));
    assertThatThrownBy(() -> rename("Grace")).isInstanceOfSatisfying(TooMany.class, tooMany ->
        assertThat(tooMany.retryAfter()).isEqualTo(Duration.ofMinutes(1)));
    ALLY.clock.pass(Duration.ofMinutes(1));
    assertThat(ALLY.isOpen(session)).as("used at the 59th minute").isTrue();
    assertThat(rename("Grace")).isEqualTo(ChangeName.Outcome.CHANGED);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void countsEveryQuestionOfASessionThatMayWrite(Class<?> question) throws ReflectiveOperationException {
    changeAsOftenAsOneMay();
    Object sample = sample(question);
    assertThatThrownBy(() -> answer(operation(question).orElseThrow().ask(ALLY.bus, sample)))
        .isInstanceOf(TooMany.class);
  }

  @Test
  void isThatOfAllSessionsOfTheAccountAndOfNoOther() {
    Secret second = ALLY.session(email);
    changeAsOftenAsOneMay();
    assertThatThrownBy(() -> ALLY.ask(ChangeName.OPERATION, new ChangeName(second, "Grace", requestInfo())))
        .isInstanceOf(TooMany.class);
    Secret bobs = ALLY.session(ALLY.account());
    assertThat(ALLY.ask(ChangeName.OPERATION, new ChangeName(bobs, "Bob", requestInfo())).outcome())
        .isEqualTo(ChangeName.Outcome.CHANGED);
  }

  /** A thief's session can use all of it up; the owner ends that session all the same. */
  @Test
  void keepsNobodyFromEndingOtherSessions() {
    Secret thief = ALLY.session(email);
    changeAsOftenAsOneMay();
    assertThat(ALLY.ask(EndOtherSessions.OPERATION, new EndOtherSessions(session, requestInfo())).done()).isTrue();
    assertThat(ALLY.isOpen(thief)).isFalse();
  }
}
