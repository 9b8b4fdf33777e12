package dev.ally.account.password.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Does a few things at once. The others wait, and parties take turns, as in {@link FairQueue}. Belongs to one event
 * loop, which all its callers are on.
 */
public final class FewAtOnce {
  private final FairQueue<Promise<Void>> waiting = new FairQueue<>();
  private final int few;
  private int running;
  private boolean calling;

  public FewAtOnce(int few) {
    this.few = few;
  }

  /** Does the work when it is this party's turn. */
  public <T> Future<T> run(String party, Supplier<Future<T>> work) {
    Promise<Void> turn = Promise.promise();
    waiting.add(party, turn);
    callNext();
    return turn.future().compose(called -> work.get()).onComplete(done -> {
      running--;
      callNext();
    });
  }

  /** Work that is done before this returns leaves the next call to the loop here, so that the stack does not grow. */
  private void callNext() {
    if (calling) {
      return;
    }
    calling = true;
    try {
      while (running < few) {
        Optional<Promise<Void>> next = waiting.next();
        if (next.isEmpty()) {
          return;
        }
        running++;
        next.get().complete();
      }
    } finally {
      calling = false;
    }
  }
}
