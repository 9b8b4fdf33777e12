package dev.ally.account.password.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FewAtOnceTest {
  private final FewAtOnce few = new FewAtOnce(2);
  private final List<String> begun = new ArrayList<>();
  private final List<Promise<String>> running = new ArrayList<>();

  private Future<String> run(String party, String name) {
    return few.run(party, () -> {
      begun.add(name);
      Promise<String> promise = Promise.promise();
      running.add(promise);
      return promise.future();
    });
  }

  @Test
  void doesTheNextWhenOneIsDoneWhetherItSucceedsOrFails() {
    Future<String> first = run("a", "first");
    Future<String> second = run("a", "second");
    Future<String> third = run("a", "third");
    run("a", "fourth");
    assertThat(begun).containsExactly("first", "second");
    running.get(1).complete("done");
    assertThat(second.result()).isEqualTo("done");
    assertThat(begun).containsExactly("first", "second", "third");
    running.get(0).fail("broken");
    assertThat(first.cause()).hasMessage("broken");
    assertThat(begun).hasSize(4);
    running.get(2).complete("third");
    assertThat(third.result()).isEqualTo("third");
  }

  @Test
  void letsPartiesTakeTurns() {
    for (int i = 0; i < 5; i++) {
      run("flood", "flood " + i);
    }
    run("ada", "ada");
    running.get(0).complete("");
    running.get(1).complete("");
    assertThat(begun).containsExactly("flood 0", "flood 1", "flood 2", "ada");
  }

  @Test
  void goesOnWhenTheWorkCannotBegin() {
    for (int i = 0; i < 3; i++) {
      assertThat(few.run("a", () -> {
        throw new IllegalStateException("no");
      }).failed()).isTrue();
    }
    run("a", "next");
    assertThat(begun).containsExactly("next");
  }

  /** Each of them begins when the one before is done, and none on the stack of that one. */
  @Test
  void anyNumberThatIsDoneAtOnceTakesTheSameStack() {
    run("a", "first");
    run("a", "second");
    List<Future<Integer>> done = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      done.add(few.run("a", () -> Future.succeededFuture(number)));
    }
    running.get(0).complete("");
    assertThat(done).allMatch(Future::succeeded);
  }
}
