package dev.ally.account.factor;

import dev.ally.account.factor.PgFreshGuessStore.Request;
import dev.ally.bus.Bus;
import dev.ally.contract.totp.GrantFreshGuesses;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has {@code totp} renew the budget of guesses at codes for accounts whose password was reset by email. The request is
 * stored in the transaction of the reset. A task that runs every few seconds repeats requests without an answer, also
 * while the only {@code totp} is an older version that does not know the operation.
 */
public final class FreshGuesses {
  private static final Logger LOG = LoggerFactory.getLogger(FreshGuesses.class);

  private final Bus bus;
  private final PgFreshGuessStore store;
  private final Clock clock;

  public FreshGuesses(Bus bus, PgFreshGuessStore store, Clock clock) {
    this.bus = bus;
    this.store = store;
    this.clock = clock;
  }

  /** Sends the request that is stored for this account, if any. Never fails, since the periodic task repeats it. */
  public Future<Void> grantTo(UUID accountId) {
    return store.find(accountId)
        .compose(request -> request.isPresent() ? grant(request.get()) : Future.succeededFuture())
        .recover(failure -> {
          LOG.debug("the request for fresh guesses of account {} is repeated later: {}", accountId, failure.toString());
          return Future.succeededFuture();
        });
  }

  /** Sends all requests that are still stored; fails at the end if one was not answered. */
  public Future<Void> grantAll() {
    return store.leftOpen(clock.instant().minus(FactorSwitch.SETTLE_AFTER))
        .compose(open -> Future.join(open.stream().map(this::grant).toList()))
        .mapEmpty();
  }

  private Future<Void> grant(Request request) {
    return GrantFreshGuesses.OPERATION
        .ask(bus, new GrantFreshGuesses(request.operationId(), request.accountId()))
        .compose(answered -> store.close(request));
  }
}
