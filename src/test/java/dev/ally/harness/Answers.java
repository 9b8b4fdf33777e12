package dev.ally.harness;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waits for Futures, from a test's own thread. */
public final class Answers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Answers() {}

  /** The answer; a failed Future throws its cause. */
  public static <T> T answer(Future<T> future) {
    return answer(future, PATIENCE);
  }

  /** The answer, when it takes longer; a failed Future throws its cause. */
  public static <T> T answer(Future<T> future, Duration patience) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("no answer", e);
    }
  }

  /** Asks so many times without waiting in between; all the answers. */
  public static <T> List<T> atOnce(int times, Supplier<Future<T>> question) {
    List<Future<T>> asked = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      asked.add(question.get());
    }
    return asked.stream().map(Answers::answer).toList();
  }
}
