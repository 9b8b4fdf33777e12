package dev.ally.app.keys;

import dev.ally.cli.Refused;
import dev.ally.crypto.Keyring;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Schema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks every few seconds whether the key file of a verticle has changed, and gives new keys to the verticle. */
public final class KeyWatch {
  public static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

  private final Vertx vertx;
  private final KeyFiles files;
  private final Schema schema;
  private final Supplier<Set<String>> sealingKeys;
  private final Keyring used;
  private final Function<Keyring, Future<Void>> use;
  private String said = "";

  private KeyWatch(
      Vertx vertx, KeyFiles files, Schema schema, Supplier<Set<String>> sealingKeys, Keyring used,
      Function<Keyring, Future<Void>> use) {
    this.vertx = vertx;
    this.files = files;
    this.schema = schema;
    this.sealingKeys = sealingKeys;
    this.used = used;
    this.use = use;
  }

  /**
   * Starts the checks, which end when the Vert.x is closed.
   *
   * @param sealingKeys reads the ids of the keys under which rows of the schema are sealed
   * @param used the current keys of the verticle; {@code use} gives it newer ones
   */
  public static void begin(
      Vertx vertx, KeyFiles files, Schema schema, Supplier<Set<String>> sealingKeys, Keyring used,
      Function<Keyring, Future<Void>> use) {
    KeyWatch watch = new KeyWatch(vertx, files, schema, sealingKeys, used, use);
    vertx.setTimer(EVERY.toMillis(), id -> watch.look());
  }

  private void look() {
    vertx.executeBlocking(this::newer)
        .compose(newer -> newer.isPresent() ? take(newer.get()) : Future.succeededFuture())
        .onSuccess(done -> said = "")
        .onFailure(this::tell)
        .onComplete(looked -> vertx.setTimer(EVERY.toMillis(), id -> look()));
  }

  /** The keys in the file, if they differ from the current ones and open everything that is sealed. */
  private Optional<Keyring> newer() {
    boolean same = files.look(schema).filter(read -> !isNewer(read)).isPresent();
    return same ? Optional.empty() : Optional.of(files.load(schema, sealingKeys.get()));
  }

  private boolean isNewer(Keyring read) {
    return !read.sealingId().equals(used.sealingId()) || !read.ids().equals(used.ids());
  }

  private Future<Void> take(Keyring newer) {
    return use.apply(newer).onSuccess(taken ->
        LOG.info("{} seals under key {} now, and opens {}", schema.sqlName(), newer.sealingId(), newer.ids()));
  }

  /** Logs a problem once: a wrong file stays wrong until an operator corrects it. */
  private void tell(Throwable failure) {
    String reason = failure instanceof Refused || failure instanceof DatabaseRefused
        ? failure.getMessage()
        : failure.toString();
    if (!reason.equals(said)) {
      LOG.error("{} keeps its current keys: {}", schema.sqlName(), reason);
      said = reason;
    }
  }
}
