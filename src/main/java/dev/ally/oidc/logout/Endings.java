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
            : end(answer.endings()).compose(ended -> follow()));
  }

  private Future<Void> end(List<Ending> endings) {
    Future<Void> ended = Future.succeededFuture();
    for (Ending ending : endings) {
      ended = ended.compose(before -> store.end(ending, clock.instant()));
    }
    return ended;
  }
}
