package dev.ally.totp;

import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.RehearsalBus;
import dev.ally.config.Limit;
import dev.ally.contract.Reseal;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CancelEnrolment;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.ExportAuthenticators;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.FindEnrolled;
import dev.ally.contract.totp.FindRecoveryCodes;
import dev.ally.contract.totp.ForgetAccount;
import dev.ally.contract.totp.GrantFreshGuesses;
import dev.ally.contract.totp.ImportAuthenticators;
import dev.ally.contract.totp.KeepRecoveryCodes;
import dev.ally.contract.totp.RemoveAuthenticator;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.RenameAuthenticator;
import dev.ally.contract.totp.RenewRecoveryCodes;
import dev.ally.contract.totp.ReplaceVoidRecoveryCodes;
import dev.ally.contract.totp.ResetAuthenticators;
import dev.ally.contract.totp.SettleOperation;
import dev.ally.contract.totp.ShowEnrolment;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.database.Outage;
import dev.ally.database.Prerequisites;
import dev.ally.database.Rehearsal;
import dev.ally.database.Resealing;
import dev.ally.database.Rounds;
import dev.ally.database.Schema;
import dev.ally.metrics.Meters;
import dev.ally.totp.rules.GuessBudget;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the {@code totp.…} operations. Only this verticle reads the keys of authenticators and verifies codes. */
public final class TotpVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(TotpVerticle.class);
  private static final Duration CLOCK_EVERY = Duration.ofSeconds(5);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  private final Pool pool;
  private final Keyring keyring;
  private final Clock clock;
  private final SecureRandom random;
  private final PgUpkeep upkeep;
  private final CodeVerifier codeVerifier;
  private final CodeService codes;
  private final EnrolmentService enrolments;
  private final RecoveryService recovery;
  private final TransferService transfer;
  private final PgCodeStore codeStore;
  private final ClockGuard clockGuard;
  private final Optional<Bus> givenBus;
  private final Rounds rounds = new Rounds(LOG);
  private Meters meters = Meters.NONE;
  private Bus bus;
  private final Resealing resealing;

  /**
   * For one process: it serves the verticles that are deployed in the same Vert.x. Its start fails, and says what to do,
   * if the schema is missing, the keyring lacks a key under which rows are sealed, or the database is unreachable.
   *
   * @param pool connects with a database role that may use the schema {@code totp}, made by
   *     {@link dev.ally.database.Pools#open}; it stays open when the verticle stops
   * @param keyring seals the keys of authenticators
   * @param clock decides which codes are valid
   */
  public TotpVerticle(Pool pool, Keyring keyring, Clock clock, SecureRandom random) {
    this(pool, keyring, clock, random, Optional.empty());
  }

  /** @param bus serves the operations; empty: the bus of the verticle's own Vert.x */
  public TotpVerticle(
      Pool pool, Keyring keyring, Clock clock, SecureRandom random, Optional<Bus> bus) {
    this(pool, keyring, clock, random, bus, new PgUpkeep(pool)::clock);
  }

  public TotpVerticle(
      Pool pool,
      Keyring keyring,
      Clock clock,
      SecureRandom random,
      Optional<Bus> bus,
      Supplier<Future<Instant>> databaseClock) {
    this.givenBus = bus;
    this.pool = pool;
    this.keyring = keyring;
    this.clock = clock;
    this.random = random;
    SealedKeys keys = new SealedKeys(keyring, random);
    codeStore = new PgCodeStore(pool, keys);
    upkeep = new PgUpkeep(pool);
    PgRecoveryStore recoveryStore = new PgRecoveryStore(
        pool, new SealedRecoveryCodes(keyring, random),
        new GuessBudget(GuessBudget.Kind.RECOVERY_CODES), random);
    PgFactorStore factors = new PgFactorStore(pool);
    codeVerifier = new CodeVerifier(codeStore, recoveryStore, clock);
    codes = new CodeService(codeVerifier, codeStore, factors, clock);
    enrolments = new EnrolmentService(
        new PgEnrolmentStore(pool, keys, recoveryStore), codeVerifier, factors, codeStore, clock,
            random);
    recovery = new RecoveryService(codeVerifier, recoveryStore, factors, codeStore, clock);
    transfer = new TransferService(new PgTransferStore(pool, keys), keys, clock);
    resealing = new Resealing(pool, keyring, new SealedTables(), random);
    clockGuard = new ClockGuard(clock, Limit.CLOCK_TOLERANCE.duration(), databaseClock);
  }

  /** Has the verticle count what it does. */
  public TotpVerticle countedBy(Meters counting) {
    meters = counting;
    codeVerifier.countedBy(counting);
    return this;
  }

  @Override
  public Future<?> start() {
    bus = givenBus.orElseGet(() -> Bus.local(vertx));
    return Prerequisites.require(vertx, pool, Schema.TOTP, keyring)
        .compose(met -> upkeep.useKey(keyring, clock.instant()))
        .compose(marked -> clockGuard.compare())
        .compose(compared -> {
          rounds.every(vertx, CLOCK_EVERY, "compare clocks", clockGuard::compare);
          rounds.every(vertx, SWEEP_EVERY, "sweep", () -> upkeep.sweep(clock.instant()));
          PgCounts.show(meters, vertx, pool, clock);
          return rehearse().compose(rehearsed -> serve());
        });
  }

  @Override
  public Future<?> stop() {
    return rounds.stop();
  }

  /** In a cluster other nodes serve meanwhile. A failure is no reason not to start: the first person meets it. */
  private Future<Void> rehearse() {
    return givenBus.isEmpty()
        ? Future.succeededFuture()
        : Rehearsal.of(pool, this::rehearse)
            .onFailure(failure -> LOG.debug("the rehearsal ended early: {}", failure.toString()))
            .otherwiseEmpty();
  }

  Future<Void> rehearse(Pool other) {
    Bus own = new RehearsalBus(givenBus.orElseThrow());
    TotpVerticle rehearsed = new TotpVerticle(other, keyring, clock, random, Optional.of(own));
    rehearsed.bus = own;
    return rehearsed.serve().compose(served -> new TotpRehearsal(own, clock, random).run());
  }

  /** Succeeds while the database answers, can be written, and its clock agrees with this node's. */
  public Future<Void> ready() {
    return Outage.unavailableWhenAway(upkeep.clock()).compose(answered -> clockGuard.require());
  }

  /** Takes over the keys of a key file that was read again; the first key seals from then on. */
  public Future<Void> useKeys(Keyring newer) {
    return upkeep.useKey(newer, clock.instant()).onSuccess(marked -> keyring.replaceBy(newer));
  }

  private Future<?> serve() {
    List<Future<?>> served = new ArrayList<>();
    served.add(serve(FindAuthenticators.OPERATION, q -> codeStore.find(q.accountId())));
    served.add(serve(FindEnrolled.OPERATION, q -> codeStore.enrolled(q.accountIds()).map(FindEnrolled.Answer::new)));
    served.add(serve(ImportAuthenticators.OPERATION, question -> transfer.take(vertx, question)));
    served.add(serve(ExportAuthenticators.OPERATION, transfer::export));
    served.add(serve(BeginEnrolment.OPERATION, enrolments::begin));
    served.add(serve(ShowEnrolment.OPERATION, enrolments::show));
    served.add(serve(CancelEnrolment.OPERATION, enrolments::cancel));
    served.add(serve(ConfirmEnrolment.OPERATION, whenClockIsRight(enrolments::confirm)));
    served.add(serve(VerifyCode.OPERATION, whenClockIsRight(codes::verify)));
    served.add(serve(RemoveAuthenticators.OPERATION, whenClockIsRight(codes::removeAll)));
    served.add(serve(RemoveAuthenticator.OPERATION, whenClockIsRight(codes::removeOne)));
    served.add(serve(RenameAuthenticator.OPERATION, enrolments::rename));
    served.add(serve(BeginFurtherEnrolment.OPERATION, whenClockIsRight(enrolments::beginFurther)));
    served.add(serve(FindRecoveryCodes.OPERATION, recovery::find));
    served.add(serve(KeepRecoveryCodes.OPERATION, recovery::keep));
    served.add(serve(RenewRecoveryCodes.OPERATION, whenClockIsRight(recovery::renew)));
    served.add(serve(ReplaceVoidRecoveryCodes.OPERATION, recovery::replaceVoid));
    served.add(serve(ForgetAccount.OPERATION, question ->
        new PgForgetting(pool).forget(question.accountId()).map(new ForgetAccount.Answer(true))));
    served.add(serve(GrantFreshGuesses.OPERATION, codes::grantFreshGuesses));
    served.add(serve(ResetAuthenticators.OPERATION, codes::reset));
    served.add(serve(SettleOperation.OPERATION, codes::settle));
    served.add(serve(Reseal.OF_TOTP, resealing::reseal));
    return Future.all(served);
  }

  private <Q, A> Future<?> serve(BusOperation<Q, A> operation, Function<Q, Future<A>> service) {
    return operation.serve(bus, q -> Outage.unavailableWhenAway(service.apply(q)));
  }

  private <Q, A> Function<Q, Future<A>> whenClockIsRight(Function<Q, Future<A>> service) {
    return question -> clockGuard.require().compose(right -> service.apply(question));
  }
}
