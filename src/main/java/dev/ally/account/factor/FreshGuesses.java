package dev.ally.account.factor;

import dev.ally.account.factor.PgFreshGuessStore.Asked;
import dev.ally.bus.Bus;
import dev.ally.contract.totp.GrantFreshGuesses;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks {@code totp} for fresh guesses at codes for accounts whose password was reset by mail. That it is to be asked is
 * committed with the reset; what {@code totp} did not answer is asked again by a round every few seconds, also while the
 * only {@code totp} is one that does not know the question yet.
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

  /** Of this account, if they are to be asked for; never fails, since the round asks again. */
  public Future<Void> grantTo(UUID accountId) {
    return store.find(accountId)
        .compose(asked -> asked.isPresent() ? grant(asked.get()) : Future.succeededFuture())
        .recover(failure -> {
          LOG.debug("fresh guesses of {} are asked for again: {}", accountId, failure.toString());
          return Future.succeededFuture();
        });
  }

  /** Asks for all that were left; fails, once all were tried, when one was not answered. */
  public Future<Void> grantAll() {
    return store.leftOpen(clock.instant().minus(FactorSwitch.IN_HAND))
        .compose(open -> Future.join(open.stream().map(this::grant).toList()))
        .mapEmpty();
  }

  private Future<Void> grant(Asked asked) {
    return GrantFreshGuesses.OPERATION
        .ask(bus, new GrantFreshGuesses(asked.operationId(), asked.accountId()))
        .compose(answered -> store.close(asked));
  }
}
