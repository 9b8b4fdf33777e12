package dev.ally.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Questions whose askers ask again while they wait, so that each side soon notices that the other has gone.
 *
 * <p>A question with an id is answered within a second, if only by {@link InProgress}. Then its asker asks the same
 * node again under the same id. The service is asked once, however often the question is. If nobody asks again for two
 * seconds, the asker has gone. A question without an id, from a node of the version before, is answered when its answer
 * is there.
 */
public final class OpenQuestions {
  private static final String ID = "askedAgainAs";
  private static final Duration HOLD = Duration.ofSeconds(1);
  private static final Duration GONE_AFTER = Duration.ofSeconds(2);

  private final Map<UUID, Open> byId = new ConcurrentHashMap<>();
  private final Duration hold;
  private final Duration goneAfter;

  public OpenQuestions() {
    this(HOLD, GONE_AFTER);
  }

  /**
   * @param hold after which an asker is told that its question is in progress
   * @param goneAfter after which it has gone, if it has not asked again by then
   */
  OpenQuestions(Duration hold, Duration goneAfter) {
    this.hold = hold;
    this.goneAfter = goneAfter;
  }

  /** The question with a new id, if it is of those that are asked again. An older node ignores the id. */
  public static JsonObject marked(BusOperation<?, ?> operation, JsonObject question) {
    return operation.way().isAskedAgain() ? question.copy().put(ID, UUID.randomUUID().toString()) : question;
  }

  /** Whether each question that was asked has its answer. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /**
   * Answers a question, or fails with {@link InProgress}. Called on the event loop of the service.
   *
   * @param once how long the asker of a question without an id waits
   */
  public Future<JsonObject> answer(
      JsonObject question, Hop way, Duration once, BiFunction<JsonObject, Asker, Future<JsonObject>> service) {
    Object id = question.getValue(ID);
    return id == null
        ? service.apply(question, Asker.waiting(once))
        : Future.succeededFuture(id)
            .map(text -> UUID.fromString(text.toString()))
            .compose(read -> byId.computeIfAbsent(read, Open::new).ask(question, way, service));
  }

  /** One question. Belongs to one event loop. */
  private final class Open {
    private final UUID id;
    private final Vertx vertx = Vertx.currentContext().owner();
    private final Promise<Void> gone = Promise.promise();
    private Future<JsonObject> answer;
    private int asked;

    Open(UUID id) {
      this.id = id;
    }

    Future<JsonObject> ask(
        JsonObject question, Hop way, BiFunction<JsonObject, Asker, Future<JsonObject>> service) {
      int turn = ++asked;
      if (answer == null) {
        answer = service.apply(question, new Asker(way.patience(), gone.future()));
      }
      Promise<JsonObject> told = Promise.promise();
      long timer = vertx.setTimer(hold.toMillis(), over -> {
        if (told.tryFail(new InProgress())) {
          vertx.setTimer(goneAfter.toMillis(), silent -> end(turn));
        }
      });
      answer.onComplete(done -> {
        vertx.cancelTimer(timer);
        if (done.succeeded() ? told.tryComplete(done.result()) : told.tryFail(done.cause())) {
          end(turn);
        }
      });
      return told.future();
    }

    /** Unless it was asked again since. */
    private void end(int turn) {
      if (turn == asked && byId.remove(id, this)) {
        gone.tryComplete();
      }
    }
  }
}
