package dev.ally.account.factor;

import dev.ally.bus.Bus;
import dev.ally.contract.totp.ResetAuthenticators;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out undos of two-factor that have waited long enough. */
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

  /** Carries out every undo that is due; fails at the end if one could not be carried out. */
  public Future<Void> actDue() {
    return store.due(clock.instant())
        .compose(due -> Future.join(due.stream().map(this::actOrWarn).toList()))
        .mapEmpty();
  }

  private Future<Void> actOrWarn(UUID accountId) {
    return act(accountId).onFailure(failure ->
        LOG.warn("the undo of two-factor of account {} waits on: {}", accountId, failure.toString()));
  }

  /** The undo stays stored until its switch is closed, so that another node repeats it if this one stops. */
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
