package dev.ally.oidc;

import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.config.Settings;
import dev.ally.contract.Reseal;
import dev.ally.crypto.Keyring;
import dev.ally.database.Outage;
import dev.ally.database.Resealing;
import dev.ally.database.Schema;
import dev.ally.database.SealedColumn;
import dev.ally.database.SealedColumns;
import dev.ally.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The services of {@code oidc}, and as a table the operations that each of them serves. */
final class OidcOperations {
  /** What the services are made of. */
  record Parts(
      Vertx vertx, Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random, Bus bus,
      Meters meters) {
    /** The same with another pool and another bus. */
    Parts with(Pool other, Bus otherBus) {
      return new Parts(vertx, other, keyring, settings, clock, random, otherBus, Meters.NONE);
    }
  }

  /** Every sealed value of the schema; what is not listed here is lost when its key is retired. */
  private static final List<SealedColumn> SEALED = List.of();

  private final Parts parts;

  OidcOperations(Parts parts) {
    this.parts = parts;
  }

  /** Serves all operations. */
  Future<?> serve() {
    return Future.all(Stream.of(operator()).flatMap(List::stream).toList());
  }

  /** What is to be done every few seconds, by its name. */
  Map<String, Supplier<Future<?>>> rounds() {
    return Map.of();
  }

  /** What is to be done every minute, by its name: expired rows are deleted. */
  Map<String, Supplier<Future<?>>> sweeps() {
    return Map.of();
  }

  private List<Future<?>> operator() {
    var resealing = new Resealing(
        parts.pool, parts.keyring, new SealedColumns(Schema.OIDC, SEALED, parts.keyring, parts.random));
    return List.of(
        serve(Reseal.OF_OIDC, resealing::reseal));
  }

  private <Q, A> Future<?> serve(BusOperation<Q, A> operation, Function<Q, Future<A>> service) {
    return operation.serve(parts.bus, q -> Outage.unavailableWhenAway(service.apply(q)));
  }
}
