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

/** Looks every few seconds whether a verticle's key file has changed, and lets the verticle take over what is in it. */
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
   * Begins to look, until the Vert.x is closed.
   *
   * @param sealingKeys reads the ids of the keys under which rows of the schema are sealed
   * @param used the keys that the verticle has, and of which it takes over newer ones by {@code use}
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

  /** What is in the file, if that is not what is used, and opens all that is sealed. */
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

  /** A file that is wrong stays so until somebody mends it: said once. */
  private void tell(Throwable failure) {
    String reason = failure instanceof Refused || failure instanceof DatabaseRefused
        ? failure.getMessage()
        : failure.toString();
    if (!reason.equals(said)) {
      LOG.error("{} goes on with the keys that it has: {}", schema.sqlName(), reason);
      said = reason;
    }
  }
}
