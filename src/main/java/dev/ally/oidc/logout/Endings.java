package dev.ally.oidc.logout;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.ListEndings.Ending;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;

/** Learns from {@code account} what has ended, and ends what applications were given with it. */
final class Endings {
  private final Bus bus;
  private final PgLogoutStore store;
  private final Clock clock;

  Endings(Bus bus, PgLogoutStore store, Clock clock) {
    this.bus = bus;
    this.store = store;
    this.clock = clock;
  }

  /** Acts on all endings that are not known yet. */
  Future<Void> follow() {
    return store.last()
        .compose(last -> ListEndings.OPERATION.ask(bus, new ListEndings(last)))
        .compose(answer -> answer.endings().isEmpty()
            ? Future.succeededFuture()
            : end(answer.endings()).compose(ended -> ended ? follow() : Future.succeededFuture()));
  }

  /** One after the other: each moves the cursor past all before it. False: another node is at one of them. */
  private Future<Boolean> end(List<Ending> endings) {
    Future<Boolean> ended = Future.succeededFuture(true);
    for (Ending ending : endings) {
      ended = ended.compose(mine -> mine ? store.end(ending, clock.instant()) : Future.succeededFuture(false));
    }
    return ended;
  }
}
