package dev.ally.bus;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenQuestionsTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration ONE_TRY = Duration.ofMillis(1_100);

  private final JsonObject question = new JsonObject().put("email", "ada@example.org");
  private final JsonObject marked = OpenQuestions.marked(LogIn.OPERATION, question);
  private final Promise<JsonObject> answer = Promise.promise();
  private final List<Asker> askers = new ArrayList<>();
  private Context loop;

  @BeforeEach
  void takeALoop() {
    loop = WATCHED.vertx().getOrCreateContext();
  }

  private Future<JsonObject> ask(OpenQuestions open, JsonObject asked) {
    Promise<JsonObject> told = Promise.promise();
    loop.runOnContext(now -> open.answer(asked, Hop.WEB_TO_HASH_QUEUE, ONE_TRY, (read, asker) -> {
      askers.add(asker);
      return answer.future();
    }).onComplete(told));
    return told.future();
  }

  private void assertInProgress(OpenQuestions open) {
    assertThatThrownBy(() -> answer(ask(open, marked))).isInstanceOf(InProgress.class);
  }

  @Test
  void answersWhatIsAnsweredSoon() {
    OpenQuestions open = new OpenQuestions(LONG, LONG);
    Future<JsonObject> told = ask(open, marked);
    answer.complete(new JsonObject());
    assertThat(answer(told)).isEqualTo(new JsonObject());
    assertThat(open.isEmpty()).isTrue();
  }

  @Test
  void asksTheServiceOnceHoweverOftenItIsAsked() {
    OpenQuestions open = new OpenQuestions(SHORT, LONG);
    assertInProgress(open);
    assertInProgress(open);
    assertThat(open.isEmpty()).isFalse();
    Future<JsonObject> told = ask(open, marked);
    answer.complete(new JsonObject());
    assertThat(answer(told)).isEqualTo(new JsonObject());
    assertThat(askers).hasSize(1);
    assertThat(askers.get(0).patience()).isEqualTo(Hop.WEB_TO_HASH_QUEUE.patience());
  }

  @Test
  void keepsAnAnswerThatComesBeforeItIsAskedForAgain() {
    OpenQuestions open = new OpenQuestions(SHORT, LONG);
    assertInProgress(open);
    answer.complete(new JsonObject().put("outcome", "SIGNED_IN"));
    assertThat(answer(ask(open, marked)).getString("outcome")).isEqualTo("SIGNED_IN");
    assertThat(askers).hasSize(1);
    assertThat(open.isEmpty()).isTrue();
  }

  @Test
  void passesOnWhyTheServiceFails() {
    OpenQuestions open = new OpenQuestions(SHORT, LONG);
    assertInProgress(open);
    Future<JsonObject> told = ask(open, marked);
    answer.fail(new Unavailable("away", Duration.ofSeconds(7)));
    assertThatThrownBy(() -> answer(told)).isInstanceOf(Unavailable.class);
    assertThat(open.isEmpty()).isTrue();
  }

  @Test
  void anAskerThatDoesNotAskAgainHasGone() {
    OpenQuestions open = new OpenQuestions(SHORT, SHORT);
    assertInProgress(open);
    answer(askers.get(0).gone());
    assertThat(open.isEmpty()).isTrue();
  }

  @Test
  void anAskerThatAsksAgainHasNotGone() {
    OpenQuestions open = new OpenQuestions(SHORT, Duration.ofMillis(500));
    for (int i = 0; i < 40; i++) {
      assertInProgress(open);
    }
    assertThat(askers).as("asked for longer than an absent one is waited for").hasSize(1);
    assertThat(askers.get(0).gone().isComplete()).isFalse();
  }

  @Test
  void aNodeOfTheVersionBeforeIsAnsweredOnce() {
    OpenQuestions open = new OpenQuestions(SHORT, SHORT);
    Future<JsonObject> told = ask(open, question);
    assertInProgress(open);
    answer(askers.get(1).gone());
    assertThat(told.isComplete()).as("longer than another asker is held").isFalse();
    assertThat(askers.get(0).patience()).isEqualTo(ONE_TRY);
    answer.complete(new JsonObject());
    assertThat(answer(told)).isEqualTo(new JsonObject());
  }

  @Test
  void failsForAnIdThatIsNone() {
    OpenQuestions open = new OpenQuestions(SHORT, SHORT);
    for (Object id : new Object[] {"no id", 7, new JsonObject()}) {
      JsonObject odd = question.copy().put("askedAgainAs", id);
      assertThatThrownBy(() -> answer(ask(open, odd))).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(askers).isEmpty();
    assertThat(open.isEmpty()).isTrue();
  }

  @Test
  void marksOnlyQuestionsThatMayWait() {
    assertThat(OpenQuestions.marked(FindSession.OPERATION, question)).isEqualTo(question);
    assertThat(marked.fieldNames()).containsExactlyInAnyOrder("email", "askedAgainAs");
    assertThat(OpenQuestions.marked(LogIn.OPERATION, question)).as("each by an id of its own").isNotEqualTo(marked);
  }
}
