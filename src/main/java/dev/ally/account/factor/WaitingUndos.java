package dev.ally.account.factor;

import dev.ally.bus.Bus;
import dev.ally.contract.totp.ResetAuthenticators;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the undos of two-factor that have waited for long enough. */
public final class WaitingUndos {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingUndos.class);

  private final PgUndoStore store;
  private final FactorSwitch factorSwitch;
  private final Bus bus;
  private final Clock clock;

  public WaitingUndos(PgUndoStore store, FactorSwitch factorSwitch, Bus bus, Clock clock) {
    this.store = store;
    this.factorSwitch = factorSwitch;
    this.bus = bus;
    this.clock = clock;
  }

  /** Makes every waiting undo whose time has come; fails, once all were tried, when one of them could not be made. */
  public Future<Void> actDue() {
    return store.due(clock.instant())
        .compose(due -> Future.join(due.stream().map(this::actOrSay).toList()))
        .mapEmpty();
  }

  private Future<Void> actOrSay(UUID accountId) {
    return act(accountId).onFailure(failure ->
        LOG.warn("the undo of two-factor of account {} waits on: {}", accountId, failure.toString()));
  }

  /** It goes on waiting until the switch is closed, so that one whose node is gone is begun again. */
  private Future<Void> act(UUID accountId) {
    return store.begin(accountId, clock.instant()).compose(begun -> begun.isEmpty()
        ? Future.succeededFuture()
        : factorSwitch
            .goOn(
                begun.get().operationId(),
                operationId -> ResetAuthenticators.OPERATION.ask(bus, new ResetAuthenticators(
                    operationId, accountId, Optional.of(begun.get().resetAt()))),
                UndoService::made)
            .compose(answer -> switch (answer.outcome()) {
              case REMOVED, GIVEN_UP -> Future.succeededFuture();
              case NOT_ENROLLED, GUESSED_AT -> store.stop(accountId, clock.instant()).mapEmpty();
            }));
  }
}
