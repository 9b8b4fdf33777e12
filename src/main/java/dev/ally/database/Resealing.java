package dev.ally.database;

import dev.ally.contract.Reseal;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals older rows of a schema under the present key, in batches. Each row is changed by a statement of its own, unless
 * it has changed in the meantime; so the work can be stopped and started again at any time.
 */
public final class Resealing {
  private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);
  private static final int ROWS_AT_ONCE = 200;

  private final Pool pool;
  private final Keyring keyring;
  private final Table table;
  private final SecureRandom random;

  /** The sealed values of a schema. */
  public interface Table {
    /**
     * Selects the rows under another key than $1 after the id $2, ordered by id, at most $3: at least the columns {@code
     * id}, {@code sealed} and {@code sealing_key_id}.
     */
    String older();

    /** Changes a row: $1 its id, $2 its present sealed value, $3 the same resealed, $4 the key of that. */
    String update(Row row);

    /** What the value of a row is bound to. */
    String owner(Row row);

    /** Deletes every key except $1 that no row uses any more. */
    String retire();
  }

  public Resealing(Pool pool, Keyring keyring, Table table, SecureRandom random) {
    this.pool = pool;
    this.keyring = keyring;
    this.table = table;
    this.random = random;
  }

  public Future<Reseal.Answer> reseal(Reseal question) {
    return pool.preparedQuery(table.older())
        .execute(Tuple.of(keyring.sealingId(), question.after(), ROWS_AT_ONCE))
        .compose(rows -> rows.size() == 0 ? retire() : resealAll(rows));
  }

  private Future<Reseal.Answer> retire() {
    return pool.preparedQuery(table.retire()).execute(Tuple.of(keyring.sealingId()))
        .map(retired -> new Reseal.Answer(0, 0, Optional.empty()));
  }

  private Future<Reseal.Answer> resealAll(RowSet<Row> rows) {
    Future<Reseal.Answer> done = Future.succeededFuture(new Reseal.Answer(0, 0, Optional.empty()));
    for (Row row : rows) {
      UUID id = row.getUUID("id");
      done = done.compose(sum -> reseal(id, row).map(result -> new Reseal.Answer(
          sum.resealed() + (result == RowResult.RESEALED ? 1 : 0),
          sum.broken() + (result == RowResult.BROKEN ? 1 : 0),
          Optional.of(id))));
    }
    return done;
  }

  /** The result for a row; OVERTAKEN: it was changed in the meantime, and sealed then. */
  private enum RowResult { RESEALED, OVERTAKEN, BROKEN }

  private Future<RowResult> reseal(UUID id, Row row) {
    try {
      return pool.preparedQuery(table.update(row)).execute(resealed(id, row))
          .map(updated -> updated.rowCount() == 1 ? RowResult.RESEALED : RowResult.OVERTAKEN);
    } catch (SealBroken broken) {
      LOG.error("row {} was not resealed: {}", id, broken.getMessage());
      return Future.succeededFuture(RowResult.BROKEN);
    }
  }

  /** @throws SealBroken if the value does not open */
  private Tuple resealed(UUID id, Row row) {
    String owner = table.owner(row);
    Buffer older = row.getBuffer("sealed");
    Sealed newer = keyring.seal(
        keyring.open(new Sealed(row.getString("sealing_key_id"), older.getBytes()), owner), owner, random);
    return Tuple.of(id, older, Buffer.buffer(newer.bytes()), newer.keyId());
  }
}
