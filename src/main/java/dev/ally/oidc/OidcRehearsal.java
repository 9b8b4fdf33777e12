package dev.ally.oidc;

import dev.ally.bus.RehearsalBus;
import dev.ally.bus.Rounds;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.contract.oidc.FindUserInfo;
import dev.ally.crypto.Secret;
import dev.ally.database.Rehearsal;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.function.Supplier;

/**
 * Asks the verticle's own operations, again and again, before anyone is served: so the code is compiled and the
 * statements are prepared. Nothing of it is kept.
 */
final class OidcRehearsal {
  private final OidcOperations.Parts parts;
  private final RehearsalBus bus;

  OidcRehearsal(OidcOperations.Parts parts) {
    this.parts = parts;
    this.bus = new RehearsalBus(parts.bus());
  }

  Future<Void> run() {
    return Rehearsal.of(parts.pool(), this::run);
  }

  private Future<Void> run(Pool pool) {
    return new OidcOperations(parts.with(pool, bus)).serve().compose(served -> Rounds.of(this::round));
  }

  private Future<?> round() {
    Future<?> done = Future.succeededFuture();
    for (Supplier<Future<?>> question : questions()) {
      done = done.compose(asked -> question.get());
    }
    return done;
  }

  /** What is asked in a round, in this order; it is asked on {@link #bus}. */
  private List<Supplier<Future<?>>> questions() {
    Secret unknown = Secret.of("rehearsed");
    return List.of(
        () -> CheckHostSession.OPERATION.ask(
            bus, new CheckHostSession("host.invalid", "/", Secret.token(parts.random()))),
        () -> FindAuthorization.OPERATION.ask(bus, new FindAuthorization(unknown)),
        () -> FindUserInfo.OPERATION.ask(bus, new FindUserInfo(unknown)));
  }
}
