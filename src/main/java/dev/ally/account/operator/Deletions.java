package dev.ally.account.operator;

import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.operator.PgDeletionStore.Deletion;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.totp.ForgetAccount;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes accounts across the two schemas: the deletion is committed here, {@code totp} deletes its part, then the
 * account is deleted. Unlike a switch of two-factor it is never given up: both parts can be repeated, and a deletion
 * that is left open is continued.
 */
public final class Deletions {
  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

  private final Bus bus;
  private final PgDeletionStore store;
  private final Clock clock;

  public Deletions(Bus bus, PgDeletionStore store, Clock clock) {
    this.bus = bus;
    this.store = store;
    this.clock = clock;
  }

  /** Does the remaining steps of a deletion. */
  Future<Void> goOn(UUID operationId, UUID accountId) {
    return ForgetAccount.OPERATION.ask(bus, new ForgetAccount(accountId))
        .compose(answer -> answer.forgotten()
            ? store.finish(operationId)
            : Future.failedFuture(new Unavailable("the second factor was not deleted", Duration.ofSeconds(1))))
        .onSuccess(done -> LOG.info("account {} was deleted by the operator", accountId));
  }

  /** Continues every deletion that was left open. */
  public Future<Void> goOnWithAll() {
    return store.leftOpen(clock.instant().minus(FactorSwitch.SETTLE_AFTER)).compose(open -> {
      Future<Void> done = Future.succeededFuture();
      for (Deletion deletion : open) {
        done = done.compose(before -> goOn(deletion.operationId(), deletion.accountId().orElseThrow()));
      }
      return done;
    });
  }
}
