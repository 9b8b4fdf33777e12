package dev.ally.oidc;

import dev.ally.bus.Bus;
import dev.ally.config.Settings;
import dev.ally.crypto.Keyring;
import dev.ally.database.Outage;
import dev.ally.database.Prerequisites;
import dev.ally.database.Rounds;
import dev.ally.database.Schema;
import dev.ally.metrics.Meters;
import dev.ally.oidc.key.Signer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the {@code oidc.…} operations: which applications there are, and who may log in to them. It asks {@code
 * account} who a person is, and has no password, no code and no session's token.
 */
public final class OidcVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(OidcVerticle.class);
  private static final Duration ROUND_EVERY = Duration.ofSeconds(5);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  private final Pool pool;
  private final Keyring keyring;
  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final PgUpkeep upkeep;
  private final Optional<Bus> givenBus;
  private final Rounds rounds = new Rounds(LOG);
  private Meters meters = Meters.NONE;
  private Signer signer;

  /**
   * For one process: it talks to the verticles that are deployed in the same Vert.x. Its start fails, and says what to
   * do, if the schema is missing, the keyring lacks a key under which rows are sealed, or the database is unreachable.
   *
   * @param pool connects with a database role that may use the schema {@code oidc}, made by
   *     {@link dev.ally.database.Pools#open}; it stays open when the verticle stops
   * @param keyring seals the keys that sign, and hashes codes and tokens
   * @param settings its public URL is the issuer
   * @param clock decides when codes and tokens end
   */
  public OidcVerticle(Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random) {
    this(pool, keyring, settings, clock, random, Optional.empty());
  }

  /** @param bus serves the operations and reaches {@code account}; empty: the bus of the verticle's own Vert.x */
  public OidcVerticle(
      Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random, Optional<Bus> bus) {
    this.pool = pool;
    this.keyring = keyring;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.givenBus = bus;
    this.upkeep = new PgUpkeep(pool);
  }

  /** Has the verticle count what it does. */
  public OidcVerticle countedBy(Meters counting) {
    meters = counting;
    return this;
  }

  @Override
  public Future<?> start() {
    Bus bus = givenBus.orElseGet(() -> Bus.local(vertx));
    signer = new Signer(vertx, pool, keyring, clock, random);
    var parts = new OidcOperations.Parts(vertx, pool, keyring, settings, clock, random, bus, meters, signer);
    return Prerequisites.require(vertx, pool, Schema.OIDC, keyring)
        .compose(met -> upkeep.useKey(keyring, clock.instant()))
        .compose(marked -> rehearse(parts))
        .compose(rehearsed -> {
          OidcOperations operations = new OidcOperations(parts);
          return operations.serve().onSuccess(served -> {
            operations.rounds().forEach((what, round) -> rounds.every(vertx, ROUND_EVERY, what, round));
            operations.sweeps().forEach((what, sweep) -> rounds.every(vertx, SWEEP_EVERY, what, sweep));
          });
        });
  }

  @Override
  public Future<?> stop() {
    return rounds.stop();
  }

  /** In a cluster other nodes serve meanwhile. A failure is no reason not to start: the first person meets it. */
  private Future<Void> rehearse(OidcOperations.Parts parts) {
    return givenBus.isEmpty()
        ? Future.succeededFuture()
        : new OidcRehearsal(parts).run()
            .onFailure(failure -> LOG.debug("the rehearsal ended early: {}", failure.toString()))
            .otherwiseEmpty();
  }

  /** Succeeds while the database answers and can be written, once there are keys that sign. */
  public Future<Void> ready() {
    return Outage.unavailableWhenAway(upkeep.ping().compose(answered -> signer.publicKeys())).mapEmpty();
  }

  /** Takes over the keys of a key file that was read again; the first key seals from then on. */
  public Future<Void> useKeys(Keyring newer) {
    return upkeep.useKey(newer, clock.instant()).onSuccess(marked -> keyring.replaceBy(newer));
  }
}
