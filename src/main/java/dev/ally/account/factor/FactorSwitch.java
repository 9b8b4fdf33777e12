package dev.ally.account.factor;

import dev.ally.account.factor.PgIntentStore.Intent;
import dev.ally.account.factor.PgIntentStore.Kind;
import dev.ally.account.factor.PgIntentStore.Opening;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.PgAccountStore;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.SettleOperation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns two-factor on and off across the two schemas. First the intent is committed here, then {@code totp} decides and
 * commits, then one statement here applies all consequences.
 *
 * <p>An intent that stays open is settled by the next operation that finds it, or by a task that runs every few
 * seconds: it asks {@code totp} for the outcome, and {@code totp} gives the operation up if it has not been done.
 */
public final class FactorSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(FactorSwitch.class);

  /**
   * An intent that is open for longer than this is settled. Longer than the time for which a reply of {@code totp} is
   * awaited.
   */
  public static final Duration SETTLE_AFTER = Duration.ofSeconds(3);

  /** Whether {@code totp} made the change. */
  enum Made {
    NOT,
    YES,
    /** Yes, and a recovery code was used up for it. */
    BY_RECOVERY_CODE;

    static Made when(boolean made) {
      return made ? YES : NOT;
    }

    public static Made of(SettleOperation.Answer settled) {
      return settled.done() && settled.byRecoveryCode() ? BY_RECOVERY_CODE : when(settled.done());
    }

    public static Made of(CodeVerdict verdict) {
      return verdict.recoveryCode() ? BY_RECOVERY_CODE : when(verdict.verdict() == CodeVerdict.Verdict.ACCEPTED);
    }
  }

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int LOOKS = 10;
  private static final Unavailable BUSY =
      new Unavailable("two-factor is being switched", Duration.ofSeconds(2));

  private final Vertx vertx;
  private final Bus bus;
  private final PgIntentStore intents;
  private final PgAccountStore accounts;
  private final Clock clock;

  public FactorSwitch(Vertx vertx, Bus bus, PgIntentStore intents, PgAccountStore accounts, Clock clock) {
    this.vertx = vertx;
    this.bus = bus;
    this.intents = intents;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * Makes a switch.
   *
   * @param requestInfo who asks for it
   * @param ask sends the request to {@code totp}, under the same operation id
   * @param made reads the outcome from the answer
   * @return the answer of {@code totp}, once all consequences are committed; empty: this operation was done before
   */
  <A> Future<Optional<A>> make(
      UUID operationId, UUID accountId, Kind kind, Optional<UUID> sessionId, RequestInfo requestInfo,
      Function<UUID, Future<A>> ask, Function<A, Made> made) {
    return make(
        new Opening(operationId, accountId, kind, sessionId, Optional.empty(), requestInfo), ask, made);
  }

  /** The same, but only if the account's second factor is still the given version; all sessions end. */
  <A> Future<Optional<A>> makeOf(
      Versions then, UUID operationId, Kind kind, RequestInfo requestInfo, Function<UUID, Future<A>> ask,
      Function<A, Made> made) {
    return make(
        new Opening(
            operationId, then.accountId(), kind, Optional.empty(), Optional.of(then.factorVersion()),
            requestInfo),
        ask, made);
  }

  private <A> Future<Optional<A>> make(
      Opening opening, Function<UUID, Future<A>> ask, Function<A, Made> made) {
    UUID operationId = opening.operationId();
    return begin(opening, LOOKS).compose(begun -> begun
        ? goOn(operationId, ask, made).map(Optional::of)
        : Future.succeededFuture(Optional.empty()));
  }

  /** The same, for a switch whose intent is already open. */
  <A> Future<A> goOn(UUID operationId, Function<UUID, Future<A>> ask, Function<A, Made> made) {
    return ask.apply(operationId).compose(answer -> close(operationId, made.apply(answer)).map(answer));
  }

  private Future<Void> close(UUID operationId, Made made) {
    return made == Made.NOT
        ? intents.giveUp(operationId)
        : intents.finish(operationId, made == Made.BY_RECOVERY_CODE, clock.instant());
  }

  /** The account's versions once no switch is open; settles one that was left open. */
  public Future<Versions> settled(Versions versions) {
    return settled(versions, LOOKS);
  }

  /** Tries to settle every switch that was left open; fails at the end if one could not be settled. */
  public Future<Void> settleAll() {
    return intents.leftOpen(clock.instant().minus(SETTLE_AFTER))
        .compose(open -> Future.join(open.stream().map(this::settleOrWarn).toList()))
        .mapEmpty();
  }

  private Future<Void> settleOrWarn(Intent intent) {
    return settle(intent).onFailure(failure ->
        LOG.warn("the switch {} stays open: {}", intent.operationId(), failure.toString()));
  }

  private Future<Boolean> begin(Opening opening, int looks) {
    return intents.open(opening, clock.instant()).compose(opened -> {
      if (opened) {
        return Future.succeededFuture(true);
      }
      return intents.find(opening.operationId()).compose(same -> {
        if (same.isPresent()) {
          return same.get().done().orElse(false) ? Future.succeededFuture(false)
              : same.get().done().isPresent() || looks == 0 ? Future.failedFuture(BUSY)
              : vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(later -> begin(opening, looks - 1));
        }
        return accounts.versions(opening.accountId())
            .compose(versions -> versions.isEmpty() ? Future.failedFuture(BUSY) : settled(versions.get(), looks))
            .compose(settled -> looks == 0
                ? Future.failedFuture(BUSY)
                : begin(opening, looks - 1));
      });
    });
  }

  private Future<Versions> settled(Versions versions, int looks) {
    if (versions.openIntent().isEmpty()) {
      return Future.succeededFuture(versions);
    }
    return intents.find(versions.openIntent().get())
        .compose(intent -> {
          if (intent.isEmpty() || intent.get().done().isPresent()) {
            return Future.succeededFuture();
          }
          if (intent.get().openedAt().plus(SETTLE_AFTER).isBefore(clock.instant())) {
            return settle(intent.get());
          }
          return looks == 0
              ? Future.failedFuture(BUSY)
              : vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        })
        .compose(done -> accounts.versions(versions.accountId()))
        .compose(now -> now.isEmpty() || looks == 0
            ? Future.failedFuture(BUSY)
            : settled(now.get(), looks - 1));
  }

  private Future<Void> settle(Intent intent) {
    return SettleOperation.OPERATION
        .ask(bus, new SettleOperation(intent.operationId(), intent.accountId()))
        .compose(answer -> close(intent.operationId(), Made.of(answer)));
  }
}
