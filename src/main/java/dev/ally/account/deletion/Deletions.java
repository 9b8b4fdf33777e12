package dev.ally.account.deletion;

import dev.ally.account.deletion.PgDeletionStore.Deletion;
import dev.ally.account.deletion.PgDeletionStore.By;
import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.totp.ForgetAccount;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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

  /** Whether this operation has begun a deletion; then the deletion is completed. */
  public Future<Boolean> wasBegun(UUID operationId) {
    return store.find(operationId).compose(this::completed);
  }

  /** Whether a deletion of the account is open; then it is completed. */
  public Future<Boolean> isOpen(UUID accountId) {
    return store.findOf(accountId).compose(this::completed);
  }

  private Future<Boolean> completed(Optional<Deletion> deletion) {
    return deletion.flatMap(Deletion::accountId)
        .map(accountId -> goOn(deletion.get().operationId(), accountId))
        .orElseGet(Future::succeededFuture)
        .map(deletion.isPresent());
  }

  /**
   * Deletes the account; false: it has changed since it was read, or a switch of two-factor is open.
   *
   * @param account as it was read
   */
  public Future<Boolean> delete(UUID operationId, Versions account, By by) {
    return store.begin(operationId, account, by, clock.instant()).compose(begun -> begun
        ? goOn(operationId, account.accountId()).map(true)
        : Future.succeededFuture(false));
  }

  /** Does the remaining steps of a deletion. */
  private Future<Void> goOn(UUID operationId, UUID accountId) {
    return ForgetAccount.OPERATION.ask(bus, new ForgetAccount(accountId))
        .compose(answer -> answer.forgotten()
            ? store.finish(operationId)
            : Future.failedFuture(new Unavailable("the second factor was not deleted", Duration.ofSeconds(1))))
        .onSuccess(done -> LOG.info("account {} was deleted", accountId));
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
